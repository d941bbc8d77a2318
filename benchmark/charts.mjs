// The charts of docs/performance/, drawn by Vega-Lite from the raw results.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import { CLIENTS } from './clients/index.mjs';
import { summary } from './stats.mjs';

const OURS = '#d9480f';
const PEERS = '#4263eb';
const FLOORS = '#adb5bd';

/** @param {import('./goals.mjs').Run} run */
const titleOf = (run, client) =>
  client === run.ours ? CLIENTS.ours.title : (CLIENTS[client]?.title ?? client);

const colorOf = (run, client) => (client === run.ours ? OURS : CLIENTS[client]?.floor ? FLOORS : PEERS);

/** One row per client of a scenario, with the median and the range of a measure. */
function rows(run, scenario, measure, group = scenario) {
  const cells = run.of(scenario).filter((cell) => Number.isFinite(cell[measure]));
  return [...new Set(cells.map(({ client }) => client))].map((client) => ({
    group,
    client: titleOf(run, client),
    color: colorOf(run, client),
    ...summary(cells.filter((cell) => cell.client === client).map((cell) => cell[measure])),
  }));
}

/** The order of clients in the first group. */
function order(values, best) {
  const first = values.filter(({ group }) => group === values[0]?.group);
  const sorted = [...first].sort((one, other) => one.median - other.median).map(({ client }) => client);
  return best === 'ascending' ? sorted : sorted.reverse();
}

/** Bars, best first, with whiskers from the lowest to the highest round. */
function bars(title, unit, values, { best = 'ascending' } = {}) {
  const y = { field: 'client', type: 'nominal', title: null, sort: order(values, best) };
  const scale = { zero: true };
  const layer = [
    {
      mark: { type: 'bar', height: { band: 0.7 } },
      encoding: {
        x: { field: 'median', type: 'quantitative', title: unit, scale },
        color: { field: 'color', type: 'nominal', scale: null },
      },
    },
    {
      mark: { type: 'rule', strokeWidth: 1.5 },
      encoding: { x: { field: 'min', type: 'quantitative', scale }, x2: { field: 'max' } },
    },
  ];
  const inner = { encoding: { y }, layer, width: 520 };
  const grouped = new Set(values.map(({ group }) => group)).size > 1;
  if (!grouped) return { title, data: { values }, ...inner };
  return {
    title,
    data: { values },
    facet: { row: { field: 'group', type: 'nominal', title: null, sort: null } },
    spec: inner,
  };
}

/** Points joined by lines, for values that depend on a size. */
function lines(title, x, y, values) {
  return {
    title,
    data: { values },
    width: 520,
    height: 240,
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'size', type: 'quantitative', title: x, scale: { type: 'log' } },
      y: { field: 'median', type: 'quantitative', title: y, scale: { zero: true } },
      color: { field: 'client', type: 'nominal', title: null, legend: { labelLimit: 0 } },
    },
  };
}

const bySize = (run, sizes, name, measure) =>
  sizes.flatMap((size) => rows(run, name(size), measure).map((row) => ({ ...row, size })));

/** @param {import('./goals.mjs').Run} run @returns {[file: string, caption: string, spec: object, values: object[]][]} */
function all(run) {
  const loads = [1, 16, 256];
  const small = (measure) => loads.flatMap((n) => rows(run, `small-plain-c${n}`, measure, `${n} at once`));
  const lists = (measure) =>
    [
      ['list', 'ASCII'],
      ['gzip', 'gzip-coded'],
      ['text', 'non-ASCII'],
    ].flatMap(([name, group]) => rows(run, `${name}-plain-c16`, measure, group));
  const calling = (values) => values.filter(({ client }) => client !== CLIENTS.json.title);
  const nodeOnly = (values) => values.filter(({ client }) => !client.includes('no Node'));
  const large = (measure) => bySize(run, [1, 4, 16, 60], (size) => `large-plain-mb${size}`, measure);
  const [cost, late] = [large('mainMsPerMb'), calling(large('latestTimerMs'))];
  const burst = bySize(run, [256, 1024, 4096], (size) => `burst-plain-c${size}`, 'cpuUs');
  const delay = rows(run, 'list-plain-c16', 'loopDelayP99Ms').filter(
    ({ client }) => client !== CLIENTS.json.title,
  );
  const cold = [
    ['plain', 'plain'],
    ['tls', 'TLS'],
    ['h2', 'TLS, HTTP/2'],
  ].flatMap(([protocol, group]) => rows(run, `cold-${protocol}-first`, 'totalMs', group));
  const barChart = (file, title, unit, values, options) => [
    file,
    title,
    bars(title, unit, values, options),
    values,
  ];
  return [
    barChart(
      'throughput',
      'Calls per second (1 KB sent, 2 KB received; HTTP/1.1)',
      'calls/s',
      calling(small('perSecond')),
      {
        best: 'descending',
      },
    ),
    barChart('main-thread', 'CPU time of the main thread per call', 'µs', nodeOnly(small('mainUs'))),
    barChart(
      'lists',
      'CPU time of the main thread per list of 300 KB, 16 at once',
      'µs',
      nodeOnly(lists('mainUs')),
    ),
    barChart('event-loop', 'Event-loop delay, 99th percentile, under saturating lists', 'ms', delay),
    barChart(
      'utilization',
      'Event-loop utilization at 1,000 calls per second',
      'share',
      rows(run, 'small-plain-r1000', 'utilization'),
    ),
    barChart('cold-start', 'Cold start: package, client, first response', 'ms', cold),
    barChart(
      'memory',
      'Resident memory after the small calls, 16 at once',
      'MB',
      nodeOnly(rows(run, 'small-plain-c16', 'rssMb')),
    ),
    [
      'large',
      'Cost of large responses',
      lines('Main-thread CPU per MB by size of the response', 'MB', 'ms per MB', cost),
      cost,
    ],
    [
      'large-timer',
      'Timer delay while large responses are parsed',
      lines('Longest timer delay by size of the response', 'MB', 'ms', late),
      late,
    ],
    [
      'burst',
      'Cost of many concurrent calls',
      lines('Process CPU per call by concurrent calls', 'calls', 'µs per call', burst),
      burst,
    ],
  ];
}

/** Draws every chart that has results. @returns {Promise<{file: string, caption: string}[]>} */
export async function draw(run, folder) {
  const charts = all(run).filter(([, , , values]) => values.length > 0);
  for (const [file, , spec] of charts) {
    const view = new View(parse(compile({ background: 'white', ...spec }).spec), { renderer: 'none' });
    writeFileSync(join(folder, `${file}.svg`), `${await view.toSVG()}\n`);
  }
  return charts.map(([file, caption]) => ({ file: `performance/${file}.svg`, caption }));
}
