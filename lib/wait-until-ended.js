// @ts-check
'use strict';

// `client.session.waitUntilEnded`: reads a session again and again, with growing delays, until it has ended. Each read is
// one `session.retrieve` call.

const { logged } = require('./observation.js');
const { unusableResponse, waitExpired } = require('./error-factory.js');
const { classes } = require('./errors.js');
const { OPERATIONS } = require('./operations.js');
const { isObject } = require('./read.js');
const { readWaitOptions } = require('./wait-options.js');
const { WaitSignal } = require('./wait-signal.js');

/**
 * @typedef {import('../index.js').Session} Session
 * @typedef {InstanceType<(typeof import('./client-state.js'))['ClientState']>} ClientState
 * @typedef {(args: unknown, options: object) => Promise<any>} Retrieve `session.retrieve`
 * @typedef {object} Seen what a wait has seen so far
 * @property {number} reads
 * @property {Session | undefined} session
 * @property {import('../index.js').AnyFaceSignError | undefined} error of the last read, if it failed
 */

const RETRIEVE = /** @type {import('../native.js').OperationInfo} */ (OPERATIONS.get('session.retrieve'));
/** By which each delay is longer than the one before. */
const GROWTH = 1.5;

/**
 * @param {ClientState} client
 * @param {Retrieve} retrieve
 * @param {unknown} args of each read
 * @param {unknown} given the options
 * @returns {Promise<Session>} as the last read saw it
 */
async function waitUntilEnded(client, retrieve, args, given) {
  const options = readWaitOptions(RETRIEVE, given);
  const signal = new WaitSignal(client, RETRIEVE, options);
  /** @type {Seen} */
  const seen = { reads: 0, session: undefined, error: undefined };
  try {
    const read = () => retrieve(args, { ...options.callOptions, signal });
    const session = await readUntilEnded(read, options, signal, seen);
    if (session) return session;
  } catch (/** @type {any} */ error) {
    const wasLastRead = signal.expired && error instanceof classes.AbortError;
    if (!wasLastRead) throw error;
  } finally {
    signal.dispose();
  }
  throw logged(client, RETRIEVE, waitExpired(RETRIEVE, options.maxWaitMs, seen));
}

/**
 * @param {() => Promise<any>} read
 * @param {import('./wait-options.js').WaitOptions} options
 * @param {InstanceType<typeof WaitSignal>} signal
 * @param {Seen} seen
 * @returns {Promise<Session | undefined>} undefined if the wait expired
 */
async function readUntilEnded(read, { until, minDelayMs, maxDelayMs }, signal, seen) {
  let delayMs = minDelayMs;
  while (!signal.expired) {
    await readOnce(read, seen);
    if (seen.session && !seen.error && (await until(seen.session))) return seen.session;
    await signal.delay(Math.max(delayMs, seen.error?.retryAfterMs ?? 0));
    delayMs = Math.min(delayMs * GROWTH, maxDelayMs);
  }
  return undefined;
}

/** A temporary error does not end the wait: it has been retried, and will be again. @param {() => Promise<any>} read @param {Seen} seen */
async function readOnce(read, seen) {
  seen.reads += 1;
  try {
    const response = await read();
    if (!isObject(response?.session)) throw unusableResponse(RETRIEVE, 'the response has no session');
    seen.session = response.session;
    seen.error = undefined;
  } catch (/** @type {any} */ error) {
    if (!error.retryable) throw error;
    seen.error = error;
  }
}

module.exports = { waitUntilEnded };
