// @ts-check
'use strict';

// The caller's AbortSignal: it aborts the calls that use it, and loses its listener when the last of them has ended.

const { dispatcher } = require('./dispatcher.js');
const { abortRecord, configurationError, errorFromRecord } = require('./error-factory.js');
const { describeType, guarded, isObject, property } = require('./read.js');

/**
 * @typedef {import('../native.js').OperationInfo} Operation
 * @typedef {import('../index.js').AbortSignalLike} Signal
 */

/**
 * @param {Operation} operation
 * @param {object} options of the call
 * @returns {Signal | undefined}
 */
function readSignal(operation, options) {
  const signal = property(options, 'signal', operation.name);
  if (signal === undefined || signal === null) return undefined;
  const methods = ['addEventListener', 'removeEventListener'];
  const isSignal = guarded('signal', operation.name, () => {
    return isObject(signal) && methods.every((name) => typeof signal[name] === 'function');
  });
  if (isSignal) return /** @type {any} */ (signal);
  const message = `signal must be an AbortSignal, got ${describeType(signal)}. Pass controller.signal`;
  throw configurationError('signal', message, { operation: operation.name });
}

/**
 * The calls of each signal. They share one listener: Node.js warns of a leak when a signal has more than ten, and a server
 * may well use one signal for all its calls, to shut down.
 * @typedef {{abortables: Set<import('./dispatcher.js').Abortable>, onAbort: () => void}} WatchedCalls
 * @type {WeakMap<Signal, WatchedCalls>}
 */
const watched = new WeakMap();

/**
 * Lets the signal abort one call.
 * @param {import('../native.js').NativeClient} client
 * @param {Operation} operation
 * @param {Signal} signal
 * @returns what to start the call with, and what to run when it has ended
 */
function watch(client, operation, signal) {
  const abortable = dispatcher.newAbortable(client, operation.name);
  const calls = watched.get(signal) ?? listen(operation, signal);
  calls.abortables.add(abortable);
  return { abortable, unwatch: () => unwatch(signal, calls, abortable) };
}

/** @param {Operation} operation @param {Signal} signal @returns {WatchedCalls} */
function listen(operation, signal) {
  const abortables = new Set();
  // A copy, since a call that ends leaves the set.
  const onAbort = () => dispatcher.abort([...abortables]);
  guarded('signal', operation.name, () => signal.addEventListener('abort', onAbort, { once: true }));
  const calls = { abortables, onAbort };
  watched.set(signal, calls);
  return calls;
}

/** @param {Signal} signal @param {WatchedCalls} calls @param {import('./dispatcher.js').Abortable} abortable */
function unwatch(signal, { abortables, onAbort }, abortable) {
  abortables.delete(abortable);
  if (abortables.size > 0) return;
  watched.delete(signal);
  ignoreErrors(() => signal.removeEventListener('abort', onAbort));
}

/** @param {Operation} operation @param {Signal} signal */
function throwIfAborted(operation, signal) {
  if (!guarded('signal', operation.name, () => signal.aborted)) return;
  const record = abortRecord(operation.name, 'not_sent');
  throw errorFromRecord(record, operation, { cause: abortReason(signal) });
}

/** @param {Signal | undefined} signal */
function isAborted(signal) {
  return ignoreErrors(() => signal?.aborted) === true;
}

/** @param {Signal | undefined} signal */
function abortReason(signal) {
  return ignoreErrors(() => signal?.reason);
}

/** A signal that throws must not replace the result of the call. @param {() => unknown} use */
function ignoreErrors(use) {
  try {
    return use();
  } catch {
    return undefined;
  }
}

module.exports = { abortReason, isAborted, readSignal, throwIfAborted, watch };
