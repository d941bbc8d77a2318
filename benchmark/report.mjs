// Generates docs/performance.md and the charts of docs/performance/ from raw results.
//
//   node benchmark/report.mjs [file …]     the first file is the run that is shown in full; by default the newest of
//                                          Node 20 in benchmark/results/, then the newest of each other Node

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { draw } from './charts.mjs';
import { CLIENTS } from './clients/index.mjs';
import { evaluate, goals, Run } from './goals.mjs';
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

/** @param {string[][]} rows the first is the header */
const table = ([head, ...rows]) =>
  [head, head.map((_, column) => (column ? '--:' : '---')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

const limit = ({ isMinimum, unit = '' }, value) =>
  value === undefined ? '' : `${isMinimum ? '≥' : '≤'} ${value} ${unit}`.trim();

function goalTable(run) {
  const rows = goals(run.major).map((goal) => {
    const { found, verdict } = evaluate(goal, run);
    const unit = goal.unit === '×' ? '×' : goal.unit ? ` ${goal.unit}` : '';
    return [goal.what, limit(goal, goal.must), limit(goal, goal.aim), range(found, unit), verdict];
  });
  return table([['goal', 'must', 'aim', 'measured', 'reached'], ...rows]);
}

const titleOf = (run, client) => (client === run.ours ? '**ours**' : (CLIENTS[client]?.title ?? client));

/** Compares ours with each peer. Above 1, ours is better. */
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

/** Main-thread CPU per call without a listener, with one, and with a trace. */
function watchTable(run) {
  const watches = ['small', 'listened', 'traced'];
  const rows = ['c1', 'c16'].flatMap((load) =>
    [run.ours, 'undici'].map((client) => [
      `${titleOf(run, client)}, ${load}`,
      ...watches.map((workload) => range(run.valueOf(client, `${workload}-plain-${load}`, 'mainUs'), ' µs')),
    ]),
  );
  return table([['', 'nobody listens', 'one listener', 'OpenTelemetry'], ...rows]);
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
if (files.length === 0) throw new Error(`no results in ${RESULTS}. Run: npm run bench`);
const runs = files.map(load).map((results) => ({ ...results, run: new Run(results) }));
const [{ run, machine, settings }] = runs;
mkdirSync(join(DOCS, 'performance'), { recursive: true });
const charts = await draw(run, join(DOCS, 'performance'));
const scenarios = [...new Set(run.cells.map(({ scenario }) => scenario))];

writeFileSync(
  join(DOCS, 'performance.md'),
  `<!-- Generated by benchmark/report.mjs from benchmark/results/: npm run bench:report. Do not edit. -->
# Performance

Measured on ${machine.date.slice(0, 10)} at commit ${machine.commit}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB,
${machine.system}, Linux ${machine.kernel}, Node.js ${machine.node}, ${machine.rustc}.

Every client does the same work: it takes an object, sends the authorization header, checks the status and returns an
object. A server in another process responds at once over loopback (\`benchmark/server\`). Each number comes from a fresh
process. Clients take turns in ${settings.rounds} interleaved rounds of ${settings.measureMs / 1000} s after ${settings.warmupMs / 1000} s of warm-up. The tables show medians with the lowest and
the highest round. The addon and the floors in Rust are release builds. Absolute numbers drift with the machine; ratios are
taken within each round and are stable. To reproduce: \`npm run bench\` (an hour) or \`npm run bench -- --quick\` (two minutes),
then \`npm run bench:report\`.

Scenarios are named \`workload-protocol-load\`: \`small\` posts 1 KB and gets 2 KB, \`list\` gets 300 KB (\`gzip\`: coded, \`text\`: with
non-ASCII names); in \`listened\` one listener watches the calls of \`small\` (\`client.on\`; undici's diagnostics channel), in
\`traced\` OpenTelemetry makes a span of each (undici: the official instrumentation); \`plain\` and \`tls\` are HTTP/1.1, \`h2\` is HTTP/2 over TLS; \`c16\` is 16 concurrent calls, \`r1000\` 1,000 calls per
second. A cold start loads the package, creates a client and gets its first response, in a Node.js process that has already run
CommonJS. Packages are loaded with \`require\`, except got, which is an ES module. Over TLS ours gets the server's authority as
\`ca\`, so it doesn't read the system's, which would take some 8 % longer; the peers get it from \`NODE_EXTRA_CA_CERTS\`, which
Node.js reads at its start.

## Goals

${goalTable(run)}

${charts.map(({ file, caption }) => `![${caption}](${file})`).join('\n\n')}

## Ours against each peer

Calls per second, ours ÷ the peer's, in each round [lowest–highest] · main-thread CPU per call, the peer's ÷ ours. Above 1, ours is better.

${ratioTable(run)}

## What listening costs

Main-thread CPU per call of \`small\`. A listener is \`client.on\`, for undici a subscriber of its diagnostics channel; OpenTelemetry
makes a span of each call, for undici by the official instrumentation.

${watchTable(run)}

## On each Node.js

${nodeTable(runs)}

## All numbers

${scenarios.map((scenario) => scenarioTable(run, scenario)).join('\n\n')}
`,
);
console.log(`docs/performance.md and ${charts.length} charts`);
