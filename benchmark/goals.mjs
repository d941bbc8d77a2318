// The performance goals, and how a run meets them. All ratios are taken within a round. Two goals were dropped: 8 KB for each
// call in flight (hyper's connection alone is larger), and 1.9 times the old SDK's throughput for gzip lists (parsing the JSON
// alone takes longer).

import { paired, summary } from './stats.mjs';

/** @typedef {{median: number, min: number, max: number}} Summary */
/** @typedef {{what: string, find: (run: Run) => Summary | undefined, isMinimum?: boolean, must?: number, aim?: number, unit?: string}} Goal */

/** The cells of a run, and the name of our client in them. */
export class Run {
  /** @param {{cells: object[], builds: {label: string, bytes: number}[], machine: {node: string}}} results */
  constructor({ cells, builds, machine, coldBuildSeconds }) {
    this.cells = cells;
    this.bytes = builds[0]?.bytes;
    this.coldBuildSeconds = coldBuildSeconds;
    this.ours = builds[0]?.label;
    this.major = Number(/\d+/.exec(machine.node)?.[0]);
  }

  of(scenario) {
    return this.cells.filter((cell) => cell.scenario === scenario);
  }

  /** Ours ÷ peer; inverted: peer ÷ ours. */
  ratio(scenario, measure, peer, inverted = false) {
    const [one, other] = inverted ? [peer, this.ours] : [this.ours, peer];
    return paired(this.of(scenario), one, other, measure);
  }

  /** The values of our client. @param {(scenario: string) => boolean} which */
  values(which, measure) {
    return summaryOf(
      this.cells.filter(({ client, scenario }) => client === this.ours && which(scenario)),
      measure,
    );
  }

  value(scenario, measure) {
    return this.valueOf(this.ours, scenario, measure);
  }

  valueOf(name, scenario, measure) {
    return summaryOf(
      this.of(scenario).filter(({ client }) => client === name),
      measure,
    );
  }
}

/** @param {object[]} cells @param {string} measure */
function summaryOf(cells, measure) {
  const numbers = cells.map((cell) => cell[measure]).filter(Number.isFinite);
  return numbers.length ? summary(numbers) : undefined;
}

/** Our calls per second, as a multiple of the peer's. */
const faster = (scenario, peer, must, aim) => ({
  what: `${scenario}: calls/s against ${peer}`,
  find: (run) => run.ratio(scenario, 'perSecond', peer),
  isMinimum: true,
  must,
  aim,
  unit: '×',
});

/** The peer's cost, as a multiple of ours. */
const cheaper = (scenario, measure, name, peer, must, aim) => ({
  what: `${scenario}: ${name}, ${peer} ÷ ours`,
  find: (run) => run.ratio(scenario, measure, peer, true),
  isMinimum: true,
  must,
  aim,
  unit: '×',
});

/** Our cost, as a multiple of the other's. */
const within = (scenario, measure, name, other, must, aim) => ({
  what: `${scenario}: ${name}, ours ÷ ${other}`,
  find: (run) => run.ratio(scenario, measure, other),
  must,
  aim,
  unit: '×',
});

/** An upper limit for our client. */
const atMost = (scenario, measure, name, unit, must, aim) => ({
  what: `${scenario}: ${name}`,
  find: (run) => run.value(scenario, measure),
  must,
  aim,
  unit,
});

const CPU = 'main-thread CPU per call';
const underLoad = (name) => /-(c|r|mb)\d+/.test(name) && !name.startsWith('burst');
/** A single number as a summary. */
const exactly = (number) =>
  Number.isFinite(number) ? { median: number, min: number, max: number } : undefined;

/** Memory of 4,096 calls in flight, ours ÷ the peer's. */
const memoryInFlight = (peer) =>
  within('burst-plain-c4096', 'rssPerCallKb', 'memory per call in flight', peer, 1);

function ratioOfSizes(run) {
  const costs = [1, 60].map((size) => run.value(`large-plain-mb${size}`, 'mainMsPerMb')?.median);
  return exactly(costs[1] / costs[0]);
}

function listOverH2(run) {
  const [h2, h1] = ['list-h2-c16', 'list-tls-c16'].map((name) => run.value(name, 'perSecond')?.median);
  return exactly(h2 / h1);
}

