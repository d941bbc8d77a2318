// Limits the instructions of the core's pure functions, counted by callgrind, to benchmark/instructions.json + 5 %.
//
//   npm run bench:guard                counts and compares
//   npm run bench:guard -- --update    counts and writes the new limits; explain the change in the commit

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildExamples } from './prepare.mjs';
import { exampleFile } from './server.mjs';
import { printTable } from './summary.mjs';

const FILE = fileURLToPath(new URL('instructions.json', import.meta.url));
const MARGIN = 0.05;
const FEW = 100;
const MANY = 1100;

/** @param {string} path @param {number} times @returns {number} instructions of the process */
function count(path, times) {
  const program = exampleFile('bench-guard');
  const args = ['--tool=callgrind', '--callgrind-out-file=/dev/null', program, path, String(times)];
  const { status, stderr, error } = spawnSync('valgrind', args, { encoding: 'utf8' });
  const collected = /Collected : (\d+)/.exec(stderr ?? '')?.[1];
  if (status === 0 && collected) return Number(collected);
  throw new Error(
    `valgrind ${args.join(' ')} failed (apt-get install valgrind?): ${error?.message ?? stderr}`,
  );
}

/** Instructions per run. The difference of two counts excludes the start of the process. @param {string} path */
const perRun = (path) => Math.round((count(path, MANY) - count(path, FEW)) / (MANY - FEW));

buildExamples('bench-guard');
const limits = JSON.parse(readFileSync(FILE, 'utf8'));
const counts = Object.fromEntries(Object.keys(limits).map((path) => [path, perRun(path)]));
const compared = Object.entries(counts).map(([path, now]) => ({
  path,
  now,
  limit: limits[path],
  change: now / limits[path],
}));
printTable([
  ['instructions per run', 'committed', 'now', 'change'],
  ...compared.map(({ path, now, limit, change }) => [
    path,
    `${limit}`,
    `${now}`,
    `${((change - 1) * 100).toFixed(1)} %`,
  ]),
]);

const names = (paths) => paths.map(({ path }) => path).join(', ');
const more = compared.filter(({ change }) => !(change <= 1 + MARGIN));
const fewer = compared.filter(({ change }) => change < 1 - MARGIN);
if (process.argv.includes('--update')) {
  writeFileSync(FILE, `${JSON.stringify(counts, null, 2)}\n`);
  process.exit();
}
if (fewer.length > 0)
  console.error(
    `\nMore than 5 % fewer instructions than committed: ${names(fewer)}. Lower the limits: npm run bench:guard -- --update.`,
  );
if (more.length > 0) {
  console.error(
    `\nMore than 5 % more instructions than committed: ${names(more)}. Find out why (valgrind --tool=callgrind`,
  );
  console.error(
    '--dump-instr=yes, callgrind_annotate); if the cost is justified: npm run bench:guard -- --update.',
  );
  process.exit(1);
}
