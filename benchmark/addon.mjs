// Compares builds of this package. A folder with a whole package is measured as it is; a .node file (or a folder with one) is
// combined with the JavaScript of this checkout in another folder.
//
//   node benchmark/addon.mjs <folder>    builds a release addon into it, with its JavaScript

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
    throw new Error(
      `${folder} has no .node file. Use a folder made by node benchmark/addon.mjs, or a .node file`,
    );
  return join(folder, node);
}

/** @param {string} argument `label=path`, or `path` with the label ours */
export function parseAddon(argument) {
  const [, label = 'ours', given] = /^(?:([\w.-]+)=)?(.+)$/.exec(argument) ?? [];
  const path = resolve(given);
  const node = statSync(path).isDirectory() ? addonIn(path) : path;
  const whole = existsSync(join(path, 'index.js'));
  const folder = whole ? path : assemble(join(ROOT, 'target', 'bench', label), node);
  return { label, folder, from: path, bytes: statSync(node).size };
}

/** Makes a release build with its JavaScript in `folder`. The build's output goes to standard error. */
export function buildAddon(folder, env = process.env) {
  mkdirSync(folder, { recursive: true });
  const args = ['run', '--silent', 'build', '--', '--output-dir', resolve(folder)];
  const { status, error } = spawnSync('npm', args, { cwd: ROOT, env, stdio: ['ignore', 2, 2] });
  if (status !== 0)
    throw new Error(`npm ${args.join(' ')} failed: ${error?.message ?? `exit code ${status}`}`);
  return assemble(folder, addonIn(folder));
}

/** The seconds that a release build takes from scratch, without downloads. */
export function coldBuildSeconds() {
  const folder = mkdtempSync(join(tmpdir(), 'facesign-bench-build-'));
  const started = performance.now();
  const env = { ...process.env, CARGO_TARGET_DIR: join(folder, 'target') };
  buildAddon(join(folder, 'addon'), env);
  const seconds = (performance.now() - started) / 1e3;
  rmSync(folder, { recursive: true });
  return seconds;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(buildAddon(resolve(process.argv[2] ?? join(ROOT, 'target', 'bench-addon'))));
}
