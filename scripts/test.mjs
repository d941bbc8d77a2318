// Runs the Node tests: the files `__test__/**/*.test.mjs` whose path holds one of the given words; without words all
// but the proofs on real infrastructure, which take minutes (`npm run test:faults`).
// It exists because `node --test` takes a folder on Node 20 only and a pattern from Node 21 on only.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROOFS = ['faults/', 'infra/', 'life/', 'storms/'];
// A test that waits for ever is a failure too.
const LONGEST_MS = 300_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const holds = (file, some) => some.some((word) => file.replaceAll('\\', '/').includes(word));
const files = readdirSync(join(root, '__test__'), { recursive: true })
  .map((file) => join('__test__', String(file)))
  .filter((file) => file.endsWith('.test.mjs') && !file.includes('node_modules'))
  .filter((file) => (words.length === 0 ? !holds(file, PROOFS) : holds(file, words)))
  .sort();

if (files.length === 0) {
  console.error(`no test file has one of these in its path: ${words.join(', ')}`);
  process.exit(1);
}
const args = ['--test', `--test-timeout=${LONGEST_MS}`, ...files];
process.exit(spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1);
