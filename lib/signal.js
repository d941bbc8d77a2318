// @ts-check
'use strict';

// The caller's signal, armed for one call: it ends the call at once, and nothing of the call stays on it.

const { abortedBeforeStart, configurationError } = require('./failures.js');
const { dispatcher } = require('./dispatcher.js');
const { guarded, isObject, kind, property } = require('./read.js');

/**
 * @typedef {import('../native.js').OperationInfo} Operation
 * @typedef {import('../index.js').AbortSignalLike} Signal
 */

/**
 * @param {Operation} operation
 * @param {object} options of the call
 * @returns {Signal | undefined}
 */
function signalOf(operation, options) {
  const signal = property(options, 'signal', operation.name);
  if (signal === undefined || signal === null) return undefined;
  const methods = ['addEventListener', 'removeEventListener'];
  const fits = guarded('signal', operation.name, () => {
    return isObject(signal) && methods.every((name) => typeof signal[name] === 'function');
  });
  if (fits) return /** @type {any} */ (signal);
  const message = `signal must be an AbortSignal, but is ${kind(signal)}. Pass controller.signal`;
  throw configurationError('signal', message, { operation: operation.name });
}

/**
 * The calls that a signal can abort. One listener serves them all: Node.js takes more than ten for a leak and
 * warns, while one signal for all calls of a server that shuts down is good practice.
 * @typedef {{abortables: Set<import('./dispatcher.js').Abortable>, onAbort: () => void}} Armed
 * @type {WeakMap<Signal, Armed>}
 */
const armed = new WeakMap();

/**
 * Arms the signal.
 * @param {Operation} operation
 * @param {Signal} signal
 * @returns what to start the call with, and how to take the call off the signal again
 */
function arm(operation, signal) {
  const abortable = dispatcher.newAbortable(operation.name);
  const calls = armed.get(signal) ?? listen(operation, signal);
  calls.abortables.add(abortable);
  return { abortable, disarm: () => disarm(signal, calls, abortable) };
}

/** @param {Operation} operation @param {Signal} signal @returns {Armed} */
function listen(operation, signal) {
  const abortables = new Set();
  // A copy: the set loses each call that ends.
  const onAbort = () => dispatcher.abort([...abortables]);
  guarded('signal', operation.name, () => signal.addEventListener('abort', onAbort, { once: true }));
  const calls = { abortables, onAbort };
  armed.set(signal, calls);
  return calls;
}

/** @param {Signal} signal @param {Armed} calls @param {import('./dispatcher.js').Abortable} abortable */
function disarm(signal, { abortables, onAbort }, abortable) {
  abortables.delete(abortable);
  if (abortables.size > 0) return;
  armed.delete(signal);
  quietly(() => signal.removeEventListener('abort', onAbort));
}

/** Refuses to begin a call that is aborted already. @param {Operation} operation @param {Signal} signal */
function refuseAborted(operation, signal) {
  if (guarded('signal', operation.name, () => signal.aborted)) {
    throw abortedBeforeStart(operation.name, reasonOf(signal));
  }
}

/** @param {Signal | undefined} signal */
function reasonOf(signal) {
  return quietly(() => signal?.reason);
}

/** A signal that fails must not take the place of the call's own result. @param {() => unknown} use */
function quietly(use) {
  try {
    return use();
  } catch {
    return undefined;
  }
}

module.exports = { signalOf, arm, refuseAborted, reasonOf };
