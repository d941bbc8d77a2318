// Builds and installs what a run needs: the benchmark's binaries, and the peers where they are missing.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exampleFile, profileOf } from './server.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** @param {string} program @param {string[]} args */
function must(program, ...args) {
  const { status, error } = spawnSync(program, args, { cwd: join(HERE, '..'), stdio: ['ignore', 2, 2] });
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')} failed: ${error?.message ?? `it ended with ${status}`}`);
}

/** @param {string[]} names */
export function buildExamples(...names) {
  const features = ['--no-default-features', '--features', 'bench'];
  for (const name of names)
    must('cargo', 'build', '--locked', '--profile', profileOf(name), ...features, '--example', name);
}

/**
 * As the lockfile has it. `npm ci` refuses a lockfile without impit's packages for other systems, and a registry that
 * mirrors only this system's has none of them to lock.
 */
function installPeers() {
  must('npm', 'install', '--prefix', HERE, '--no-save', '--no-audit', '--no-fund');
}

/** With `fresh` the binaries are those of this checkout; without, older ones are good enough. */
export function prepare({ fresh }) {
  const binaries = ['bench-server', 'bench-floor'];
  const missing = binaries.filter((name) => fresh || !existsSync(exampleFile(name)));
  if (missing.length > 0) buildExamples(...missing);
  if (!existsSync(join(HERE, 'node_modules'))) installPeers();
}
