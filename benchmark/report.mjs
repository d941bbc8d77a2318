// Makes docs/performance.md and the charts of docs/performance/ from raw results, and from nothing else.
//
//   node benchmark/report.mjs [file …]     the first file is the run that is told in full; without one, the newest of
//                                          Node 20 in benchmark/results/, and the newest of each other Node beside it

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { draw } from './charts.mjs';
import { CLIENTS } from './clients/index.mjs';
import { goals, judge, Run } from './goals.mjs';
import { load } from './results.mjs';
import { paired, summary } from './stats.mjs';
import { COLUMNS } from './summary.mjs';

const DOCS = fileURLToPath(new URL('../docs/', import.meta.url));
const RESULTS = fileURLToPath(new URL('results/', import.meta.url));

/** The newest result of each Node, Node 20 first. */
function newest() {
  const files = readdirSync(RESULTS)
    .filter((file) => file.endsWith('.json'))
    .sort();
  const byNode = new Map(files.map((file) => [/node-v(\d+)/.exec(file)?.[1], join(RESULTS, file)]));
  return [...byNode].sort(([one], [other]) => Number(one) - Number(other)).map(([, file]) => file);
}

const digits = (number) => (number >= 100 ? 0 : number >= 10 ? 1 : 2);
const short = (number) => number.toFixed(digits(Math.abs(number)));

/** @param {{median: number, min: number, max: number} | undefined} found */
function range(found, unit = '') {
  if (!found) return '–';
  const { median, min, max } = found;
  return min === max ? `${short(median)}${unit}` : `${short(median)}${unit} [${short(min)}–${short(max)}]`;
}

