// Runs the tests that generate hostile input and counts their cases, and the inputs that fuzzing has found and that
// `cargo test` replays: `node scripts/hostile.mjs --record` keeps the table. Fails when one of them does, or has no case.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { record } from '../__test__/support/record.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const COUNTER = new URL('../__test__/support/cases.mjs', import.meta.url).href;
/** What each is about. */
const SUITES = {
  '__test__/hostile.test.mjs': 'any text as header, key or idempotency key, any value as option, any answer',
  '__test__/wire/address.test.mjs': 'session ids and addresses',
  '__test__/wire/query.test.mjs': 'queries, against URLSearchParams',
  '__test__/wire/body.test.mjs': 'bodies',
  '__test__/webhooks/hostile.test.mjs': 'bodies, headers, secrets and times of webhooks',
};
const folder = mkdtempSync(join(tmpdir(), 'facesign-cases-'));
process.once('exit', () => rmSync(folder, { recursive: true }));

/** The cases that one file generates. @param {string} file */
function casesOf(file) {
  const counted = join(folder, 'cases');
  const env = { ...process.env, TEST_CASES: counted };
  const { status } = spawnSync(process.execPath, ['--import', COUNTER, file], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const cases = Number(readFileSync(counted, 'utf8'));
  if (status === 0 && cases > 0) return cases;
  console.error(`${file} ended with ${status}, after ${cases} cases`);
  process.exit(1);
}

const corpus = join(root, 'fuzz', 'corpus');
const rows = [
  ...Object.entries(SUITES).map(([file, about]) => [`\`${file}\``, about, 'generated', casesOf(file)]),
  ...readdirSync(corpus).map((target) => [
    `\`fuzz/corpus/${target}\``,
    target.replaceAll('_', ' '),
    'found by fuzzing, and kept',
    readdirSync(join(corpus, target)).length,
  ]),
];
console.log(rows.map((row) => row.join(' | ')).join('\n'));
record('hostile', {
  title: 'Hostile input: a typed error before anything is sent, or correct bytes on the wire',
  columns: ['Where', 'What', 'Cases are', 'How many'],
  rows,
});
