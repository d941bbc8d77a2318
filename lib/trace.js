// @ts-check
'use strict';

// The tracing channel `facesign:call` of node:diagnostics_channel. Its events are those of Node.js's own `tracePromise`:
// `start` and `end` around the synchronous part of a call, `asyncStart` and `asyncEnd` when the call has ended, and `error`
// before them if it failed. They are published by hand, because `tracePromise` would publish the response, too.

const { tracingChannel } = require('node:diagnostics_channel');
const { URL } = require('node:url');

/**
 * @typedef {import('../index.js').CallTraceContext} Context
 * @typedef {import('../native.js').OperationInfo} Operation
 */

const { start, end, asyncStart, asyncEnd, error } = tracingChannel('facesign:call');

/** Whether anyone subscribed to the channel. */
function isTraced() {
  return (
    start.hasSubscribers ||
    end.hasSubscribers ||
    asyncStart.hasSubscribers ||
    asyncEnd.hasSubscribers ||
    error.hasSubscribers
  );
}

/**
 * Publishes the events of one call.
 */
class Trace {
  #isSynchronous = true;
  #hasEnded = false;

  /**
   * @param {string} callId
   * @param {Operation} operation
   * @param {string} server its address
   */
  constructor(callId, { name, method, path }, server) {
    const { hostname, port, protocol } = new URL(server);
    /** @type {{-readonly [K in keyof Context]: Context[K]}} */
    this.context = {
      callId,
      operation: /** @type {Context['operation']} */ (name),
      method: method.toUpperCase(),
      urlTemplate: server + path,
      serverAddress: hostname.replace(/^\[(.*)\]$/, '$1'),
      serverPort: Number(port) || (protocol === 'https:' ? 443 : 80),
      headers: {},
    };
  }

  /**
   * Runs the synchronous part of a call. Stores that are bound to `start` keep their value until the call has ended.
   * @template T
   * @param {() => Promise<T>} begin
   * @returns {Promise<T>}
   */
  run(begin) {
    return start.runStores(this.context, () => {
      try {
        return begin();
      } finally {
        end.publish(this.context);
        this.#isSynchronous = false;
        if (this.#hasEnded) this.#publishEnd();
      }
    });
  }

  /** The headers that subscribers of `start` added. What they put there can't fail the call. */
  headers() {
    try {
      const entries = Object.entries(this.context.headers);
      return Object.fromEntries(entries.filter(([, value]) => isHeader(value)));
    } catch {
      return {};
    }
  }

  /**
   * Publishes the end of the call, but not before that of its synchronous part.
   * @param {Partial<Context>} result
   */
  finish(result) {
    Object.assign(this.context, result);
    this.#hasEnded = true;
    if (!this.#isSynchronous) this.#publishEnd();
  }

  #publishEnd() {
    if ('error' in this.context) error.publish(this.context);
    asyncStart.publish(this.context);
    asyncEnd.publish(this.context);
  }
}

/** Strings with lone surrogates can't cross to the core. @param {unknown} value */
function isHeader(value) {
  return (
    typeof value === 'string' && /** @type {string & {isWellFormed(): boolean}} */ (value).isWellFormed()
  );
}

module.exports = { Trace, isTraced };
