// Holds the core's pure paths to a number of instructions, counted by callgrind: benchmark/instructions.json, +5 %.
//
//   npm run bench:guard                counts and compares
//   npm run bench:guard -- --update    counts and writes the new limits: say in the commit why they changed

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

/** @param {string} path @param {number} times @returns {number} instructions of the whole process */
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

/** Instructions of one time: what the process needs to start falls out. @param {string} path */
const perTime = (path) => Math.round((count(path, MANY) - count(path, FEW)) / (MANY - FEW));

buildExamples('bench-guard');
const limits = JSON.parse(readFileSync(FILE, 'utf8'));
const counts = Object.fromEntries(Object.keys(limits).map((path) => [path, perTime(path)]));
const judged = Object.entries(counts).map(([path, now]) => ({
  path,
  now,
  limit: limits[path],
  change: now / limits[path],
}));
printTable([
  ['instructions per time', 'committed', 'now', 'change'],
  ...judged.map(({ path, now, limit, change }) => [
    path,
    `${limit}`,
    `${now}`,
    `${((change - 1) * 100).toFixed(1)} %`,
  ]),
]);

const named = (paths) => paths.map(({ path }) => path).join(', ');
const more = judged.filter(({ change }) => !(change <= 1 + MARGIN));
const fewer = judged.filter(({ change }) => change < 1 - MARGIN);
if (process.argv.includes('--update')) {
  writeFileSync(FILE, `${JSON.stringify(counts, null, 2)}\n`);
  process.exit();
}
if (fewer.length > 0)
  console.error(
    `\nFewer instructions than committed, by over 5 %: ${named(fewer)}. Keep it so: npm run bench:guard -- --update.`,
  );
if (more.length > 0) {
  console.error(
    `\nMore instructions than committed, by over 5 %: ${named(more)}. Find out why (valgrind --tool=callgrind`,
  );
  console.error(
    '--dump-instr=yes, callgrind_annotate); where the cost is right: npm run bench:guard -- --update.',
  );
  process.exit(1);
}
