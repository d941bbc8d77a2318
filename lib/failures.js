// @ts-check
'use strict';

// Makes errors from records: those of the core, and those of what only JavaScript can notice (invalid options and
// arguments, a signal that was aborted before the call, a response that isn't JSON, a fault of this package). The core
// writes the words of both.

const native = require('./binding.js');
const { errorOf } = require('./errors.js');
const { OPERATIONS } = require('./operations.js');

/**
 * The error that a record of the core describes.
 * @param {string} text JSON text of the record
 * @param {{operation: string, cause?: unknown}} details
 */
function errorFromRecord(text, details) {
  const record = JSON.parse(text);
  const mayHaveActed = record.outcome === 'unknown' && OPERATIONS.get(details.operation)?.acts === true;
  return errorOf(record, { ...details, mayHaveActed });
}

/**
 * A bad option or argument; the message begins with its name.
 * @param {string} param
 * @param {string} message
 * @param {{operation?: string, cause?: unknown, findings?: readonly object[]}} [details]
 */
function configurationError(param, message, details) {
  return errorFromRecord(native.configurationFailure(param, message), { operation: 'client', ...details });
}

/** @param {string} operation @param {unknown} cause `signal.reason` */
function abortedBeforeStart(operation, cause) {
  return errorFromRecord(native.aborted(operation, false), { operation, cause });
}

/**
 * A response that is no JSON. What `JSON.parse` threw is not its cause: V8 quotes the text in the message, and a
 * piece of a client secret could get into a log.
 * @param {string} operation
 * @param {string} body
 * @param {{status: number, requestId?: string, attempts: unknown[]}} record of the success that it seemed to be
 */
function unreadableResponse(operation, body, record) {
  const what = body === '' ? 'its body is empty' : 'its body does not parse';
  const text = native.unreadableResponse(operation, record.status, what);
  const cause = new SyntaxError(`not shown: ${what}`);
  const { attempts } = record;
  return errorFromRecord(JSON.stringify({ ...record, ...JSON.parse(text), attempts }), { operation, cause });
}

/** A fault of this package. In a call nothing tells how far it had come. @param {string} operation @param {unknown} cause */
function internalError(operation, cause) {
  const message = cause instanceof Error ? cause.message : textOf(cause);
  return errorFromRecord(native.internalFailure(message, operation !== 'client'), { operation, cause });
}

/** @param {unknown} thrown which may be anything, also what has no text */
function textOf(thrown) {
  try {
    return String(thrown);
  } catch {
    return 'what has no text';
  }
}

module.exports = {
  errorFromRecord,
  configurationError,
  abortedBeforeStart,
  unreadableResponse,
  internalError,
  textOf,
};
