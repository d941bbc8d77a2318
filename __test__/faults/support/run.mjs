// Runs one cell with one operation on its own server, and returns the result as plain data.
import { performance } from 'node:perf_hooks';
import Client from '../../../index.js';
import { AUTHORITY } from './line.mjs';
import { OPERATIONS } from './operations.mjs';
import { hasKey, KEY, unlike } from './requests.mjs';
import { openFaultServer } from './server.mjs';

/**
 * Generous limits, so that a busy machine never turns one error into another. A cell that waits for a timeout sets
 * its own. Delays between attempts are next to nothing: their length is tested elsewhere.
 */
const OPTIONS = {
  auth: KEY,
  timeoutMs: 10_000,
  connectTimeoutMs: 10_000,
  maxResponseBytes: 1024 * 1024,
  retry: { initialDelayMs: 1 },
  proxy: false,
  ca: AUTHORITY,
};

/** Far more than the limit of 1 MiB and the kernel's buffers, far less than endless. */
const MOST_SENT = 16 * 1024 * 1024;

/** What an attempt may take beyond its limit on a busy machine. */
const SLACK_MS = 5000;

/**
 * @param cell see cells/index.mjs
 * @param {keyof typeof OPERATIONS} name
 * @param expected the run waits, up to a bound, for its `requests` and until no more than `open` sockets are open
 * @returns what the call came to (`class` … `attempts`, or `value`), what was on the wire, and how long it took
 */
export async function runCell(cell, name, expected) {
  const server = await openFaultServer(cell);
  try {
    if (cell.other) server.other = await openFaultServer(cell.other);
    const call = caller(cell, server, OPERATIONS[name]);
    await cell.before?.({ call, server });
    const skip = server.requests.length;
    const result = await timed(call);
    const open = await server.settled({ open: expected.open.atMost, requests: skip + expected.requests });
    return {
      ...result,
      ...wire(server, skip),
      unlike: [
        ...unlike(cell, OPERATIONS[name], server, skip),
        ...untrue(result, server),
        ...endless(result, server),
      ],
      open,
    };
  } finally {
    await server.other?.close();
    await server.close();
  }
}

/** What was on the wire, here and at the second server of the cell. */
function wire({ requests, connections, bytes, other }, skip) {
  const keyed = [requests, other?.requests ?? []].map((all) => all.filter(hasKey).length);
  const elsewhere = { otherRequests: other?.requests.length, otherConnections: other?.connections };
  return { requests: requests.length - skip, connections, ...bytes, keyed, ...elsewhere };
}

/** `not_sent` promises that no byte of the request arrived; HTTP/2 servers can say so of one that did. */
const untrue = ({ outcome }, { isHttp2, heard }) =>
  outcome === 'not_sent' && !isHttp2 && heard > 0 ? [`not_sent, but ${heard} bytes were received`] : [];

/** Endless responses are cut in every attempt. */
const endless = ({ attempts }, { bytes }) =>
  bytes.sent > MOST_SENT * attempts ? [`${bytes.sent} bytes taken in ${attempts} attempts`] : [];

/** The maximum time of a cell: its attempts, each with its timeout. */
export function deadlineMs(cell, expected) {
  const { timeoutMs } = { ...OPTIONS, ...cell.options };
  const tryMs = Math.min(timeoutMs, cell.options?.connectTimeoutMs ?? timeoutMs);
  return (expected.attempts.either ? 3 : expected.attempts) * tryMs + SLACK_MS;
}

/** A function that makes the call once and returns its result. */
function caller(cell, server, operation) {
  const client = new Client({
    ...OPTIONS,
    serverUrl: server.url,
    http2: server.isHttp2,
    ...cell.options,
  });
  return async () => {
    try {
      const { data: value, response } = await Client.withResponse(operation.call(client));
      return { value, attempts: response.attempts.length };
    } catch (error) {
      return failure(error);
    }
  };
}

function failure(error) {
  const { name, type, code, response, outcome, stopReason, attempts, message } = error;
  return {
    class: name,
    type,
    code,
    status: response?.status,
    outcome,
    stopReason,
    attempts: attempts?.length,
    message,
  };
}

async function timed(call) {
  const started = performance.now();
  const result = await call();
  return { ...result, elapsedMs: Math.round(performance.now() - started) };
}
