// Runs other clients through the plain HTTP/1.1 cells and prints the results as JSON. It is its own process, so that
// their leftovers don't count as ours. report.mjs starts it.
import { isDeepStrictEqual } from 'node:util';
import { CELLS, operationsOf } from '../cells/index.mjs';
import { VALUE } from '../support/http1.mjs';
import { SHORT_MS } from '../support/limits.mjs';
import { runAll } from '../support/pool.mjs';
import { openFaultServer } from '../support/server.mjs';
import { PEERS } from './clients.mjs';

/** Enough for three attempts with the peer's own delays. A longer call hangs. */
const PATIENCE_MS = 8000;
/** The server stops an endless response here, before it fills the machine's memory. */
const MOST_SENT = 64 * 1024 * 1024;

const NAMES = Object.keys(PEERS);
const cells = CELLS.filter(
  (cell) =>
    cell.protocol === 'HTTP/1.1' && !cell.other?.secure && operationsOf(cell).includes('session.retrieve'),
);
let unhandled = 0;
process.on('unhandledRejection', () => {
  unhandled += 1;
});

/** One cell with one peer: what the peer did, as a word to count and a string for the table. */
async function runPeer(cell, name) {
  const server = await openFaultServer({ ...cell, mostSent: MOST_SENT });
  try {
    if (cell.other) server.other = await openFaultServer(cell.other);
    const call = () => settled(PEERS[name](`${server.url}/sessions/s-1`, SHORT_MS));
    await cell.before?.({ call: async () => ({ ...(await call()), attempts: 1 }), server });
    const skip = server.requests.length;
    const result = classified(cell.expect, await call());
    const requests = server.requests.length - skip;
    if (unasked(cell, server)) return { kind: NOT_RUN, text: 'not asked for' };
    return { ...result, text: `${result.text}; ${requests}` };
  } finally {
    await server.other?.close();
    await server.close();
  }
}

async function settled(promise) {
  let timer;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, { hangs: true });
  });
  const settling = promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  return Promise.race([settling, patience]).finally(() => clearTimeout(timer));
}

const RIGHT = 'right value';
const REJECTS = 'rejects, as this client does';
const MORE = 'right value where this client rejects';
const OTHER = 'another value';
const FAILED = 'rejects where a value was available';
const HANGS = `no end within ${PATIENCE_MS / 1000} s`;
const NOT_RUN = 'not applicable';
const KINDS = [RIGHT, REJECTS, MORE, OTHER, FAILED, HANGS, NOT_RUN];

function classified(expected, result) {
  if (result.hangs) return { kind: HANGS, text: '**no end**' };
  const wanted = 'value' in expected;
  if ('error' in result) {
    const text = named(result.error);
    return wanted ? { kind: FAILED, text: `**${text}**` } : { kind: REJECTS, text };
  }
  if (isDeepStrictEqual(wanted ? expected.value : VALUE, result.value))
    return wanted ? { kind: RIGHT, text: 'succeeds' } : { kind: MORE, text: 'succeeds' };
  return {
    kind: OTHER,
    text: `**another value (${result.value === undefined ? 'undefined' : typeof result.value})**`,
  };
}

/** Class and code; some have the system's code in the cause. */
function named(error) {
  if (typeof error === 'string') return 'a bare string';
  const name = error instanceof DOMException ? error.name : error?.constructor?.name;
  const code =
    [error?.code, error?.cause?.code].find((one) => typeof one === 'string') ??
    error?.status ??
    error?.response?.status;
  return [name, code].filter(Boolean).join(' ');
}

/** A coding that a client does not ask for proves nothing about the client. */
const unasked = (cell, server) =>
  cell.coding && !server.requests.at(-1)?.headers['accept-encoding']?.includes(cell.coding);

const plan = cells.flatMap((cell) => NAMES.map((name) => ({ cell, name })));
const results = await runAll(plan, ({ cell, name }) => runPeer(cell, name), 8);
const of = (cell) => results.filter((_result, index) => plan[index].cell === cell);
const countsOf = (name) => {
  const own = results.filter((_result, index) => plan[index].name === name);
  return Object.fromEntries(KINDS.map((kind) => [kind, own.filter((result) => result.kind === kind).length]));
};
const report = {
  names: NAMES.map((title) => ({ title, counts: countsOf(title) })),
  unhandledRejections: unhandled,
  cells: cells.map(({ name, point, fault }, index) => ({ name, point, fault, peers: of(cells[index]) })),
};
process.stdout.write(JSON.stringify(report), () => process.exit(0));
