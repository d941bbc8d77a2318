// Builds and installs what a run needs: the benchmark's binaries, and missing peers.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exampleFile } from './server.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** @param {string} program @param {string[]} args */
function run(program, ...args) {
  const { status, error } = spawnSync(program, args, { cwd: join(HERE, '..'), stdio: ['ignore', 2, 2] });
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')} failed: ${error?.message ?? `it ended with ${status}`}`);
}

/** @param {string[]} names */
export function buildExamples(...names) {
  const examples = names.flatMap((name) => ['--example', name]);
  run('cargo', 'build', '--locked', '--release', '--no-default-features', '--features', 'bench', ...examples);
}

/**
 * Installs the versions of the lockfile. `npm ci` rejects a lockfile without impit's packages for other systems, which a
 * registry that mirrors only this system's can't provide.
 */
function installPeers() {
  run('npm', 'install', '--prefix', HERE, '--no-save', '--no-audit', '--no-fund');
}

/** Whether all peers of the manifest are installed: one may have been added since. */
function hasPeers() {
  const { dependencies } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8'));
  return Object.keys(dependencies).every((name) => existsSync(join(HERE, 'node_modules', name)));
}

/** With `fresh` the binaries are rebuilt; otherwise existing ones are used. */
export function prepare({ fresh }) {
  const binaries = ['bench-server', 'bench-floor'];
  const missing = binaries.filter((name) => fresh || !existsSync(exampleFile(name)));
  if (missing.length > 0) buildExamples(...missing);
  if (!hasPeers()) installPeers();
}
