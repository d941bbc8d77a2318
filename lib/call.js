// @ts-check
'use strict';

// One call: arguments to text, the signal armed, one crossing, and the response parsed or the error thrown.
// It is thrown here, in the caller's async chain, so that the caller's frames are in its stack.

const { argumentsJson } = require('./arguments.js');
const { classes } = require('./errors.js');
const { configurationError, errorFromRecord, internalError, unreadableResponse } = require('./failures.js');
const { dispatcher } = require('./dispatcher.js');
const { callOptionsJson } = require('./options.js');
const { isObject, kind } = require('./read.js');
const { arm, reasonOf, refuseAborted, signalOf } = require('./signal.js');

/**
 * @typedef {import('../native.js').NativeClient} NativeClient
 * @typedef {import('../native.js').OperationInfo} Operation
 * @typedef {import('../index.js').AbortSignalLike} Signal
 * @typedef {InstanceType<(typeof import('./logger.js'))['ClientLogger']>} ClientLogger
 */

/**
 * @param {NativeClient} client
 * @param {ClientLogger} logger
 * @param {Operation} operation
 * @param {unknown} args
 * @param {unknown} given the options of the call
 * @param {import('./flow-check.js').Check} [check] may reject the arguments
 * @returns {Promise<any>} the parsed answer
 */
async function call(client, logger, operation, args, given, check) {
  try {
    let text = argumentsJson(operation, args);
    check?.(text);
    const options = callOptions(operation, given);
    if (logger.logs('debug')) logger.log('debug', 'request start', logFields(operation));
    const sent = send(client, operation, text, options);
    // What an async function has named, it holds while it waits: the body's text is the addon's by now.
    text = '';
    const outcome = await sent;
    if (outcome.body === null) throw failed(operation, outcome.report, options.signal);
    const answer = responseOf(operation, outcome);
    if (logger.logs('debug')) logSuccess(logger, operation, JSON.parse(outcome.report));
    return answer;
  } catch (cause) {
    const error = classes.FaceSignError.is(cause) ? cause : internalError(operation.name, cause);
    if (logger.logs('error')) logFailure(logger, operation, error);
    throw error;
  }
}

/** @typedef {{text: string | undefined, signal: Signal | undefined}} Options */

/** Both fields are its own: what somebody put on Object.prototype must not stand in for one that is left out. @type {Options} */
const NO_OPTIONS = { text: undefined, signal: undefined };

/** @param {Operation} operation @param {unknown} given @returns {Options} */
function callOptions(operation, given) {
  // A number is the index that `ids.map(client.session.retrieve)` passes: the old SDK ignored it.
  if (given === undefined || given === null || typeof given === 'number') return NO_OPTIONS;
  if (!isObject(given)) {
    const message = `the options of ${operation.name} must be an object, but are ${kind(given)}`;
    throw configurationError('options', message, { operation: operation.name });
  }
  return { text: callOptionsJson(given, operation.name), signal: signalOf(operation, given) };
}

/**
 * @param {NativeClient} client
 * @param {Operation} operation
 * @param {string} text
 * @param {Options} options
 */
function send(client, operation, text, { text: optionsJson, signal }) {
  // Most calls have no signal, and need no promise beside that of their result.
  if (!signal) return dispatcher.start(client, operation.index, text, optionsJson);
  refuseAborted(operation, signal);
  const { abortable, disarm } = arm(operation, signal);
  return dispatcher.start(client, operation.index, text, optionsJson, abortable).finally(disarm);
}

/**
 * The error of a failed call. The caller's reason is the cause of an abort; every other cause is in the record.
 * @param {Operation} operation
 * @param {string} report
 * @param {Signal | undefined} signal
 */
function failed({ name }, report, signal) {
  const failure = errorFromRecord(report, { operation: name });
  return failure.name === 'AbortError'
    ? errorFromRecord(report, { operation: name, cause: reasonOf(signal) })
    : failure;
}

/**
 * Takes the response out of the outcome: the promise that brought it is old by now, and V8 collects what an old object
 * holds, even a dead one, only with all that is old. Lists were promoted by the MB for that.
 * @param {Operation} operation
 * @param {import('./dispatcher.js').Outcome} outcome of a call that succeeded
 */
function responseOf(operation, outcome) {
  const { body, value } = outcome;
  outcome.body = outcome.value = undefined;
  return value ?? parsed(operation, /** @type {string} */ (body), outcome.report);
}

/** @param {Operation} operation @param {string} body @param {string} report */
function parsed(operation, body, report) {
  try {
    return JSON.parse(body);
  } catch {
    throw unreadableResponse(operation.name, body, JSON.parse(report));
  }
}

/** The path as the table has it: without ids and query. @param {Operation} operation */
function logFields({ name, method, path }) {
  return { operation: name, method, path };
}

/** @param {ClientLogger} logger @param {Operation} operation @param {{status: number, attempts: object[]}} record */
function logSuccess(logger, operation, record) {
  logger.log('debug', `request success ${operation.name} ${record.status}`, {
    ...logFields(operation),
    ...record,
  });
}

/**
 * One line; the old SDK wrote two for a response of the API.
 * @param {ClientLogger} logger
 * @param {Operation} operation
 * @param {import('../index.js').FaceSignFailure} error
 */
function logFailure(logger, operation, error) {
  // `name` is a field of pino's own, and winston appends a `message` to the line.
  const { name, message, ...report } = error.toJSON();
  const words = error instanceof classes.ApiError ? 'request error' : 'request fail';
  const line = `${words} ${operation.name} ${name} ${report.status ?? report.code ?? ''}`.trimEnd();
  logger.log(logger.levelOf(error), line, {
    ...logFields(operation),
    class: name,
    detail: message,
    ...report,
  });
}

module.exports = { call };
