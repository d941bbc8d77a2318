// The recipe for Next.js, built with Turbopack and with webpack, started, and its page seen in a real browser.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { builtAndServed, launchBrowser, nextProject, RECIPE, showsComplete } from './support/next.mjs';
import { PACKAGE } from './support/project.mjs';
import { sandboxOf } from './support/sandbox.mjs';
import { servesSessions } from './support/server.mjs';

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
