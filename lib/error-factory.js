// @ts-check
'use strict';

// Makes the client's errors: from the records of the core (src/core/crossing/reports.rs), and for what only JavaScript notices:
// an invalid option or argument, a signal that was aborted, a response that isn't JSON, a bug in this package.
// It works without the addon.

const { name: packageName } = require('./package.js');
const { define } = require('./define.js');
const { classes } = require('./errors.js');
const { oneLine, safeString } = require('./strings.js');

/**
 * @typedef {import('../index.js').AnyFaceSignError} AnyFaceSignError
 * @typedef {{name: string, acts: boolean}} Operation the part of `OperationInfo` that errors depend on
 */

/**
 * A failed call as the core describes it. Its other fields are those of the error.
 * @typedef {object} ErrorRecord
 * @property {string} class
 * @property {string} message
 * @property {string} outcome
 * @property {{message: string, code?: string}[]} causes
 */

/** What errors name where no call is involved. */
const CLIENT = { name: 'client', acts: false };

/**
 * The error that a record describes.
 * @param {string} json the record
 * @param {Operation} operation
 * @param {{cause?: unknown}} [details] a cause of the caller's replaces that of the record
 */
function errorFromRecord(json, operation, details) {
  /** @type {ErrorRecord} */
  const { class: name, message, causes, ...fields } = JSON.parse(json);
  return create(name, message, operation, { cause: causeFrom(causes), ...fields, ...details });
}

/**
 * An invalid option or argument.
 * @param {string} param its name, with which the message begins
 * @param {string} message
 * @param {{operation?: string, cause?: unknown, findings?: readonly object[]}} [details]
 */
function configurationError(param, message, details) {
  return create('ConfigurationError', oneLine(message), CLIENT, { param, outcome: 'not_sent', ...details });
}

/**
 * The record of a call that JavaScript itself aborts.
 * @param {string} operation
 * @param {'not_sent' | 'unknown'} outcome
 */
function abortRecord(operation, outcome) {
  const message = `${operation} was aborted by the caller's signal`;
  return JSON.stringify({ class: 'AbortError', message, outcome, stopReason: 'aborted', causes: [] });
}

/**
 * A response that isn't JSON. The error of `JSON.parse` isn't the cause: V8 quotes the body in its message, and a part of
 * a client secret could get into a log.
 * @param {Operation} operation
 * @param {string} body
 * @param {{status: number, requestId?: string, attempts: unknown[]}} record of the call, which seemed to succeed
 */
function unreadableResponse(operation, body, { status, requestId, attempts }) {
  const detail = body === '' ? 'its body is empty' : 'its body does not parse';
  const message =
    `${operation.name} failed: the response is not JSON (${detail}). Check that serverUrl leads to FaceSign, ` +
    'and which proxies are in between';
  const cause = new SyntaxError(`not shown: ${detail}`);
  const fields = { requestId, attempts, stopReason: 'not_retryable', response: { status }, cause };
  return create('ResponseError', message, operation, { outcome: 'unknown', ...fields });
}

/**
 * A response that was read, but that `listAll` or `waitUntilEnded` can't continue with.
 * @param {Operation} operation
 * @param {string} detail
 */
function unusableResponse(operation, detail) {
  const message = `${operation.name} sent a response that can't be used: ${detail}. Report this to FaceSign`;
  return create('ResponseError', message, operation, { outcome: 'answered', stopReason: 'not_retryable' });
}

/**
 * The end of `waitUntilEnded` after `maxWaitMs`.
 * @param {Operation} operation
 * @param {number} maxWaitMs
 * @param {{reads: number, session?: {status: string} | undefined, error?: Error | undefined}} seen
 */
function waitExpired(operation, maxWaitMs, { reads, session, error }) {
  const status = session
    ? `has status ${oneLine(safeString(session.status)).slice(0, 40)}`
    : 'was never read';
  const message =
    `session.waitUntilEnded timed out after ${maxWaitMs} ms and ${reads} reads: the session ${status}. ` +
    'Raise maxWaitMs, or use webhooks';
  const outcome = session ? 'answered' : 'unknown';
  return create('TimeoutError', message, operation, {
    outcome,
    stopReason: 'deadline',
    lastSession: session,
    cause: error,
  });
}

/**
 * A bug in this package. In a call it is unknown whether the request went out.
 * @param {Operation} operation
 * @param {unknown} cause
 */
function internalError(operation, cause) {
  const detail = oneLine(safeString(cause instanceof Error ? cause.message : cause));
  const outcome = operation === CLIENT ? 'not_sent' : 'unknown';
  const message = `${detail}. This is a bug in ${packageName}: please report it`;
  return create('InternalError', message, operation, { outcome, cause });
}

/**
 * @param {string} name of the class
 * @param {string} message
 * @param {Operation} operation
 * @param {{outcome: string, [field: string]: unknown}} fields
 * @returns {AnyFaceSignError}
 */
function create(name, message, { name: operation, acts }, fields) {
  const Class = classes[/** @type {keyof typeof classes} */ (name)] ?? classes.InternalError;
  const mayHaveActed = acts && fields.outcome === 'unknown';
  // `response: null` keeps the default response of the class from standing in for one that never arrived.
  const given = { operation, mayHaveActed, response: null, attempts: [], ...fields };
  return /** @type {any} */ (new Class(message, given));
}

/**
 * The causes as a chain of errors, each the `cause` of the one before.
 * @param {{message: string, code?: string}[]} causes
 */
function causeFrom(causes) {
  return causes.reduceRight((/** @type {Error | undefined} */ inner, { message, ...code }) => {
    const error = new Error(message, inner && { cause: inner });
    // It was made here, not where the error happened: the stack would say nothing.
    define(error, 'stack', `Error: ${message}`, false);
    return Object.assign(error, code);
  }, undefined);
}

module.exports = {
  CLIENT,
  abortRecord,
  configurationError,
  errorFromRecord,
  internalError,
  unreadableResponse,
  unusableResponse,
  waitExpired,
};
