// @ts-check
'use strict';

// One call: serializes the arguments, watches the signal, crosses to the addon once, and parses the response or throws the
// error. Errors are thrown here, in the caller's async chain, so that their stack has the caller's frames. Listeners, traces
// and logs are in observation.js.

const { argumentsJson, withExtraBody } = require('./arguments.js');
const { dispatcher } = require('./dispatcher.js');
const {
  configurationError,
  errorFromRecord,
  internalError,
  unreadableResponse,
} = require('./error-factory.js');
const { classes } = require('./errors.js');
const { observe } = require('./observation.js');
const { callOptionsJson } = require('./options.js');
const { describeType, isObject, isPlainObject, property } = require('./read.js');
const { abortReason, isAborted, readSignal, throwIfAborted, watch } = require('./signal.js');
const { readReport, remember } = require('./with-response.js');

/**
 * @typedef {import('../native.js').OperationInfo & {serialize?: (args: unknown) => string}} Operation
 *   serialize: of `client.request`, which has no table of fields
 * @typedef {import('../index.js').AbortSignalLike} Signal
 * @typedef {InstanceType<(typeof import('./client-state.js'))['ClientState']>} ClientState
 * @typedef {NonNullable<ReturnType<(typeof import('./observation.js'))['observe']>>} Observation
 */

/**
 * @param {ClientState} client
 * @param {Operation} operation
 * @param {unknown} args
 * @param {unknown} callOptions
 * @param {import('./flow-check.js').Check} [check] throws to reject the arguments
 * @returns {Promise<any>} the parsed response
 */
function call(client, operation, args, callOptions, check) {
  const record = { report: '' };
  const observation = observe(client, operation);
  const promise = observation
    ? observation.run(() => run(client, operation, args, callOptions, check, record, observation))
    : run(client, operation, args, callOptions, check, record);
  return remember(promise, record);
}

/**
 * @param {ClientState} client
 * @param {Operation} operation
 * @param {unknown} args
 * @param {unknown} callOptions
 * @param {import('./flow-check.js').Check | undefined} check
 * @param {import('./with-response.js').CallRecord} record to fill in
 * @param {Observation} [observation] if anyone watches
 * @returns {Promise<any>}
 */
async function run(client, operation, args, callOptions, check, record, observation) {
  client.begin();
  try {
    let json = operation.serialize ? operation.serialize(args) : argumentsJson(operation, args);
    const options = readOptions(operation, callOptions, observation);
    if (options.extraBody) json = withExtraBody(operation, json, options.extraBody);
    check?.(json, client.logger);
    observation?.requestStarts();
    const pending = send(client.native, operation, json, options, observation?.retryListener());
    // An async function holds its variables while it waits. The addon has its own copy of the body.
    json = '';
    const result = await pending;
    if (result.body === null) throw callError(client, operation, result.report, options.signal);
    const response = takeResponse(operation, result);
    if (result.report.startsWith(ADOPTED)) warnOfDuplicates(operation, response, readReport(result.report));
    record.report = result.report;
    observation?.succeeded(result.report);
    return response;
  } catch (cause) {
    const error = classes.FaceSignError.is(cause) ? cause : internalError(operation, cause);
    observation?.failed(error);
    throw error;
  } finally {
    client.end();
  }
}

/** @typedef {{json: string | undefined, signal: Signal | undefined, extraBody: Record<string, unknown> | undefined}} Options */

/** All fields are own properties, so that nothing on Object.prototype can stand in for them. @type {Options} */
const NO_OPTIONS = { json: undefined, signal: undefined, extraBody: undefined };

/** @param {Operation} operation @param {unknown} given @param {Observation} [observation] @returns {Options} */
function readOptions(operation, given, observation) {
  const own = observation?.options();
  // A number is the index that `ids.map(client.session.retrieve)` passes. The old SDK ignored it too.
  if (given === undefined || given === null || typeof given === 'number')
    return own ? { ...NO_OPTIONS, json: JSON.stringify(own) } : NO_OPTIONS;
  if (!isObject(given)) {
    const message = `the options of ${operation.name} must be an object, got ${describeType(given)}`;
    throw configurationError('options', message, { operation: operation.name });
  }
  return {
    json: callOptionsJson(given, operation.name, own),
    signal: readSignal(operation, given),
    extraBody: readExtraBody(operation, given),
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
 * @param {ClientState['native']} client
 * @param {Operation} operation
 * @param {string} json the arguments
 * @param {Options} options
 * @param {import('./dispatcher.js').OnRetry} [onRetry]
 */
function send(client, operation, json, { json: optionsJson, signal }, onRetry) {
  const { index } = operation;
  // Most calls have no signal and get by with one promise.
  if (!signal) return dispatcher.start(client, index, json, optionsJson, undefined, onRetry);
  throwIfAborted(operation, signal);
  const { abortable, unwatch } = watch(client, operation, signal);
  return dispatcher.start(client, index, json, optionsJson, abortable, onRetry).finally(unwatch);
}

/** How the record of an aborted call begins. */
const ABORTED = '{"class":"AbortError"';

/**
 * The error of a failed call. Only JavaScript knows what aborted a call: `close`, or the signal, whose reason is the cause.
 * Every other cause is in the record.
 * @param {ClientState} client
 * @param {Operation} operation
 * @param {string} report
 * @param {Signal | undefined} signal
 */
function callError(client, operation, report, signal) {
  if (!report.startsWith(ABORTED)) return errorFromRecord(report, operation);
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
    throw unreadableResponse(operation, body, readReport(report));
  }
}

/** How the record of a call begins whose session was found instead of created. */
const ADOPTED = '{"adopted":';

/** @param {Operation} operation @param {{session: {id: string}}} response @param {{duplicates?: string[]}} record */
function warnOfDuplicates({ name }, { session }, { duplicates = [] }) {
  if (duplicates.length === 0) return;
  const message = `${name} found ${duplicates.length + 1} sessions with its idempotency key. It resolves with ${session.id}, the first. Not used: ${duplicates.join(', ')}`;
  process.emitWarning(message, { code: 'FACESIGN_DUPLICATE_SESSION' });
}

module.exports = { call };
