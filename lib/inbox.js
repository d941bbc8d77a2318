// @ts-check
'use strict';

// The JavaScript end of the hand-over: results come in batches, are matched to their calls, and the event
// loop gets its turn between batches. One per thread, since the addon is loaded once per thread.

const { AsyncResource } = require('node:async_hooks');
// Taken now: a test that puts a clock of its own in their place later must not stop the results.
const { clearInterval, setImmediate, setInterval, setTimeout } = require('node:timers');
const native = require('./binding.js');
const { define } = require('./define.js');

/**
 * @typedef {import('../native.js').NativeClient} NativeClient
 * @typedef {{body: string | null | undefined, answer: object | undefined, report: string}} Outcome
 *   body: `null` when the call failed; answer: what a large body says, which was parsed piece by piece. Both are there
 *   as its own, so that nothing on Object.prototype stands in for them
 * @typedef {object} Abortable what can abort one call
 * @property {string} operation its name
 * @property {import('../native.js').Canceller} canceller
 * @property {number} id of the call; 0 before it is started
 * @property {number} turn the turn of the event loop in which it was started
 */

// How much text is taken per turn of the loop; a larger batch would keep timers waiting.
const MOST_BYTES_PER_TURN = 256 * 1024;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const AFTER_A_FAULT_MS = 10;
// How long the calls' thread has to end an aborted call. It takes a millisecond unless the machine is overloaded, and knows
// what JavaScript doesn't: the attempts and the exact outcome. A busy or stuck thread isn't waited for (docs/decisions/0024).
const ABORT_GRACE_MS = 50;

/** @type {Map<number, (outcome: Outcome | Promise<never>) => void>} */
const waiting = new Map();
/**
 * The lists of large answers of which more is to come.
 * @type {Map<number, unknown[]>}
 */
const growing = new Map();
let lastId = 0;
let beginning = false;
/** How many turns have begun their calls. A call whose turn is this one hasn't left JavaScript. */
let turns = 0;
// The language's own way to a microtask: a vm context has no queueMicrotask, and fake timers replace it.
const endOfTurn = Promise.resolve();

// On the addon, which is the same however often this package is loaded on this thread.
const LOADED = Symbol.for('facesign.loaded');
const loadedBefore = Reflect.has(native, LOADED);
define(native, LOADED, true, false);

// What wakes this thread is held for good. Under Jest, where every test file has a context of its own, that would hold the
// whole context, and what is loaded anew all that was loaded before: there it knows `drain` weakly. The first to load the
// addon is held by Node.js itself, and is spared the 0.3 ms.
const waker = () => (setImmediate instanceof Function && !loadedBefore ? drain : weakly(drain));

const inbox = new native.Inbox();
let hasWaker = false;

/** Nothing is open because of it. Tools that list open handles (Jest's `--detectOpenHandles`) ask for `hasRef`. */
class ClosedResource extends AsyncResource {
  hasRef() {
    return false;
  }
}

/** Outside of every call: a timer made in one would hold what AsyncLocalStorage keeps for that caller. */
const outside = new ClosedResource('FACESIGN', { requireManualDestroy: true });

/** @param {() => void} wake @returns {() => void} */
function weakly(wake) {
  const { runInThisContext } = require('node:vm');
  // A function of this file would hold it all the same.
  const made = runInThisContext('(f) => { const ref = new WeakRef(f); return () => ref.deref()?.(); }');
  return made(wake);
}

/**
 * There while calls are waiting: it keeps the process alive, which the inbox's weak handle does not, and `drain`.
 * @type {NodeJS.Timeout | undefined}
 */
let alive;

/**
 * Starts a call and waits for its result.
 * @param {NativeClient} client made here
 * @param {number} operation its index
 * @param {string} args JSON text
 * @param {string} [options] JSON text
 * @param {Abortable} [abortable] of this call
 * @returns {Promise<Outcome>}
 */
function start(client, operation, args, options, abortable) {
  return new Promise((resolve) => {
    lastId = (lastId + 1) >>> 0;
    client.call(lastId, operation, args, options, abortable?.canceller);
    if (abortable) Object.assign(abortable, { id: lastId, turn: turns });
    if (!beginning) beginWithThisTurn();
    if (waiting.size === 0) alive = outside.runInAsyncScope(setInterval, undefined, drain, LONGEST_TIMER_MS);
    waiting.set(lastId, resolve);
  });
}

/**
 * @param {string} options JSON text
 * @returns {NativeClient | string} the record of the failure where it is a text
 */
function openClient(options) {
  return inbox.openClient(options);
}

