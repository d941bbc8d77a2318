// Runs the tests that generate hostile input and counts their cases. Also counts the inputs that fuzzing found, which
// `cargo test` replays. `node scripts/hostile.mjs --record` saves the table. Fails if a test fails or has no cases.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { record } from '../__test__/support/record.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const COUNTER = new URL('../__test__/support/cases.mjs', import.meta.url).href;
/** The subject of each. */
const SUITES = {
  '__test__/hostile.test.mjs':
    'any string as header, key or idempotency key, any value as option, any response',
  '__test__/wire/address.test.mjs': 'session ids and addresses',
  '__test__/wire/query.test.mjs': 'queries, against URLSearchParams',
  '__test__/wire/body.test.mjs': 'bodies',
  '__test__/webhooks/hostile.test.mjs': 'bodies, headers, secrets and times of webhooks',
};
const folder = mkdtempSync(join(tmpdir(), 'facesign-cases-'));
process.once('exit', () => rmSync(folder, { recursive: true }));

/** The number of cases that a file generates. @param {string} file */
function countCases(file) {
  const countFile = join(folder, 'cases');
  const env = { ...process.env, TEST_CASES: countFile };
  const { status } = spawnSync(process.execPath, ['--import', COUNTER, file], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const cases = Number(readFileSync(countFile, 'utf8'));
  if (status === 0 && cases > 0) return cases;
  console.error(`${file} ended with ${status}, after ${cases} cases`);
  process.exit(1);
}

const corpus = join(root, 'fuzz', 'corpus');
const rows = [
  ...Object.entries(SUITES).map(([file, about]) => [`\`${file}\``, about, 'generated', countCases(file)]),
  ...readdirSync(corpus).map((target) => [
    `\`fuzz/corpus/${target}\``,
    target.replaceAll('_', ' '),
    'found by fuzzing',
    readdirSync(join(corpus, target)).length,
  ]),
];
console.log(rows.map((row) => row.join(' | ')).join('\n'));
record('hostile', {
  title: 'Hostile input: a typed error before anything is sent, or correct bytes on the wire',
  columns: ['Where', 'What', 'Cases are', 'How many'],
  rows,
});
