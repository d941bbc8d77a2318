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
 * @typedef {object} WatchedCalls
 * @property {Set<import('./dispatcher.js').Abortable>} abortables
 * @property {Set<() => void>} callbacks of methods that are made of several calls
 * @property {() => void} listener of the signal
 */

/** @type {WeakMap<Signal, WatchedCalls>} */
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
  const calls = callsOf(operation, signal);
  calls.abortables.add(abortable);
  const unwatch = () => {
    calls.abortables.delete(abortable);
    unlistenIfUnused(signal, calls);
  };
  return { abortable, unwatch };
}

/**
 * Runs a callback when the signal fires.
 * @param {Operation} operation
 * @param {Signal} signal
 * @param {() => void} callback
 * @returns {() => void} removes it
 */
function onAbort(operation, signal, callback) {
  const calls = callsOf(operation, signal);
  calls.callbacks.add(callback);
  return () => {
    calls.callbacks.delete(callback);
    unlistenIfUnused(signal, calls);
  };
}

/** @param {Operation} operation @param {Signal} signal */
function callsOf(operation, signal) {
  return watched.get(signal) ?? listen(operation, signal);
}

/** @param {Operation} operation @param {Signal} signal @returns {WatchedCalls} */
function listen(operation, signal) {
  const abortables = new Set();
  const callbacks = new Set();
  const listener = () => {
    // Copies, since a call that ends leaves its set.
    dispatcher.abort([...abortables]);
    for (const callback of [...callbacks]) callback();
  };
  guarded('signal', operation.name, () => signal.addEventListener('abort', listener, { once: true }));
  const calls = { abortables, callbacks, listener };
  watched.set(signal, calls);
  return calls;
}

/** @param {Signal} signal @param {WatchedCalls} calls */
function unlistenIfUnused(signal, { abortables, callbacks, listener }) {
  if (abortables.size > 0 || callbacks.size > 0) return;
  watched.delete(signal);
  ignoreErrors(() => signal.removeEventListener('abort', listener));
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

module.exports = { abortReason, isAborted, onAbort, readSignal, throwIfAborted, watch };
