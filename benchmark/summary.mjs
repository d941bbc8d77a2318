// Prints a scenario: medians, and the first client's ratio to each other client (above 1: the first is better).

import { paired, summary } from './stats.mjs';

export const COLUMNS = [
  ['calls/s', 'perSecond', 0],
  ['p50 µs', 'p50Us', 0],
  ['p99 µs', 'p99Us', 0],
  ['main µs', 'mainUs', 1],
  ['cpu µs', 'cpuUs', 1],
  ['delay99 ms', 'loopDelayP99Ms', 1],
  ['latest ms', 'latestTimerMs', 1],
  ['ELU', 'utilization', 3],
  ['load ms', 'loadMs', 1],
  ['require ms', 'requireMs', 2],
  ['client ms', 'constructorMs', 2],
  ['first ms', 'firstMs', 1],
  ['second ms', 'secondMs', 1],
  ['total ms', 'totalMs', 1],
  ['process CPU ms', 'cpuMs', 1],
  ['main ms/MB', 'mainMsPerMb', 2],
  ['CPU ms/MB', 'cpuMsPerMb', 2],
  ['KB/call', 'rssPerCallKb', 1],
  ['RSS MB', 'rssMb', 0],
  ['conns', 'connections', 0],
];

/** @param {string} name @param {object[]} all */
export function printScenario(name, all) {
  const cells = all.filter(({ scenario }) => scenario === name);
  const columns = COLUMNS.filter(([, measure]) => cells.some((cell) => cell[measure] !== undefined));
  const clients = [...new Set(cells.map(({ client }) => client))];
  const lines = clients.map((client) => row(cells, columns, client, clients[0]));
  const head = [name, ...columns.map(([title]) => title), 'x calls/s', 'x main CPU'];
  printTable([head, ...lines]);
}

function row(cells, columns, client, first) {
  const values = columns.map(([, measure, digits]) => {
    const numbers = cells
      .filter((cell) => cell.client === client)
      .map((cell) => cell[measure])
      .filter(Number.isFinite);
    return numbers.length ? short(summary(numbers), digits) : '-';
  });
  const [faster, cheaper] = [
    paired(cells, first, client, 'perSecond'),
    paired(cells, client, first, 'mainUs'),
  ];
  return [client, ...values, faster ? short(faster, 2) : '-', cheaper ? short(cheaper, 2) : '-'];
}

function short({ median, min, max }, digits) {
  if (min === max) return median.toFixed(digits);
  return `${median.toFixed(digits)} [${min.toFixed(digits)}-${max.toFixed(digits)}]`;
}

/** @param {string[][]} rows */
export function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) =>
    row
      .map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ');
  console.log(`\n${rows.map(line).join('\n')}`);
}
