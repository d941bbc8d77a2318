// Runs the Node tests: the files `__test__/**/*.test.mjs` and `checks/*.test.mjs`. It exists because `node --test` takes a
// folder only on Node 20, and a pattern only from Node 21 on.
//
//   node scripts/test.mjs                 all but the two groups below, which take minutes
//   node scripts/test.mjs --programs      what starts many other programs, and the checks of the repository
//   node scripts/test.mjs --faults        faults, real proxies, storms, large bodies and processes
//   node scripts/test.mjs wire retries    the files whose path has one of the words

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const FOLDERS = ['__test__', 'checks'];
/** The groups, by words in the path. */
const PROGRAMS = [
  'browser',
  'checks/',
  'cli.test',
  'crash-safe-job',
  'doctor',
  'drop-in/',
  'end-to-end',
  'loader',
  '/process',
  'prototype-pollution',
  'recipe',
  'roots',
  '/types',
  'webhooks/entry',
];
const FAULTS = ['faults/', 'infra/', 'life/', 'storms/'];
// A test that never ends fails too.
const TIMEOUT_MS = 300_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals: words } = parseArgs({
  options: { programs: { type: 'boolean' }, faults: { type: 'boolean' } },
  allowPositionals: true,
});
const matches = (file, patterns) => patterns.some((word) => file.replaceAll('\\', '/').includes(word));
const isChosen = (file) => {
  if (values.faults) return matches(file, FAULTS);
  if (words.length > 0) return matches(file, words);
  return !matches(file, FAULTS) && matches(file, PROGRAMS) === Boolean(values.programs);
};
const filesIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, String(file)));
const files = FOLDERS.flatMap(filesIn)
  .filter((file) => file.endsWith('.test.mjs') && !file.includes('node_modules') && isChosen(file))
  .sort();

if (files.length === 0) {
  console.error(`no test file matches: ${words.join(', ')}`);
  process.exit(1);
}
// The tests of faults measure time and turns of the event loop, so each file has the machine for itself.
const atOnce = files.some((file) => matches(file, FAULTS)) ? 1 : availableParallelism();
const args = ['--test', `--test-timeout=${TIMEOUT_MS}`, `--test-concurrency=${atOnce}`, ...files];
// Not the machine's certificates: every test process would read them at its start, for longer than all else takes.
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
process.exit(spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1);
