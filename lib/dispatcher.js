// @ts-check
'use strict';

// Starts calls and settles their promises. The results of finished calls come in batches, are matched to their calls, and
// the event loop gets its turn between batches (docs/decisions/0011). One per thread, since the addon is loaded once per
// thread.

const { AsyncResource } = require('node:async_hooks');
// Taken now: a test that replaces them with a clock of its own later must not stop the results.
const { clearInterval, setImmediate, setInterval, setTimeout } = require('node:timers');
const native = require('./binding.js');
const { define } = require('./define.js');

/**
 * @typedef {import('../native.js').NativeClient} NativeClient
 * @typedef {{body: string | null | undefined, value: object | undefined, report: string}} Outcome
 *   body: JSON text, `null` when the call failed; value: what a large body holds, which was parsed chunk by chunk. Both are
 *   own properties, so that nothing on Object.prototype stands in for them
 * @typedef {object} Abortable what can abort one call
 * @property {string} operation its name
 * @property {import('../native.js').AbortHandle} handle
 * @property {number} id of the call; 0 before it is started
 * @property {number} turn the turn of the event loop in which it was started
 */

// How much is taken per turn of the event loop; a larger batch would keep timers waiting.
const MAX_BYTES_PER_TURN = 256 * 1024;
const MAX_TIMER_MS = 2 ** 31 - 1;
const RETRY_DRAIN_MS = 10;
// How long the calls' thread has to end an aborted call. It takes a millisecond unless the machine is overloaded, and knows
// what JavaScript doesn't: the attempts and the exact outcome. A busy or stuck thread isn't waited for (docs/decisions/0024).
const ABORT_GRACE_MS = 50;

// On the addon, which is the same object however often this package is loaded on this thread.
const LOADED = Symbol.for('facesign.loaded');
const loadedBefore = Reflect.has(native, LOADED);
define(native, LOADED, true, false);

/** Opens nothing. Tools that list open handles (Jest's `--detectOpenHandles`) ask for `hasRef`. */
class ClosedResource extends AsyncResource {
  hasRef() {
    return false;
  }
}

/** A timer made inside of a call would hold what AsyncLocalStorage keeps for its caller. */
const outsideOfCalls = new ClosedResource('FACESIGN', { requireManualDestroy: true });
// The language's own way to a microtask: a vm context has no queueMicrotask, and fake timers replace it.
const endOfTurn = Promise.resolve();

class Dispatcher {
  #native = new native.Dispatcher();
  /** By the id of the call. @type {Map<number, (outcome: Outcome | Promise<never>) => void>} */
  #waiting = new Map();
  /** The arrays of large responses of which more is to come, by the id of the call. @type {Map<number, unknown[]>} */
  #growing = new Map();
  #lastId = 0;
  #flushIsPlanned = false;
  /** How many turns have sent their calls to the calls' thread. A call whose turn is this one hasn't left JavaScript. */
  #turns = 0;
  #hasNotifier = false;
  /** Set while calls are waiting: keeps the process alive, which the notifier's weak handle doesn't. @type {NodeJS.Timeout | undefined} */
  #keepAlive;
  #drain = () => this.#drainBatch();
  #endGrace = (/** @type {Abortable[]} */ calls) => this.#settleAfterGrace(calls);

