// @ts-check
'use strict';

// Starts calls and settles their promises. Results come from the addon in batches, and the event loop runs between batches
// (docs/decisions/0011). There is one dispatcher per thread, as there is one addon per thread.

const native = require('./binding.js');
const { ClosedResource } = require('./closed-resource.js');
const { define } = require('./define.js');
const { abortRecord } = require('./error-factory.js');
const { MAX_TIMER_MS, clearInterval, setImmediate, setInterval, setTimeout } = require('./timers.js');

/**
 * @typedef {import('../native.js').NativeClient} NativeClient
 * @typedef {{body: string | null | undefined, value: object | undefined, report: string}} Result
 *   body: JSON, or `null` when the call failed; value: a large response, which was parsed chunk by chunk. Both are own
 *   properties, so that nothing on Object.prototype can stand in for them
 * @typedef {object} Abortable a call that can be aborted
 * @property {string} operation its name
 * @property {import('../native.js').AbortHandle} handle
 * @property {number} id of the call; 0 until it is started
 * @property {number} turn the turn of the event loop in which it was started
 * @typedef {(record: string) => void} OnRetry takes the record of a retry (src/core/crossing/reports.rs)
 */

// Per turn of the event loop. A larger batch would delay timers.
const MAX_BYTES_PER_TURN = 256 * 1024;
const RETRY_DRAIN_MS = 10;
// How long the addon's thread has to end an aborted call. It needs a millisecond unless the machine is overloaded, and only
// it knows the attempts and the exact outcome. After that JavaScript ends the call itself (docs/decisions/0024).
const ABORT_GRACE_MS = 50;

// Marks the addon, which stays the same object when this package is loaded again on this thread.
const LOADED = Symbol.for('facesign.loaded');
const loadedBefore = Reflect.has(native, LOADED);
define(native, LOADED, true, false);

/** Timers are created in this scope: one created in a call would keep the caller's AsyncLocalStorage alive. */
const outsideOfCalls = new ClosedResource();
// Runs microtasks. A vm context has no queueMicrotask, and fake timers replace it.
const endOfTurn = Promise.resolve();

class Dispatcher {
  #native = new native.Dispatcher();
  /** The resolve functions, by the id of the call. @type {Map<number, (result: Result | Promise<never>) => void>} */
  #pending = new Map();
  /** The arrays of large responses that are still arriving, by the id of the call. @type {Map<number, unknown[]>} */
  #partial = new Map();
  /** What to call with the retries of a call, by its id. Most calls report none. @type {Map<number, OnRetry>} */
  #onRetry = new Map();
  #lastId = 0;
  #flushIsPlanned = false;
  /** The number of turns whose calls were flushed to the addon's thread. A call of the current turn hasn't left JavaScript. */
  #turns = 0;
  #hasNotifier = false;
  /** Keeps the process alive while calls are pending; the notifier's weak handle doesn't. @type {NodeJS.Timeout | undefined} */
  #keepAlive;
  #drain = () => this.#drainBatch();
  #endGrace = (/** @type {Abortable[]} */ calls) => this.#settleAfterGrace(calls);