/** @param {string[][]} rows the first is the head */
const table = ([head, ...rows]) =>
  [head, head.map((_, column) => (column ? '--:' : '---')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

const limit = ({ least, unit = '' }, value) =>
  value === undefined ? '' : `${least ? '≥' : '≤'} ${value} ${unit}`.trim();

function goalTable(run) {
  const rows = goals(run.major).map((goal) => {
    const { found, verdict } = judge(goal, run);
    const unit = goal.unit === '×' ? '×' : goal.unit ? ` ${goal.unit}` : '';
    return [goal.what, limit(goal, goal.must), limit(goal, goal.aim), range(found, unit), verdict];
  });
  return table([['goal', 'must', 'aim', 'measured', 'reached'], ...rows]);
}

const titleOf = (run, client) => (client === run.ours ? '**ours**' : (CLIENTS[client]?.title ?? client));

/** How ours compares with each peer: above 1, ours is better. */
function ratioTable(run) {
  const scenarios = [...new Set(run.cells.map(({ scenario }) => scenario))].filter((name) =>
    run.value(name, 'perSecond'),
  );
  const peers = Object.keys(CLIENTS).filter((client) => run.cells.some((cell) => cell.client === client));
  const cell = (scenario, peer) => {
    const cells = run.of(scenario);
    const [calls, cpu] = [
      paired(cells, run.ours, peer, 'perSecond'),
      paired(cells, peer, run.ours, 'mainUs'),
    ];
    return calls ? `${range(calls)}${cpu ? ` · ${short(cpu.median)}` : ''}` : '';
  };
  const rows = scenarios.map((scenario) => [scenario, ...peers.map((peer) => cell(scenario, peer))]);
  return table([['', ...peers.map((peer) => titleOf(run, peer))], ...rows]);
}

function scenarioTable(run, scenario) {
  const cells = run.of(scenario);
  const columns = COLUMNS.filter(([, measure]) => cells.some((cell) => Number.isFinite(cell[measure])));
  const rows = [...new Set(cells.map(({ client }) => client))].map((client) => {
    const own = cells.filter((cell) => cell.client === client);
    const numbers = (measure) => own.map((cell) => cell[measure]).filter(Number.isFinite);
    const failed = own.find(({ error }) => error) ? ' (failed)' : '';
    const values = columns.map(([, measure]) =>
      range(numbers(measure).length ? summary(numbers(measure)) : undefined),
    );
    return [titleOf(run, client) + failed, ...values];
  });
  return `#### ${scenario}\n\n${table([['', ...columns.map(([title]) => title)], ...rows])}`;
}

function nodeTable(runs) {
  const scenarios = ['small-plain-c16', 'list-plain-c16'];
  const peers = ['oldsdk', 'fetch', 'undici', 'axios', 'got', 'impit'];
  const rows = runs.flatMap(({ run, machine }) =>
    scenarios
      .filter((scenario) => run.value(scenario, 'perSecond'))
      .map((scenario) => [
        `Node ${machine.node}, ${scenario}`,
        range(run.value(scenario, 'perSecond')),
        range(run.value(scenario, 'mainUs')),
        ...peers.map((peer) => range(run.ratio(scenario, 'perSecond', peer))),
      ]),
  );
  return table([
    ['', 'calls/s', 'main µs', ...peers.map((peer) => `× ${titleOf(runs[0].run, peer)}`)],
    ...rows,
  ]);
}

const files = process.argv.length > 2 ? process.argv.slice(2) : newest();
if (files.length === 0) throw new Error(`there are no results in ${RESULTS}: npm run bench writes them`);
const runs = files.map(load).map((results) => ({ ...results, run: new Run(results) }));
const [{ run, machine, settings }] = runs;
mkdirSync(join(DOCS, 'performance'), { recursive: true });
const charts = await draw(run, join(DOCS, 'performance'));
const scenarios = [...new Set(run.cells.map(({ scenario }) => scenario))];

writeFileSync(
  join(DOCS, 'performance.md'),
  `<!-- Made by benchmark/report.mjs from benchmark/results/: npm run bench:report. Do not edit. -->
# Performance

Measured on ${machine.date.slice(0, 10)} at commit ${machine.commit}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB,
${machine.system}, Linux ${machine.kernel}, Node.js ${machine.node}, ${machine.rustc}.

Every client does the same work: an object in, an object out, the authorization header, the status checked. A server in
another process on the loopback answers at once (\`benchmark/server\`). Each number is of a fresh process; clients take
turns in ${settings.rounds} interleaved rounds of ${settings.measureMs / 1000} s after ${settings.warmupMs / 1000} s of warm-up. Given are medians with the lowest and the highest round.
The addon and the floors in Rust are release builds.
Absolute numbers drift with the machine; the ratios are taken within each round and hold. To repeat it: \`npm run bench\`
(an hour) or \`npm run bench -- --quick\` (two minutes), then \`npm run bench:report\`.

Scenarios are named \`workload-protocol-load\`: \`small\` posts 1 KB and gets 2 KB, \`list\` gets 300 KB (\`gzip\`: coded, \`text\`: with
non-ASCII names); \`plain\` and \`tls\` are HTTP/1.1, \`h2\` is HTTP/2 over TLS; \`c16\` is 16 calls at once, \`r1000\` 1,000 calls a second.
A cold start is the loading of the package, a client and its first answer, in a Node.js that has started and has run CommonJS.
Packages are loaded by \`require\`, as the old SDK loads its own, but for got, which is an ES module. Over TLS ours is given the
server's authority as \`ca\` and has no need of the system's, whose reading takes some 8 % longer; the peers have it by
\`NODE_EXTRA_CA_CERTS\`, which Node.js reads before.

## Goals

${goalTable(run)}

${charts.map(({ file, caption }) => `![${caption}](${file})`).join('\n\n')}

## Ours against each peer

Calls per second, ours by the peer's, paired by round [lowest–highest] · main-thread CPU per call, the peer's by ours. Above 1, ours is better.

${ratioTable(run)}

## On each Node.js

${nodeTable(runs)}

## All numbers

${scenarios.map((scenario) => scenarioTable(run, scenario)).join('\n\n')}
`,
);
console.log(`docs/performance.md and ${charts.length} charts`);