  /**
   * Starts a call and waits for its result.
   * @param {NativeClient} client made here
   * @param {number} operation its index
   * @param {string} args JSON text
   * @param {string} [options] JSON text
   * @param {Abortable} [abortable] of this call
   * @returns {Promise<Outcome>}
   */
  start(client, operation, args, options, abortable) {
    return new Promise((resolve) => {
      this.#lastId = (this.#lastId + 1) >>> 0;
      const id = this.#lastId;
      client.call(id, operation, args, options, abortable?.handle);
      if (abortable) Object.assign(abortable, { id, turn: this.#turns });
      if (!this.#flushIsPlanned) this.#planFlush();
      if (this.#waiting.size === 0) this.#holdProcess();
      this.#waiting.set(id, resolve);
    });
  }

  /**
   * @param {string} options JSON text
   * @returns {NativeClient | string} the record of the error where it is a string
   */
  openClient(options) {
    return this.#native.openClient(options);
  }

  /** @param {string} operation @returns {Abortable} to start one call with */
  newAbortable(operation) {
    return { operation, handle: this.#native.newAbortHandle(), id: 0, turn: this.#turns };
  }

  /**
   * Aborts calls: nothing more of them goes out. The calls' thread settles them, or JavaScript does if that takes too long.
   * @param {Abortable[]} calls
   */
  abort(calls) {
    for (const { handle } of calls) handle.abort();
    for (const call of calls) if (call.turn === this.#turns) this.#settleAborted(call, false);
    // It doesn't keep the process alive: `keepAlive` does, while a call is waiting.
    setTimeout(this.#endGrace, ABORT_GRACE_MS, calls).unref();
  }

  /** @param {Abortable[]} calls that were aborted */
  #settleAfterGrace(calls) {
    // When JavaScript itself was busy, the results are there.
    this.#takeBatch();
    for (const call of calls) this.#settleAborted(call, true);
  }

  /** @param {Abortable} call @param {boolean} begun */
  #settleAborted({ id, operation }, begun) {
    if (!this.#waiting.has(id)) return;
    this.#settle(id, { body: null, value: undefined, report: native.aborted(operation, begun) });
  }

  #holdProcess() {
    this.#keepAlive = outsideOfCalls.runInAsyncScope(setInterval, undefined, this.#drain, MAX_TIMER_MS);
  }

  /** Sends all calls of this turn to the calls' thread at once: waking that thread is most of a call's cost here. */
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
   * Makes the handle that wakes this thread. It keeps no process alive, but can't say so to a tool that lists open handles.
   * Such tools list what user code creates, so it is made in a microtask without user code on the stack.
   */
  #setNotifier() {
    this.#native.setNotifier(heldBy(this.#drain));
    this.#hasNotifier = true;
  }

  /** Takes one batch and comes back in the next turn, until there is nothing: then the notifier calls it again. */
  #drainBatch() {
    if (this.#takeBatch()) setImmediate(this.#drain);
  }

  /** @returns whether there was a batch */
  #takeBatch() {
    const batch = this.#nextBatch();
    for (let at = 0; at < batch.length; at += 3) {
      const id = /** @type {number} */ (batch[at]);
      const [body, report] = /** @type {[string | null, string | null]} */ ([batch[at + 1], batch[at + 2]]);
      this.#receive(id, body, report);
    }
    return batch.length > 0;
  }

  #nextBatch() {
    try {
      return this.#native.drain(MAX_BYTES_PER_TURN);
    } catch (cause) {
      this.#failAll(cause);
      // The addon believes that this thread is on its way, and would not wake it again.
      setTimeout(this.#drain, RETRY_DRAIN_MS).unref();
      return [];
    }
  }

  /** @param {number} id @param {string | null} body @param {string | null} report `null` while more is to come */
  #receive(id, body, report) {
    if (!this.#waiting.has(id)) return;
    try {
      if (report === null) this.#grow(id, body);
      else if (body !== null && this.#growing.has(id))
        this.#settle(id, { body: undefined, value: this.#framed(id, body), report });
      else this.#settle(id, { body, value: undefined, report });
    } catch (cause) {
      // Out of memory, for instance. The other results of the batch must not be lost with this one.
      this.#settle(id, Promise.reject(cause));
    }
  }

  /** The one place where a call ends. @param {number} id @param {Outcome | Promise<never>} outcome */
  #settle(id, outcome) {
    const resolve = this.#waiting.get(id);
    this.#growing.delete(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) clearInterval(this.#keepAlive);
    resolve?.(outcome);
  }

  /**
   * Adds a chunk of a large response's array (src/core/crossing/json_chunks.rs). `null` drops the array: the whole body follows.
   * @param {number} id
   * @param {string | null} chunk JSON text
   */
  #grow(id, chunk) {
    const array = this.#growing.get(id);
    if (chunk === null) this.#growing.delete(id);
    else if (array) for (const element of JSON.parse(chunk)) array.push(element);
    else this.#growing.set(id, JSON.parse(chunk));
  }

  /**
   * The response with its array, or the array where it is the response.
   * @param {number} id
   * @param {string} frame JSON text of `[the array's name, the response without it]`, or of `[]`
   */
  #framed(id, frame) {
    const [name, response] = JSON.parse(frame);
    if (name === undefined) return this.#growing.get(id);
    // JSON.parse has made it an own property, `__proto__` too, so this sets no prototype.
    response[name] = this.#growing.get(id);
    return response;
  }

  /** After a fault of the addon nobody knows whose results are lost, so every call ends. @param {unknown} cause */
  #failAll(cause) {
    for (const id of [...this.#waiting.keys()]) this.#settle(id, Promise.reject(cause));
  }
}

/**
 * The notifier is held for good. Under Jest, where every test file has a context of its own, and where the package is
 * loaded anew, it would hold all that was loaded before: there it knows `drain` weakly. The first to load the addon is held
 * by Node.js itself, and is spared the 0.3 ms.
 * @param {() => void} drain
 */
function heldBy(drain) {
  if (setImmediate instanceof Function && !loadedBefore) return drain;
  const { runInThisContext } = require('node:vm');
  // A function of this file would hold `drain` all the same.
  const weakly = runInThisContext('(f) => { const ref = new WeakRef(f); return () => ref.deref()?.(); }');
  return weakly(drain);
}

module.exports = { dispatcher: new Dispatcher() };
