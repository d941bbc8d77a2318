// Programs on Next.js: installed, built without configuration, started, and opened in a real browser. The browser is
// Debian's Chromium: apt-get install chromium.

import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sign } from '@facesignai/api-native/webhooks';
import { launchBrowser } from '../../support/browser.mjs';
import { inRepository } from './committed.mjs';
import { copied, npm, PACKAGE, run } from './project.mjs';
import { WEBHOOK_SECRET } from './sandbox.mjs';
import { servesSessions, withServer } from './server.mjs';

export const RECIPE = inRepository('docs/recipes/code/nextjs');
const WEBHOOKS = inRepository('docs/recipes/code/webhooks');
const { dependencies, check } = JSON.parse(readFileSync(join(RECIPE, 'recipe.json'), 'utf8'));
const BOTH_ROUTERS = fileURLToPath(new URL('../projects/next', import.meta.url));
export const NEWEST = dependencies.next;

/**
 * A project of Next.js with our page, these files over it, and these packages beside those of the recipe.
 * @param {string} name
 * @param {string[]} sources folders
 * @param {Record<string, string>} packages
 */
export async function nextProject(name, sources, packages) {
  const folder = copied(name, 'next-page');
  for (const source of sources) cpSync(source, folder, { recursive: true });
  const all = { ...dependencies, ...packages };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: all }));
  rmSync(join(folder, 'next.config.mjs'), { force: true });
  await npm(folder, 'install');
  return folder;
}

/** The program of the recipe with both routers, a page, and an enum in the browser. @param {object} packages */
export async function recipeProject(name, packages, alias = PACKAGE.name) {
  const installed = { [alias]: alias === PACKAGE.name ? 'latest' : `npm:${PACKAGE.name}@latest` };
  const folder = await nextProject(name, [BOTH_ROUTERS, RECIPE], { ...packages, ...installed });
  addWebhooks(folder);
  if (alias !== PACKAGE.name) rename(folder, alias);
  return folder;
}

/** The webhooks of the recipe, in both routers. Next.js takes no `.mjs` as a route. */
function addWebhooks(folder) {
  for (const [recipe, route] of [
    ['next-app-router.mjs', 'app/webhooks/facesign/route.js'],
    ['next-pages-router.mjs', 'pages/api/webhooks/facesign.js'],
  ]) {
    cpSync(join(WEBHOOKS, recipe), join(folder, route));
    cpSync(join(WEBHOOKS, 'events.mjs'), join(folder, dirname(route), 'events.mjs'));
  }
}

/** Imports the package and its entries by another name in all files. */
function rename(folder, alias) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!/\.(tsx?|m?js)$/.test(file) || /node_modules|\.next/.test(file)) continue;
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`'${PACKAGE.name}`, `'${alias}`));
  }
}

/** Next.js 14 and 15 build with webpack where nothing is said, 16 with Turbopack. */
function flag(folder, builder) {
  const { version } = createRequire(join(folder, 'package.json'))('next/package.json');
  const major = Number(version.split('.')[0]);
  if (builder === 'webpack') return major < 16 ? [] : ['--webpack'];
  return ['--turbopack'];
}

/** Builds from nothing. @param {'turbopack' | 'webpack'} builder */
export async function built(folder, builder) {
  rmSync(join(folder, '.next'), { recursive: true, force: true });
  await run(folder, ['next', 'build', ...flag(folder, builder)]);
}

/** Builds from nothing and starts. @param {'turbopack' | 'webpack'} builder */
export async function builtAndServed(sandbox, folder, builder, use) {
  await built(folder, builder);
  await withServer(sandbox, folder, 'next start --hostname 127.0.0.1', use);
}

/** As while someone works on it. @param {'turbopack' | 'webpack'} builder */
export function developed(sandbox, folder, builder, use) {
  rmSync(join(folder, '.next'), { recursive: true, force: true });
  const options = flag(folder, builder).join(' ').replace('--turbopack', '--turbo');
  return withServer(sandbox, folder, `next dev --hostname 127.0.0.1 ${options}`, use);
}

/** `output: 'standalone'`, moved away from the project, whose node_modules would be found. */
export async function shippedAndServed(sandbox, folder, builder, use) {
  const config = join(folder, 'next.config.mjs');
  writeFileSync(config, "export default { output: 'standalone' };\n");
  await built(folder, builder);
  rmSync(config);
  const shipped = `${folder}-shipped`;
  rmSync(shipped, { recursive: true, force: true });
  renameSync(join(folder, '.next/standalone'), shipped);
  // As the documentation of Next.js says: what browsers load is copied by hand.
  cpSync(join(folder, '.next/static'), join(shipped, '.next/static'), { recursive: true });
  rmSync(join(folder, '.next'), { recursive: true, force: true });
  await withServer(sandbox, shipped, 'env HOSTNAME=127.0.0.1 node server.js', use);
}

/** Both routers make calls, and a browser shows a session and an enum. */
export async function usesAll(sandbox, url) {
  const id = await servesSessions(sandbox, url, check.path);
  const langs = await fetch(`${url}/api/langs`);
  assert.ok((await langs.json()).langs > 0);
  for (const path of ['/webhooks/facesign', '/api/webhooks/facesign']) await receivesWebhooks(url + path, id);
  const browser = await launchBrowser();
  try {
    await showsComplete(sandbox, browser, url, id);
    await showsEnum(browser, url);
  } finally {
    await browser.close();
  }
}

/** A webhook that is signed is received, and no other. */
async function receivesWebhooks(url, sessionId) {
  const body = JSON.stringify({ id: `evt_${url}`, type: 'session.status', createdAt: Date.now(), sessionId });
  const statusOf = async (headers) => (await fetch(url, { method: 'POST', body, headers })).status;
  assert.equal(await statusOf({}), 400);
  assert.equal(await statusOf(sign(body, { secret: WEBHOOK_SECRET })), 200);
}

/** The page of a session says in a browser that it is complete. */
export async function showsComplete(sandbox, browser, url, id) {
  sandbox.completeSession(id);
  const page = await browser.newPage();
  await page.goto(`${url}/sessions/${id}`);
  assert.equal(await page.textContent('h1'), `Session ${id}`);
  assert.equal(await page.textContent('#status'), 'complete');
}

/** A component that runs in the browser shows the value of an enum. */
async function showsEnum(browser, url) {
  const page = await browser.newPage();
  await page.goto(`${url}/enums`);
  await page.click('#enum');
  await page.getByText('document_scan').waitFor();
}
