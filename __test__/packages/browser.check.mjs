// Bundles for browsers: an enum and the error classes come without the loader, and a real browser runs them. The
// Client's error says that it runs only on servers.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import enums from '../../lib/enums.js';
import { launchBrowser } from '../support/browser.mjs';
import { installed, run } from './support/project.mjs';

const { SessionStatus } = enums;
const folder = await installed('browser');
rmSync(join(folder, 'out'), { recursive: true, force: true });
mkdirSync(join(folder, 'out'));

const server = createServer((request, response) => {
  const script = request.url.slice(1);
  if (!script.startsWith('out/'))
    return void response.setHeader('content-type', 'text/html').end(page(script));
  response.setHeader('content-type', 'text/javascript').end(readFileSync(join(folder, script)));
});
const page = (script) => `<!doctype html><title></title><script src="/out/${script}"></script>`;
let browser;
before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  server.close();
  server.closeAllConnections();
});

const esbuild = (entry, out) => ['esbuild', entry, '--bundle', '--minify', `--outfile=out/${out}`];
const WHOLE = 'document_scan NotFoundError ERR_FACESIGN_SERVER_ONLY';
const STATUSES = Object.values(SessionStatus).join(' ');

/** What makes each bundle, and the title that its script gives the page. */
const BUNDLES = {
  'esbuild.js': { command: esbuild('page.mjs', 'esbuild.js'), title: WHOLE },
  'webpack.js': { command: ['webpack', '-c', 'webpack.config.cjs'], title: WHOLE },
  'vite.js': { command: ['vite', 'build'], title: WHOLE },
  'enum.js': { command: esbuild('enum.mjs', 'enum.js'), title: STATUSES },
  'required.js': { command: esbuild('required.cjs', 'required.js'), title: STATUSES },
};

for (const [script, { command, title }] of Object.entries(BUNDLES)) {
  test(`${script} is built without a warning and without the loader, and a browser runs it`, async () => {
    assert.doesNotMatch(await run(folder, command), /warning|▲/i);
    assert.doesNotMatch(readFileSync(join(folder, 'out', script), 'utf8'), /\.node\b|linux-x64|require\(/);
    const tab = await browser.newPage();
    const errors = [];
    tab.on('pageerror', (error) => errors.push(error.message));
    await tab.goto(`http://127.0.0.1:${server.address().port}/${script}`);
    assert.deepEqual([await tab.title(), errors], [title, []]);
    await tab.close();
  });
}

/** Bundlers for the Edge runtime of Next.js and for Cloudflare Workers ask by these. */
for (const condition of ['edge-light', 'workerd'])
  test(`the condition ${condition} leads to the same entry`, async () => {
    const bundle = esbuild('enum.mjs', `${condition}.js`);
    await run(folder, [...bundle, '--platform=neutral', `--conditions=${condition},import`]);
    assert.doesNotMatch(readFileSync(join(folder, 'out', `${condition}.js`), 'utf8'), /linux-x64/);
  });
