// Builds of ours side by side: a folder that holds a whole package is measured as it is; a lone .node (or a folder
// with one) is put together with the JavaScript of this checkout, so that the addon beside it is never touched.
//
//   node benchmark/addon.mjs <folder>    builds a release addon and keeps it there with its JavaScript

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemble } from '../scripts/bundle.mjs';

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

/** A release build with its JavaScript, in `folder`. What the build prints goes to standard error. */
export function buildAddon(folder, env = process.env) {
  mkdirSync(folder, { recursive: true });
  const args = ['run', '--silent', 'build', '--', '--output-dir', resolve(folder)];
  const { status, error } = spawnSync('npm', args, { cwd: ROOT, env, stdio: ['ignore', 2, 2] });
  if (status !== 0)
    throw new Error(`npm ${args.join(' ')} failed: ${error?.message ?? `exit code ${status}`}`);
  return assemble(folder, addonIn(folder));
}

/** How many seconds a release build takes from nothing; the crates have to be downloaded already. */
export function coldBuildSeconds() {
  const folder = mkdtempSync(join(tmpdir(), 'facesign-bench-build-'));
  const begun = performance.now();
  const env = { ...process.env, CARGO_TARGET_DIR: join(folder, 'target') };
  buildAddon(join(folder, 'addon'), env);
  const seconds = (performance.now() - begun) / 1e3;
  rmSync(folder, { recursive: true });
  return seconds;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(buildAddon(resolve(process.argv[2] ?? join(ROOT, 'target', 'bench-addon'))));
}