  /**
   * Starts a call.
   * @param {NativeClient} client opened by this dispatcher
   * @param {number} operation its index
   * @param {string} args JSON
   * @param {string} [options] JSON
   * @param {Abortable} [abortable] made for this call
   * @param {OnRetry} [onRetry] called while the call runs, if `options` ask for it
   * @returns {Promise<Result>}
   */
  start(client, operation, args, options, abortable, onRetry) {
    return new Promise((resolve) => {
      this.#lastId = (this.#lastId + 1) >>> 0;
      const id = this.#lastId;
      client.call(id, operation, args, options, abortable?.handle);
      if (abortable) Object.assign(abortable, { id, turn: this.#turns });
      if (!this.#flushIsPlanned) this.#planFlush();
      if (this.#pending.size === 0) this.#keepProcessAlive();
      this.#pending.set(id, resolve);
      if (onRetry) this.#onRetry.set(id, onRetry);
    });
  }

  /**
   * @param {string} options JSON
   * @returns {NativeClient | string} the client, or the record of an error as a string
   */
  openClient(options) {
    return this.#native.openClient(options);
  }

  /** @param {NativeClient} client @param {string} operation @returns {Abortable} for one call */
  newAbortable(client, operation) {
    return { operation, handle: client.newAbortHandle(), id: 0, turn: this.#turns };
  }

  /**
   * Aborts calls; nothing more of them is sent. The addon's thread settles them, or JavaScript does after a grace period.
   * @param {Abortable[]} calls
   */
  abort(calls) {
    for (const { handle } of calls) handle.abort();
    for (const call of calls) if (call.turn === this.#turns) this.#settleAborted(call, 'not_sent');
    // `#keepAlive` keeps the process alive while a call is pending.
    setTimeout(this.#endGrace, ABORT_GRACE_MS, calls).unref();
  }

  /** @param {Abortable[]} calls which were aborted */
  #settleAfterGrace(calls) {
    // If JavaScript was the busy one, the results have arrived.
    this.#takeBatch();
    for (const call of calls) this.#settleAborted(call, 'unknown');
  }

  /** @param {Abortable} call @param {'not_sent' | 'unknown'} outcome */
  #settleAborted({ id, operation }, outcome) {
    if (!this.#pending.has(id)) return;
    this.#settle(id, { body: null, value: undefined, report: abortRecord(operation, outcome) });
  }

  #keepProcessAlive() {
    this.#keepAlive = outsideOfCalls.runInAsyncScope(setInterval, undefined, this.#drain, MAX_TIMER_MS);
  }

  /** Flushes all calls of this turn at once, since waking the addon's thread is most of what a call costs here. */
  #planFlush() {
    this.#flushIsPlanned = true;
    endOfTurn.then(() => {
      this.#flushIsPlanned = false;
      this.#turns += 1;
      try {
        if (!this.#hasNotifier) this.#setNotifier();
        this.#native.flush();
      } catch (cause) {
        this.#failAll(cause);
      }
    });
  }

  /**
   * Creates the handle that wakes this thread. It doesn't keep the process alive, but tools that list open handles can't
   * tell. They list what user code creates, so this runs in a microtask without user code on the stack.
   */
  #setNotifier() {
    this.#native.setNotifier(notifierFor(this.#drain));
    this.#hasNotifier = true;
  }

  /** Takes a batch in each turn until none is left. The notifier calls this again when there are new results. */
  #drainBatch() {
    if (this.#takeBatch()) setImmediate(this.#drain);
  }

  /** @returns whether there was a batch */
  #takeBatch() {
    const batch = this.#nextBatch();
    for (let at = 0; at < batch.length; at += 3) {
      const id = /** @type {number} */ (batch[at]);
      const [body, report] = /** @type {[string | null | undefined, string | null]} */ ([
        batch[at + 1],
        batch[at + 2],
      ]);
      this.#receive(id, body, report);
    }
    return batch.length > 0;
  }

  #nextBatch() {
    try {
      return this.#native.drain(MAX_BYTES_PER_TURN);
    } catch (cause) {
      this.#failAll(cause);
      // The addon won't wake this thread again before it has drained.
      setTimeout(this.#drain, RETRY_DRAIN_MS).unref();
      return [];
    }
  }

  /**
   * @param {number} id
   * @param {string | null | undefined} body `undefined` for a retry
   * @param {string | null} report `null` for a chunk of a response
   */
  #receive(id, body, report) {
    if (!this.#pending.has(id)) return;
    try {
      if (body === undefined) this.#onRetry.get(id)?.(/** @type {string} */ (report));
      else if (report === null) this.#addChunk(id, body);
      else if (body !== null && this.#partial.has(id))
        this.#settle(id, { body: undefined, value: this.#assemble(id, body), report });
      else this.#settle(id, { body, value: undefined, report });
    } catch (cause) {
      // Out of memory, for instance. The other results of the batch must not get lost.
      this.#settle(id, Promise.reject(cause));
    }
  }

  /** Ends a call. Every call ends here. @param {number} id @param {Result | Promise<never>} result */
  #settle(id, result) {
    const resolve = this.#pending.get(id);
    this.#partial.delete(id);
    this.#pending.delete(id);
    if (this.#onRetry.size > 0) this.#onRetry.delete(id);
    if (this.#pending.size === 0) clearInterval(this.#keepAlive);
    resolve?.(result);
  }

  /**
   * Adds a chunk of a large response's array (src/core/crossing/json_chunks.rs). `null` drops the chunks so far: the whole body
   * follows.
   * @param {number} id
   * @param {string | null} chunk a JSON array
   */
  #addChunk(id, chunk) {
    const array = this.#partial.get(id);
    if (chunk === null) this.#partial.delete(id);
    else if (array) for (const element of JSON.parse(chunk)) array.push(element);
    else this.#partial.set(id, JSON.parse(chunk));
  }

  /**
   * Puts the array of a large response in place.
   * @param {number} id
   * @param {string} frame JSON: `[name of the array, response without it]`, or `[]` where the array is the response
   */
  #assemble(id, frame) {
    const [name, response] = JSON.parse(frame);
    if (name === undefined) return this.#partial.get(id);
    // JSON.parse made `name` an own property, even `__proto__`, so this never sets a prototype.
    response[name] = this.#partial.get(id);
    return response;
  }

  /** Fails every call: after an error of the addon any result may be lost. @param {unknown} cause */
  #failAll(cause) {
    for (const id of [...this.#pending.keys()]) this.#settle(id, Promise.reject(cause));
  }
}

/**
 * The addon keeps the notifier forever. Where the package is loaded again and again (Jest gives each test file a vm context),
 * a strong reference to `drain` would keep every loaded copy alive, so the notifier gets a weak one. The first copy is kept
 * by Node.js anyway, and is spared the 0.3 ms that this takes.
 * @param {() => void} drain
 */
function notifierFor(drain) {
  if (setImmediate instanceof Function && !loadedBefore) return drain;
  const { runInThisContext } = require('node:vm');
  // A function of this file would keep `drain` alive through its scope.
  const weakly = runInThisContext('(f) => { const ref = new WeakRef(f); return () => ref.deref()?.(); }');
  return weakly(drain);
}

module.exports = { dispatcher: new Dispatcher() };
