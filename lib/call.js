// @ts-check
'use strict';

// One call: serializes the arguments, watches the signal, crosses to the addon once, and parses the response or throws the
// error. Errors are thrown here, in the caller's async chain, so that their stack has the caller's frames.

const { argumentsJson, withExtraBody } = require('./arguments.js');
const { dispatcher } = require('./dispatcher.js');
const {
  configurationError,
  errorFromRecord,
  internalError,
  unreadableResponse,
} = require('./error-factory.js');
const { classes } = require('./errors.js');
const { callOptionsJson } = require('./options.js');
const { describeType, isObject, isPlainObject, property } = require('./read.js');
const { abortReason, isAborted, readSignal, throwIfAborted, watch } = require('./signal.js');

/**
 * @typedef {import('../native.js').NativeClient} NativeClient
 * @typedef {import('../native.js').OperationInfo & {serialize?: (args: unknown) => string}} Operation
 *   serialize: of `client.request`, which has no table of fields
 * @typedef {import('../index.js').AbortSignalLike} Signal
 * @typedef {InstanceType<(typeof import('./client-state.js'))['ClientState']>} ClientState
 * @typedef {InstanceType<(typeof import('./logger.js'))['ClientLogger']>} ClientLogger
 */

/**
 * @param {ClientState} client
 * @param {Operation} operation
 * @param {unknown} args
 * @param {unknown} callOptions
 * @param {import('./flow-check.js').Check} [check] throws to reject the arguments
 * @returns {Promise<any>} the parsed response
 */
async function call(client, operation, args, callOptions, check) {
  const { logger } = client;
  client.begin();
  try {
    let json = operation.serialize ? operation.serialize(args) : argumentsJson(operation, args);
    const options = readOptions(operation, callOptions);
    if (options.extraBody) json = withExtraBody(operation, json, options.extraBody);
    check?.(json, logger);
    if (logger.logs('debug')) logger.log('debug', 'request start', logFields(operation));
    const pending = send(client.native, operation, json, options);
    // An async function holds its variables while it waits. The addon has its own copy of the body.
    json = '';
    const result = await pending;
    if (result.body === null) throw callError(client, operation, result.report, options.signal);
    const response = takeResponse(operation, result);
    if (logger.logs('debug')) logSuccess(logger, operation, JSON.parse(result.report));
    return response;
  } catch (cause) {
    const error = classes.FaceSignError.is(cause) ? cause : internalError(operation, cause);
    if (logger.logs('error')) logFailure(logger, operation, error);
    throw error;
  } finally {
    client.end();
  }
}

/** @typedef {{json: string | undefined, signal: Signal | undefined, extraBody: Record<string, unknown> | undefined}} Options */

/** All fields are own properties, so that nothing on Object.prototype can stand in for them. @type {Options} */
const NO_OPTIONS = { json: undefined, signal: undefined, extraBody: undefined };

/** @param {Operation} operation @param {unknown} options @returns {Options} */
function readOptions(operation, options) {
  // A number is the index that `ids.map(client.session.retrieve)` passes. The old SDK ignored it too.
  if (options === undefined || options === null || typeof options === 'number') return NO_OPTIONS;
  if (!isObject(options)) {
    const message = `the options of ${operation.name} must be an object, got ${describeType(options)}`;
    throw configurationError('options', message, { operation: operation.name });
  }
  return {
    json: callOptionsJson(options, operation.name),
    signal: readSignal(operation, options),
    extraBody: readExtraBody(operation, options),
  };
}

/** @param {Operation} operation @param {object} options */
function readExtraBody({ name: operation }, options) {
  const extraBody = property(options, 'extraBody', operation) ?? undefined;
  if (extraBody === undefined || isPlainObject(extraBody)) return extraBody;
  const message = `extraBody must be a plain object of fields, got ${describeType(extraBody)}`;
  throw configurationError('extraBody', message, { operation });
}

/**
 * @param {NativeClient} client
 * @param {Operation} operation
 * @param {string} json the arguments
 * @param {Options} options
 */
function send(client, operation, json, { json: optionsJson, signal }) {
  // Most calls have no signal and get by with one promise.
  if (!signal) return dispatcher.start(client, operation.index, json, optionsJson);
  throwIfAborted(operation, signal);
  const { abortable, unwatch } = watch(client, operation, signal);
  return dispatcher.start(client, operation.index, json, optionsJson, abortable).finally(unwatch);
}

/**
 * The error of a failed call. Only JavaScript knows what aborted a call: `close`, or the signal, whose reason is the cause.
 * Every other cause is in the record.
 * @param {ClientState} client
 * @param {Operation} operation
 * @param {string} report
 * @param {Signal | undefined} signal
 */
function callError(client, operation, report, signal) {
  const error = errorFromRecord(report, operation);
  if (error.name !== 'AbortError') return error;
  if (!client.closed || isAborted(signal))
    return errorFromRecord(report, operation, { cause: abortReason(signal) });
  const message = `${operation.name} was aborted, because the client was closed. Give close() more time with timeoutMs`;
  return errorFromRecord(JSON.stringify({ ...JSON.parse(report), message }), operation);
}

/**
 * Takes the response out of the result. The promise that brought the result is in V8's old generation by now, and what an
 * old object refers to survives young collections, even when that object is dead. Large responses filled the old
 * generation that way.
 * @param {Operation} operation
 * @param {import('./dispatcher.js').Result} result of a call that succeeded
 */
function takeResponse(operation, result) {
  const { body, value } = result;
  result.body = result.value = undefined;
  return value ?? parseBody(operation, /** @type {string} */ (body), result.report);
}

/** @param {Operation} operation @param {string} body @param {string} report */
function parseBody(operation, body, report) {
  // An endpoint that this version doesn't know may respond without a body (204).
  if (body === '' && operation.serialize) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw unreadableResponse(operation, body, JSON.parse(report));
  }
}

/** `path` is the template of the table, without ids and query. @param {Operation} operation */
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
 * Logs one line. The old SDK logged two for an error response.
 * @param {ClientLogger} logger
 * @param {Operation} operation
 * @param {import('../index.js').AnyFaceSignError} error
 */
function logFailure(logger, operation, error) {
  // pino has a field `name` of its own, and winston appends `message` to the line.
  const { name, message, ...report } = error.toJSON();
  const event = error instanceof classes.ApiError ? 'request error' : 'request fail';
  const line = `${event} ${operation.name} ${name} ${report.status ?? report.code ?? ''}`.trimEnd();
  logger.log(logger.levelOf(error), line, {
    ...logFields(operation),
    class: name,
    detail: message,
    ...report,
  });
}

/**
 * Logs an error that a call didn't log: of a method that is made of several calls.
 * @param {ClientState} client
 * @param {Operation} operation
 * @param {import('../index.js').AnyFaceSignError} error
 */
function logged({ logger }, operation, error) {
  if (logger.logs('error')) logFailure(logger, operation, error);
  return error;
}

module.exports = { call, logged };
