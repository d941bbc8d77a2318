// @ts-check
'use strict';

// `client.close()`: refuses further calls of one client, waits for its running ones, and aborts what is left.

const { configurationError } = require('./error-factory.js');
const { OPERATIONS } = require('./operations.js');
const { describeType, isObject, property } = require('./read.js');
const { MAX_TIMER_MS, clearTimeout, setTimeout } = require('./timers.js');

/**
 * @typedef {import('../native.js').NativeClient} NativeClient
 * @typedef {InstanceType<(typeof import('./client-state.js'))['ClientState']>} ClientState
 */

/** Stands in for the addon's client of a closed client, so that the calls of open ones check nothing. */
class ClosedClient {
  #native;

  /** @param {NativeClient} native */
  constructor(native) {
    this.#native = native;
  }

  /** @param {number} _id @param {number} index of the operation @returns {never} */
  call(_id, index) {
    const operation = [...OPERATIONS.values()].find((one) => one.index === index);
    throw closedError(operation?.name ?? 'request');
  }

  server() {
    return this.#native.server();
  }

  newAbortHandle() {
    return this.#native.newAbortHandle();
  }
}

/** @param {NativeClient} native @returns {NativeClient} */
function refusing(native) {
  return /** @type {any} */ (new ClosedClient(native));
}

/** @param {string} [operation] that was called */
function closedError(operation) {
  const effect = operation ? `${operation} was not sent` : 'it cannot make another client';
  const message = `client is closed, so ${effect}. Call close() after the last call, or create a new client`;
  return configurationError('client', message, { ...(operation && { operation }) });
}

/**
 * @param {ClientState} state
 * @param {unknown} [options]
 */
async function close(state, options) {
  const timeoutMs = readTimeout(options);
  state.refuseCalls();
  if (timeoutMs === 0) state.abortCalls();
  const timer = timeoutMs && setTimeout(() => state.abortCalls(), Math.min(timeoutMs, MAX_TIMER_MS));
  await state.idle();
  clearTimeout(timer);
}

/** @param {unknown} options @returns {number | undefined} */
function readTimeout(options = {}) {
  if (!isObject(options)) {
    const message = `the options of close must be an object, got ${describeType(options)}`;
    throw configurationError('options', message);
  }
  const value = property(options, 'timeoutMs') ?? undefined;
  if (value === undefined || (typeof value === 'number' && value >= 0)) return value;
  const got = typeof value === 'number' ? value : describeType(value);
  const message = `timeoutMs must be a number of milliseconds, 0 or above, got ${got}. Omit it to wait for all calls`;
  throw configurationError('timeoutMs', message);
}

module.exports = { close, closedError, refusing };
