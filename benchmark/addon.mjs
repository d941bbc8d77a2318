// Builds of ours side by side: a folder that holds a whole package is measured as it is; a lone .node (or a folder
// with one) is put together with the JavaScript of this checkout, so that the addon beside it is never touched.
//
//   node benchmark/addon.mjs <folder>               builds a release addon and keeps it there with its JavaScript
//   node benchmark/addon.mjs <folder> --profiled    the same as it is published (scripts/profiled.mjs)

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { assemble } from '../scripts/bundle.mjs';
import { buildProfiled, run } from '../scripts/profiled.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} folder */
function addonIn(folder) {
  const node = readdirSync(folder).find((file) => file.endsWith('.node'));
  if (!node)
    throw new Error(`${folder} holds no .node: give a folder made by node benchmark/addon.mjs, or a .node`);
  return join(folder, node);
}

/** @param {string} argument `label=path` or `path`, whose label is ours */
export function parseAddon(argument) {
  const [, label = 'ours', given] = /^(?:([\w.-]+)=)?(.+)$/.exec(argument) ?? [];
  const path = resolve(given);
  const node = statSync(path).isDirectory() ? addonIn(path) : path;
  const whole = existsSync(join(path, 'index.js'));
  const folder = whole ? path : assemble(join(ROOT, 'target', 'bench', label), node);
  return { label, folder, from: path, bytes: statSync(node).size };
}

/**
 * A release build with its JavaScript, in `folder`.
 * @param {string} folder
 * @param {{ profiled: boolean, env?: NodeJS.ProcessEnv }} how profiled: as it is published, which takes twice as long
 */
export function buildAddon(folder, { profiled, env = process.env }) {
  mkdirSync(folder, { recursive: true });
  const command = ['npm', 'run', '--silent', 'build', '--', '--output-dir', resolve(folder)];
  if (profiled) buildProfiled(command, { env });
  else run(command, env);
  return assemble(folder, addonIn(folder));
}

/** How many seconds the build as it is published takes from nothing; the crates have to be downloaded already. */
export function coldBuildSeconds() {
  const folder = mkdtempSync(join(tmpdir(), 'facesign-bench-build-'));
  const begun = performance.now();
  const env = { ...process.env, CARGO_TARGET_DIR: join(folder, 'target') };
  buildAddon(join(folder, 'addon'), { profiled: true, env });
  const seconds = (performance.now() - begun) / 1e3;
  rmSync(folder, { recursive: true });
  return seconds;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = /** @type {const} */ ({ profiled: { type: 'boolean', default: false } });
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  console.log(buildAddon(resolve(positionals[0] ?? join(ROOT, 'target', 'bench-addon')), values));
}
