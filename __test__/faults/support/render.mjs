// Renders docs/reliability.md from the data of a run: a summary, and one table per protocol and point of the exchange.
import { SHORT_MS } from './limits.mjs';
import { OPERATIONS } from './operations.mjs';

const NAMES = Object.keys(OPERATIONS).map((name) => `\`${name}\``);

/**
 * @param report what report.mjs has collected
 * @param others the tables that other suites recorded
 * @returns {string} Markdown
 */
export function rendered(report, others) {
  const parts = [
    header(report),
    summary(report),
    ...others.flatMap(other),
    ...tables(report.cells),
    ...peers(report.peers),
  ];
  return `${parts.join('\n\n')}\n`;
}

function other({ title, made, text, columns, rows }) {
  const where = made
    ? `Recorded on ${made.day}: version ${made.version}, Node ${made.node}, ${made.machine}.`
    : '';
  return [`## ${title}`, where, text, table(columns, rows)].filter(Boolean);
}

function header({ made }) {
  return `<!-- Made by \`npm run reliability\` on ${made.day}. Do not edit: run it again. -->

# Reliability: faults and their results

A test server breaks every point of an exchange in every way listed below (\`__test__/faults/\`). Each cell of the matrix has
the expected result, taken from the documented behavior. A run counts as expected if all of these are as written: class,
\`type\`, \`code\`, status, \`outcome\`, \`stopReason\`, the number of attempts and of requests on the wire, each request with
its headers and body, the bytes that the server received (over HTTP/2 its frames), the end of endless responses, the open
sockets afterwards, and the time taken. Version ${made.version}, Node ${made.node}, ${made.machine}, load average ${made.load}.`;
}

function summary(report) {
  const sum = (name) => report.cells.reduce((total, cell) => total + cell[name], 0);
  const rows = [
    ['Faults', report.cells.length],
    [
      'Calls made',
      `${sum('runs')} (each fault with up to ${NAMES.length} calls, ${report.rounds} rounds, 16 at a time)`,
    ],
    ['Calls that ended as expected', sum('asExpected')],
    ['Unhandled rejections', report.unhandledRejections],
    ['Process warnings', report.warnings],
    ['Sockets left open in the process', report.leakedSockets],
    ['Time for all', `${report.seconds} s`],
  ];
  return table(['What', 'How many'], rows);
}

function tables(cells) {
  const intro = `## Faults

Attempts and requests are given for ${NAMES.join(' / ')}; a fault that doesn't apply to all of them has fewer
numbers. In cells that wait for a timeout, an attempt may take ${SHORT_MS} ms; delays between attempts are 1 ms.`;
  const points = [...new Set(cells.map(titleOf))];
  return [
    intro,
    ...points.flatMap((title) => [`### ${title}`, faults(cells.filter((cell) => titleOf(cell) === title))]),
  ];
}

const titleOf = ({ protocol, point }) => `${protocol}: ${point}`;

function faults(cells) {
  const head = [
    'Fault',
    'What the caller gets',
    '`outcome`',
    'Attempts',
    'Requests',
    'Longest',
    'As expected',
  ];
  const rows = cells.map((cell) => [
    cell.fault,
    cell.result,
    cell.outcome,
    same(cell.attempts),
    same(cell.requests),
    `${cell.longestMs} ms`,
    `${cell.asExpected} of ${cell.runs}`,
  ]);
  return table(head, rows);
}

/** Writes equal numbers, such as `3 / 3 / 3`, once. */
function same(numbers) {
  const all = new Set(numbers.split(' / '));
  return all.size === 1 ? [...all][0] : numbers;
}

function peers(report) {
  if (!report) return [];
  const intro = `## Other clients

The same faults over plain HTTP/1.1 with other clients, one \`GET\` each, used as their documentation shows, with the same
timeout (\`__test__/faults/peers/\`). Each field has the result and the number of requests. A difference isn't always an error
of the other client: Node's \`fetch\` drops a byte order mark by its own standard, and only clients with retries can do well
under "several attempts".
Unhandled rejections in the process of the peers: ${report.unhandledRejections}.`;
  const head = ['Point', 'Fault', 'This client', ...report.names.map(({ title }) => title)];
  const rows = report.cells.map((cell) => [
    cell.point,
    cell.fault,
    cell.ours,
    ...cell.peers.map(({ text }) => text),
  ]);
  return [
    intro,
    table(['Client', ...Object.keys(report.names[0].counts)], counts(report)),
    table(head, rows),
  ];
}

const counts = ({ names }) => names.map(({ title, counts }) => [title, ...Object.values(counts)]);

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
