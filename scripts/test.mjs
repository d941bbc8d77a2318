// Runs the Node tests: the files `__test__/**/*.test.mjs` and `checks/*.test.mjs` whose path has one of the given words.
// Without words it runs all but the slow tests on real infrastructure, which take minutes (`npm run test:faults`).
// It exists because `node --test` takes a folder only on Node 20, and a pattern only from Node 21 on.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDERS = ['__test__', 'checks'];
const SLOW = ['faults/', 'infra/', 'life/', 'storms/'];
// A test that never ends fails too.
const TIMEOUT_MS = 300_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const matches = (file, patterns) => patterns.some((word) => file.replaceAll('\\', '/').includes(word));
const filesIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, String(file)));
const files = FOLDERS.flatMap(filesIn)
  .filter((file) => file.endsWith('.test.mjs') && !file.includes('node_modules'))
  .filter((file) => (words.length === 0 ? !matches(file, SLOW) : matches(file, words)))
  .sort();

if (files.length === 0) {
  console.error(`no test file matches: ${words.join(', ')}`);
  process.exit(1);
}
// The slow tests measure time, so each has the machine for itself.
const atOnce = files.some((file) => matches(file, SLOW)) ? 1 : availableParallelism();
const args = ['--test', `--test-timeout=${TIMEOUT_MS}`, `--test-concurrency=${atOnce}`, ...files];
process.exit(spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1);