/** @param {string} operation @returns {Abortable} to start one call with */
function newAbortable(operation) {
  return { operation, canceller: inbox.newCanceller(), id: 0, turn: turns };
}

/**
 * Aborts calls: nothing more of them goes out, and the calls' thread ends them, or JavaScript does if that takes too long.
 * @param {Abortable[]} calls
 */
function abort(calls) {
  for (const { canceller } of calls) canceller.cancel();
  for (const call of calls) if (call.turn === turns) settleAborted(call, false);
  // It doesn't keep the process alive: `alive` does, while a call is waiting.
  setTimeout(endGrace, ABORT_GRACE_MS, calls).unref();
}

/** @param {Abortable[]} calls that were aborted */
function endGrace(calls) {
  // When JavaScript itself was busy, the results are there.
  receive();
  for (const call of calls) settleAborted(call, true);
}

/** @param {Abortable} call @param {boolean} begun */
function settleAborted({ id, operation }, begun) {
  if (!waiting.has(id)) return;
  settle(id, { body: null, answer: undefined, report: native.aborted(operation, begun) });
}

/** Begins all calls of this turn at once: waking the addon's thread is what costs most of a call on this one. */
function beginWithThisTurn() {
  beginning = true;
  endOfTurn.then(() => {
    beginning = false;
    turns += 1;
    try {
      if (!hasWaker) setWaker();
      inbox.begin();
    } catch (cause) {
      failAll(cause);
    }
  });
}

/**
 * Makes the handle that wakes this thread. It keeps no process alive, and it can't say so: a tool that lists open handles
 * would show it. Such tools list what user code creates, so it is made here, in a microtask without user code on the stack.
 */
function setWaker() {
  inbox.setWaker(waker());
  hasWaker = true;
}

/** Takes one batch and comes back in the next turn, until there is nothing: then `wake` calls it again. */
function drain() {
  if (receive()) setImmediate(drain);
}

/** Takes one batch. @returns whether there was one */
function receive() {
  const batch = taken();
  for (let at = 0; at < batch.length; at += 3) {
    const id = /** @type {number} */ (batch[at]);
    const [text, report] = /** @type {[string | null, string | null]} */ ([batch[at + 1], batch[at + 2]]);
    arrive(id, text, report);
  }
  return batch.length > 0;
}

/** @param {number} id @param {string | null} text @param {string | null} report `null` while more is to come */
function arrive(id, text, report) {
  if (!waiting.has(id)) return;
  try {
    if (report === null) grow(id, text);
    else if (text !== null && growing.has(id))
      settle(id, { body: undefined, answer: framed(id, text), report });
    else settle(id, { body: text, answer: undefined, report });
  } catch (cause) {
    // There was no memory, say. The other results of the batch are not to be lost with this one.
    settle(id, Promise.reject(cause));
  }
}

/** The one place where a call ends. @param {number} id @param {Outcome | Promise<never>} outcome */
function settle(id, outcome) {
  const resolve = waiting.get(id);
  growing.delete(id);
  waiting.delete(id);
  if (waiting.size === 0) clearInterval(alive);
  resolve?.(outcome);
}

/**
 * Adds a piece of a large answer's list (src/core/pieces.rs), or forgets the list: the whole text follows.
 * @param {number} id
 * @param {string | null} text
 */
function grow(id, text) {
  const list = growing.get(id);
  if (text === null) growing.delete(id);
  else if (list) for (const element of JSON.parse(text)) list.push(element);
  else growing.set(id, JSON.parse(text));
}

/**
 * The answer that the list belongs into, with it, or the list where it is the answer.
 * @param {number} id
 * @param {string} text the name of the list and the answer, or neither
 */
function framed(id, text) {
  const frame = JSON.parse(text);
  if (frame.length === 0) return growing.get(id);
  const [name, answer] = frame;
  // JSON.parse has made it an own property, `__proto__` too, so this sets no prototype.
  answer[name] = growing.get(id);
  return answer;
}

function taken() {
  try {
    return inbox.take(MOST_BYTES_PER_TURN);
  } catch (cause) {
    failAll(cause);
    // The addon believes that this thread is on its way, and would not wake it again.
    setTimeout(drain, AFTER_A_FAULT_MS).unref();
    return [];
  }
}

/**
 * A fault of the addon: nobody knows whose results are lost with it, so every call ends, rather than never.
 * @param {unknown} cause
 */
function failAll(cause) {
  for (const id of [...waiting.keys()]) settle(id, Promise.reject(cause));
}

module.exports = { abort, newAbortable, openClient, start };
