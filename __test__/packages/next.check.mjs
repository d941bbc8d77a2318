// The recipe for Next.js, built with Turbopack and with webpack, started, and its page seen in a real browser.
// The browser is Debian's Chromium: apt-get install chromium.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inRepository } from './support/committed.mjs';
import { copied, npm, PACKAGE, run } from './support/project.mjs';
import { sandboxOf } from './support/sandbox.mjs';
import { servesSessions, withServer } from './support/server.mjs';

const RECIPE = inRepository('docs/recipes/code/nextjs');
const { dependencies, check } = JSON.parse(readFileSync(join(RECIPE, 'recipe.json'), 'utf8'));

const folder = copied('next');
cpSync(RECIPE, folder, { recursive: true });
const all = { ...dependencies, [PACKAGE.name]: 'latest', 'playwright-core': '1.65.1' };
writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: all }));
await npm(folder, 'install');

const sandbox = await sandboxOf(folder);
const { chromium } = createRequire(join(folder, 'package.json'))('playwright-core');
let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-sync',
    ],
  });
});
after(() => Promise.all([browser?.close(), sandbox.close()]));

for (const builder of ['turbopack', 'webpack']) {
  test(`built with ${builder}, it serves sessions and shows one in a browser`, async () => {
    rmSync(join(folder, '.next'), { recursive: true, force: true });
    await run(folder, ['next', 'build', `--${builder}`]);
    await withServer(sandbox, folder, 'next start --hostname 127.0.0.1', async (url) => {
      const id = await servesSessions(sandbox, url, check.path);
      sandbox.completeSession(id);
      const page = await browser.newPage();
      await page.goto(`${url}/sessions/${id}`);
      assert.equal(await page.textContent('h1'), `Session ${id}`);
      assert.equal(await page.textContent('#status'), 'complete');
    });
  });
}
