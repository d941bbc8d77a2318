// `npm run reliability [-- --rounds 3] [-- --peers]`: runs the whole matrix, saves the results in
// docs/data/reliability.json and renders docs/reliability.md. The exit code is 1 if a cell isn't as expected. `--
// --render` runs nothing and renders the page from docs/data/.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { made } from '../support/record.mjs';
import { CELLS, expectation, operationsOf } from './cells/index.mjs';
import { differences } from './support/expect.mjs';
import { otherTables } from './support/others.mjs';
import { runAll } from './support/pool.mjs';
import { rendered } from './support/render.mjs';
import { deadlineMs, runCell } from './support/run.mjs';
import { watchSockets } from './support/sockets.mjs';

const DATA = new URL('../../docs/data/reliability.json', import.meta.url);
const PAGE = new URL('../../docs/reliability.md', import.meta.url);

const { values: given } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    peers: { type: 'boolean', default: false },
    render: { type: 'boolean', default: false },
  },
});

const noise = { warnings: 0, unhandledRejections: 0 };
process.on('warning', () => {
  noise.warnings += 1;
});
process.on('unhandledRejection', () => {
  noise.unhandledRejections += 1;
});

async function main() {
  const sockets = watchSockets();
  const started = Date.now();
  const runs = await runAll(planned(Number(given.rounds)), run);
  const seconds = Math.round((Date.now() - started) / 1000);
  const leakedSockets = await sockets.left();
  const cells = CELLS.map((cell) => summary(runs.filter((one) => one.cell === cell)));
  const peers = given.peers ? peersRun(cells) : previous().peers;
  const report = {
    made: { ...made(), load: loadavg()[0]?.toFixed(1) },
    rounds: Number(given.rounds),
    seconds,
    leakedSockets,
    ...noise,
    cells,
    peers,
  };
  mkdirSync(new URL('.', DATA), { recursive: true });
  writeFileSync(DATA, `${JSON.stringify(report, undefined, 2)}\n`);
  render(report);
  summarize(cells, runs, report);
}

function render(report) {
  writeFileSync(PAGE, rendered(report, otherTables()));
}

function planned(rounds) {
  const once = CELLS.flatMap((cell) => operationsOf(cell).map((operation) => ({ cell, operation })));
  return Array.from({ length: rounds }, () => once).flat();
}

async function run({ cell, operation }) {
  const expected = expectation(cell, operation);
  const observed = await runCell(cell, operation, expected);
  const limitMs = deadlineMs(cell, expected);
  const wrong = differences(expected, observed);
  if (observed.elapsedMs > limitMs) wrong.push(`it took ${observed.elapsedMs} ms, more than ${limitMs}`);
  return { cell, operation, observed, wrong };
}

/** One line of the table: what all runs of a cell came to. */
function summary(runs) {
  const { protocol, point, fault } = runs[0].cell;
  const seen = (what) => distinct(runs, what).join(' or ');
  const perOperation = (what) =>
    grouped(runs)
      .map((own) => distinct(own, what).join('–'))
      .join(' / ');
  return {
    protocol,
    point,
    fault,
    result: seen(result),
    outcome: seen(({ outcome }) => outcome ?? '–'),
    attempts: perOperation(({ attempts }) => attempts),
    requests: perOperation(({ requests }) => requests),
    longestMs: Math.max(...runs.map(({ observed }) => observed.elapsedMs)),
    runs: runs.length,
    asExpected: runs.filter(({ wrong }) => wrong.length === 0).length,
  };
}

const distinct = (runs, what) => [...new Set(runs.map(({ observed }) => what(observed)))].sort();

/** By operation, in the order in which they are named. */
function grouped(runs) {
  const names = [...new Set(runs.map(({ operation }) => operation))];
  return names.map((name) => runs.filter(({ operation }) => operation === name));
}

function result(observed) {
  if (observed.class === undefined) return 'succeeds';
  return [observed.class, observed.status, observed.code].filter(Boolean).join(' ');
}

function previous() {
  return existsSync(DATA) ? JSON.parse(readFileSync(DATA, 'utf8')) : {};
}

/** The peers run in a process of their own: what they leak or break must not count for us. */
function peersRun(cells) {
  const folder = fileURLToPath(new URL('peers', import.meta.url));
  // `npm ci` refuses a lockfile without impit's packages for other systems, which a registry of this system's has not.
  const install = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  if (!existsSync(`${folder}/node_modules`)) execFileSync('npm', install, { cwd: folder });
  const output = execFileSync(process.execPath, ['run.mjs'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const report = JSON.parse(output);
  const ours = new Map(
    CELLS.map(({ name }, index) => [
      name,
      `${cells[index].result}; ${cells[index].requests.split(' / ')[0]}`,
    ]),
  );
  return { ...report, cells: report.cells.map((cell) => ({ ...cell, ours: ours.get(cell.name) })) };
}

function summarize(cells, runs, report) {
  for (const { cell, operation, wrong } of runs.filter((one) => one.wrong.length > 0))
    console.error(`${cell.name}: ${operation}: ${wrong.join('; ')}`);
  const right = cells.reduce((sum, cell) => sum + cell.asExpected, 0);
  console.log(
    `${right} of ${runs.length} runs as expected, ${report.seconds} s, ${report.leakedSockets} sockets left`,
  );
  if (right < runs.length || report.leakedSockets > 0) process.exitCode = 1;
}

if (given.render) render(previous());
else await main();
