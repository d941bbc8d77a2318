// The recipe for Next.js, built with Turbopack and with webpack, started, and its page seen in a real browser.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { builtAndServed, launchBrowser, nextProject, RECIPE, showsComplete } from './support/next.mjs';
import { PACKAGE, run } from './support/project.mjs';
import { sandboxOf } from './support/sandbox.mjs';
import { servesSessions, withServer } from './support/server.mjs';

const { check } = JSON.parse(readFileSync(join(RECIPE, 'recipe.json'), 'utf8'));
const folder = await nextProject('next', [RECIPE], { [PACKAGE.name]: 'latest' });
const sandbox = await sandboxOf(folder);
let browser;
before(async () => {
  browser = await launchBrowser(folder);
});
after(() => Promise.all([browser?.close(), sandbox.close()]));

for (const builder of ['turbopack', 'webpack']) {
  test(`built with ${builder}, it serves sessions and shows one in a browser`, async () => {
    await builtAndServed(sandbox, folder, builder, async (url) => {
      const id = await servesSessions(sandbox, url, check.path);
      await showsComplete(sandbox, browser, url, id);
    });
  });
}

/** As the page of the recipe says. */
const STANDALONE =
  "output: 'standalone', outputFileTracingIncludes: { '/**': ['./node_modules/@facesignai/**'] },";

test('output: standalone, told of the package, serves sessions away from the project', async () => {
  const config = join(folder, 'next.config.mjs');
  const text = readFileSync(config, 'utf8');
  writeFileSync(config, text.replace('export default {', `export default { ${STANDALONE}`));
  rmSync(join(folder, '.next'), { recursive: true, force: true });
  await run(folder, ['next', 'build', '--turbopack']);
  writeFileSync(config, text);
  // Away from the project, whose node_modules would be found.
  const shipped = join(folder, '..', 'next-shipped');
  rmSync(shipped, { recursive: true, force: true });
  renameSync(join(folder, '.next/standalone'), shipped);
  await withServer(sandbox, shipped, 'env HOSTNAME=127.0.0.1 node server.js', (url) =>
    servesSessions(sandbox, url, check.path),
  );
});
