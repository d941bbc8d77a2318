// @ts-check
'use strict';

// The options of `client.session.waitUntilEnded`.

const { configurationError } = require('./error-factory.js');
const { describeType, guarded, isObject, property } = require('./read.js');
const { readSignal } = require('./signal.js');
const { MAX_TIMER_MS, clearTimeout, setTimeout } = require('./timers.js');

/**
 * @typedef {import('../index.js').Session} Session
 * @typedef {import('../native.js').OperationInfo} Operation
 * @typedef {{setTimeout(run: () => void, ms: number): unknown, clearTimeout(timer: any): void}} Clock
 * @typedef {object} WaitOptions
 * @property {number} maxWaitMs
 * @property {number} minDelayMs
 * @property {number} maxDelayMs
 * @property {(session: Session) => unknown} until
 * @property {import('../index.js').AbortSignalLike | undefined} signal
 * @property {object} callOptions those of each read
 * @property {Clock} clock
 */

/** For tests of this package: options may have a clock under this symbol. */
const CLOCK = Symbol('facesign.clock');
/** @type {Clock} */
const SYSTEM_CLOCK = { setTimeout, clearTimeout };

const MIN_DELAY_MS = 5_000;
const MAX_DELAY_MS = 30_000;
/** The last one occurs in old sessions (docs/api-contract.md). */
const ENDED = ['complete', 'incomplete', 'canceled'];

/** @param {Operation} operation @param {unknown} given @returns {WaitOptions} */
function readWaitOptions(operation, given) {
  if (!isObject(given)) {
    const message = `the options of session.waitUntilEnded must be an object with maxWaitMs, got ${describeType(given)}`;
    throw configurationError('options', message, { operation: operation.name });
  }
  const own = guarded('options', operation.name, () => ({ ...given }));
  const {
    maxWaitMs: _max,
    minDelayMs: _min,
    maxDelayMs: _longest,
    until: _until,
    signal: _signal,
    ...callOptions
  } = own;
  const maxWaitMs = milliseconds(operation, given, 'maxWaitMs');
  const minDelayMs = milliseconds(operation, given, 'minDelayMs', MIN_DELAY_MS);
  const maxDelayMs = milliseconds(
    operation,
    given,
    'maxDelayMs',
    Math.max(MAX_DELAY_MS, minDelayMs),
    minDelayMs,
  );
  const signal = readSignal(operation, given);
  const clock = /** @type {any} */ (given)[CLOCK] ?? SYSTEM_CLOCK;
  return {
    maxWaitMs,
    minDelayMs,
    maxDelayMs,
    until: readUntil(operation, given),
    signal,
    callOptions,
    clock,
  };
}

/**
 * @param {Operation} operation
 * @param {object} given
 * @param {string} name
 * @param {number} [fallback] without it, the option is required
 * @param {number} [min]
 */
function milliseconds({ name: operation }, given, name, fallback, min = 1) {
  const value = property(given, name, operation) ?? fallback;
  if (typeof value === 'number' && value >= min && value <= MAX_TIMER_MS) return value;
  const got = typeof value === 'number' ? value : describeType(value);
  const range = `a number of milliseconds from ${min} to ${MAX_TIMER_MS}`;
  throw configurationError(name, `${name} must be ${range}, got ${got}`, { operation });
}

/** @param {Operation} operation @param {object} given @returns {WaitOptions['until']} */
function readUntil({ name: operation }, given) {
  const until = property(given, 'until', operation) ?? hasEnded;
  if (typeof until === 'function') return /** @type {any} */ (until);
  const message = `until must be a function that takes a session, got ${describeType(until)}`;
  throw configurationError('until', message, { operation });
}

/** @param {Session} session */
function hasEnded({ status }) {
  return ENDED.includes(status);
}

module.exports = { CLOCK, readWaitOptions };