/** @param {number} major of Node @returns {Goal[]} */
export const goals = (major) => [
  ...[
    ['oldsdk', 4, 5],
    ['fetch', 8, 11],
    ['axios', 7, 10],
    ['got', 7, 10],
    ['impit', 3, 4],
  ].map(([peer, must, aim]) => faster('small-plain-c16', peer, must, aim)),
  faster('small-plain-c16', 'undici', ...(major >= 24 ? [1.4, 2] : [1.8, 2.4])),
  cheaper('small-plain-c16', 'mainUs', CPU, 'oldsdk', 6, 8),
  cheaper('small-plain-c16', 'mainUs', CPU, 'undici', 3, 4),
  within('small-plain-c16', 'mainUs', CPU, 'json', 2, 1.5),
  faster('small-plain-c16', 'core', 0.55, 0.75),
  within('small-plain-c1', 'p50Us', 'p50', 'undici', 1, undefined),
  within('small-plain-c1', 'p50Us', 'p50', 'oldsdk', 1, undefined),
  within('small-plain-c1', 'p50Us', 'p50', 'core', undefined, 1.3),
  ...[
    ['list', 1.5],
    ['gzip', 1.6],
    ['text', 1.8],
  ].flatMap(([workload, must]) => [
    cheaper(`${workload}-plain-c16`, 'mainUs', CPU, 'oldsdk', must, undefined),
    within(`${workload}-plain-c16`, 'mainUs', CPU, 'json', undefined, 1.2),
  ]),
  atMost('list-plain-c16', 'loopDelayP99Ms', 'event-loop delay p99', 'ms', 8, 5),
  cheaper('list-plain-c16', 'loopDelayP99Ms', 'event-loop delay p99', 'oldsdk', 5, undefined),
  {
    what: 'any load: the latest timer (the worst of all rounds counts)',
    find: (run) => run.values(underLoad, 'latestTimerMs'),
    worst: true,
    must: 50,
    aim: 20,
    unit: 'ms',
  },
  faster('small-tls-c16', 'oldsdk', 4, 5),
  cheaper('small-tls-c16', 'mainUs', CPU, 'oldsdk', 6, 8),
  faster('small-tls-c16', 'undici', ...(major >= 24 ? [1.4, 2] : [1.8, 2.4])),
  faster('small-h2-c16', 'undici', ...(major >= 24 ? [1.4, 2] : [1.8, 2.4])),
  atMost('small-h2-c256', 'connections', 'connections', '', 2, undefined),
  { what: 'list-h2-c16: calls/s against list-tls-c16', find: listOverH2, isMinimum: true, aim: 1, unit: '×' },
  cheaper('small-plain-r1000', 'utilization', 'event-loop utilization', 'oldsdk', 3, 4),
  cheaper('cold-plain-first', 'totalMs', 'cold start', 'oldsdk', 4, undefined),
  cheaper('cold-tls-first', 'totalMs', 'cold start', 'oldsdk', 6, undefined),
  atMost('cold-plain-first', 'totalMs', 'cold start', 'ms', undefined, 4),
  atMost('cold-plain-first', 'requireMs', 'require()', 'ms', 3, 1.5),
  atMost('cold-plain-first', 'constructorMs', 'constructor', 'ms', 1, 0.2),
  within('small-plain-c16', 'rssMb', 'RSS', 'oldsdk', 0.85, 0.75),
  atMost('idle-plain-s30', 'connections', 'connections for two calls', '', 1, undefined),
  ...['undici', 'fetch'].map(memoryInFlight),
  { what: 'large: main-thread CPU per MB, 60 MB ÷ 1 MB', find: ratioOfSizes, must: 1.5, unit: '×' },
  { what: 'size of the .node', find: (run) => exactly(run.bytes / 1e6), must: 5, aim: 4.5, unit: 'MB' },
  {
    what: 'cold build, as it is published, on 2 cores',
    find: (run) => exactly(run.coldBuildSeconds),
    must: 240,
    unit: 's',
  },
];

/** @param {Goal & {worst?: boolean}} goal @param {Run} run */
export function evaluate(goal, run) {
  const found = goal.find(run);
  if (!found) return { found, verdict: 'not measured' };
  const value = goal.worst ? found.max : found.median;
  const reaches = (limit) => limit !== undefined && (goal.isMinimum ? value >= limit : value <= limit);
  if (reaches(goal.aim)) return { found, verdict: 'aim' };
  if (reaches(goal.must) || goal.must === undefined)
    return { found, verdict: goal.must === undefined ? 'below the aim' : 'must' };
  return { found, verdict: 'MISSED' };
}
