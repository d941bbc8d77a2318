// Programs on Next.js: installed with the versions of the recipe, built, started, and a page seen in a real browser.
// The browser is Debian's Chromium: apt-get install chromium.

import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inRepository } from './committed.mjs';
import { copied, npm, run } from './project.mjs';
import { withServer } from './server.mjs';

export const RECIPE = inRepository('docs/recipes/code/nextjs');
const { dependencies } = JSON.parse(readFileSync(join(RECIPE, 'recipe.json'), 'utf8'));

/**
 * A project of Next.js with our page, these files over it, and these packages beside those of the recipe.
 * @param {string} name
 * @param {string[]} sources folders
 * @param {Record<string, string>} packages
 */
export async function nextProject(name, sources, packages) {
  const folder = copied(name, 'next');
  for (const source of sources) cpSync(source, folder, { recursive: true });
  const all = { ...dependencies, ...packages, 'playwright-core': '1.65.1' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: all }));
  await npm(folder, 'install');
  return folder;
}

/** Builds from nothing and starts. @param {'turbopack' | 'webpack'} builder */
export async function builtAndServed(sandbox, folder, builder, use) {
  rmSync(join(folder, '.next'), { recursive: true, force: true });
  await run(folder, ['next', 'build', `--${builder}`]);
  await withServer(sandbox, folder, 'next start --hostname 127.0.0.1', use);
}

/** @param {string} folder a project */
export function launchBrowser(folder) {
  const { chromium } = createRequire(join(folder, 'package.json'))('playwright-core');
  const quiet = ['--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'];
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', ...quiet] });
}

/** The page of a session says in a browser that it is complete. */
export async function showsComplete(sandbox, browser, url, id) {
  sandbox.completeSession(id);
  const page = await browser.newPage();
  await page.goto(`${url}/sessions/${id}`);
  assert.equal(await page.textContent('h1'), `Session ${id}`);
  assert.equal(await page.textContent('#status'), 'complete');
}
