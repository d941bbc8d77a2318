// @ts-check
'use strict';

// What watches one call: the client's listeners, the tracing channel and the log. Calls that nobody watches have no
// observation. Who watches is decided when the call starts.

const { ClosedResource } = require('./closed-resource.js');
const { classes } = require('./errors.js');
const { Trace, isTraced } = require('./trace.js');
const { readReport } = require('./with-response.js');

/**
 * @typedef {import('../native.js').OperationInfo} Operation
 * @typedef {import('../index.js').AnyFaceSignError} AnyFaceSignError
 * @typedef {Pick<import('../index.js').ResultEvent, 'status' | 'requestId' | 'attempts' | 'outcome' | 'error'>} Result
 * @typedef {InstanceType<(typeof import('./client-state.js'))['ClientState']>} ClientState
 */

/** What the report of a call with retries contains (src/core/crossing/reports.rs). A header could contain it, too. */
const RETRIED = '"number":2,';

/** @type {import('node:perf_hooks').Performance | undefined} */
let performance;

/** Loaded with the first call that is watched, because it takes a process a millisecond. */
function clock() {
  performance ??= require('node:perf_hooks').performance;
  return performance;
}

// Unique across the processes whose logs are read together.
let prefix = '';
let calls = 0;

function newCallId() {
  prefix ||= Math.random().toString(36).slice(2);
  calls += 1;
  return `${prefix}-${calls}`;
}

/** @param {ClientState} client @param {Operation} operation @returns the observation, or `undefined` if nobody watches */
function observe(client, operation) {
  return client.logger.isOn || client.listeners.any || isTraced()
    ? new Observation(client, operation)
    : undefined;
}

class Observation {
  #started = clock().now();
  #callId = newCallId();
  #operation;
  #logger;
  /** `undefined` if nobody listens. */
  #listeners;
  /** Each retry crosses from the core, so only if somebody listens to them. */
  #reportRetries = false;
  /** `undefined` if nobody subscribed. */
  #trace;
  /** @type {import('../index.js').CallEvent | undefined} */
  #event;

  /** @param {ClientState} client @param {Operation} operation */
  constructor({ native, logger, listeners }, operation) {
    this.#operation = operation;
    this.#logger = logger;
    if (listeners.any) {
      this.#listeners = listeners;
      this.#reportRetries = listeners.has('retry');
    }
    if (isTraced()) this.#trace = new Trace(this.#callId, operation, native.server());
  }

  /**
   * Runs the synchronous part of the call.
   * @template T
   * @param {() => Promise<T>} begin
   */
  run(begin) {
    const announced = () => {
      this.#listeners?.emit('call', this.#callEvent());
      return begin();
    };
    return this.#trace ? this.#trace.run(announced) : announced();
  }

  /** Options for the core besides the caller's, if there are any. */
  options() {
    if (!this.#trace && !this.#reportRetries) return undefined;
    return { traceHeaders: this.#trace?.headers(), reportRetries: this.#reportRetries };
  }

  /** @returns what to do with the record of each retry, in the async context of the caller */
  retryListener() {
    if (!this.#reportRetries) return undefined;
    const scope = new ClosedResource();
    return (/** @type {string} */ record) => {
      const event = { ...this.#callEvent(), ...JSON.parse(record) };
      scope.runInAsyncScope(() => this.#listeners?.emit('retry', event));
    };
  }

  /** The arguments are valid, and the request is about to be sent. */
  requestStarts() {
    if (this.#logger.logs('debug')) this.#logger.log('debug', 'request start', this.#logFields());
  }

  /** @param {string} report of the call */
  succeeded(report) {
    const isWatched = this.#listeners || this.#trace || this.#logger.logs('debug');
    if (!isWatched && !report.includes(RETRIED)) return;
    const { elapsedMs, ...record } = readReport(report);
    const level = record.attempts.length > 1 ? 'warn' : 'debug';
    if (this.#logger.logs(level)) this.#logSuccess(level, record);
    this.#publish(record);
  }

  /** @param {AnyFaceSignError} error */
  failed(error) {
    if (this.#logger.logs('error'))
      logError(this.#logger, this.#operation, error, {
        ...this.#logFields(),
        elapsedMs: this.#elapsedMs(),
      });
    const { requestId, attempts, outcome, response } = error;
    this.#publish({ status: response?.status, requestId, attempts, outcome, error });
  }

  /** @param {Result} result */
  #publish(result) {
    this.#listeners?.emit('result', { ...this.#callEvent(), ...result, elapsedMs: this.#elapsedMs() });
    this.#trace?.finish(result);
  }

  #elapsedMs() {
    return Math.round(clock().now() - this.#started);
  }

  #callEvent() {
    const { name, method, path } = this.#operation;
    this.#event ??= Object.freeze({
      callId: this.#callId,
      operation: /** @type {import('../index.js').CallEvent['operation']} */ (name),
      method: method.toUpperCase(),
      path,
      startTime: clock().timeOrigin + this.#started,
    });
    return this.#event;
  }

  /** `path` is the template of the table, without ids and query. */
  #logFields() {
    const { name, method, path } = this.#operation;
    return { callId: this.#callId, operation: name, method, path };
  }

  /** @param {'warn' | 'debug'} level @param {Result} record */
  #logSuccess(level, { status, ...record }) {
    const count = record.attempts.length;
    const attempts = level === 'warn' ? ` after ${count} attempts` : '';
    this.#logger.log(level, `request success ${this.#operation.name} ${status}${attempts}`, {
      ...this.#logFields(),
      elapsedMs: this.#elapsedMs(),
      status,
      ...record,
    });
  }
}

/**
 * Logs an error that no call logged: of a method that is made of several calls.
 * @param {ClientState} client
 * @param {Operation} operation
 * @param {AnyFaceSignError} error
 */
function logged({ logger }, operation, error) {
  if (logger.logs('error')) logError(logger, operation, error, { operation: operation.name });
  return error;
}

/**
 * Logs one line. The old SDK logged two for an error response.
 * @param {ClientState['logger']} logger
 * @param {Operation} operation
 * @param {AnyFaceSignError} error
 * @param {object} fields of the call
 */
function logError(logger, operation, error, fields) {
  // pino has a field `name` of its own, and winston appends `message` to the line.
  const { name, message, ...report } = error.toJSON();
  const event = error instanceof classes.ApiError ? 'request error' : 'request fail';
  const line = `${event} ${operation.name} ${name} ${report.status ?? report.code ?? ''}`.trimEnd();
  logger.log(logger.levelOf(error), line, { ...fields, class: name, detail: message, ...report });
}

module.exports = { logged, observe };
