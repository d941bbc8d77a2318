// @ts-check
'use strict';

// The JavaScript end of the hand-over: results come in batches, are matched to their calls, and the event
// loop gets its turn between batches. One per thread, since the addon is loaded once per thread.

const { AsyncResource } = require('node:async_hooks');
// Taken now: a test that puts a clock of its own in their place later must not stop the results.
const { clearInterval, setImmediate, setInterval, setTimeout } = require('node:timers');
const native = require('./binding.js');

/**
 * @typedef {import('../native.js').NativeClient} NativeClient
 * @typedef {{body: string | null | undefined, answer: object | undefined, report: string}} Outcome
 *   body: `null` when the call failed; answer: what a large body says, which was parsed piece by piece. Both are there
 *   as its own, so that nothing on Object.prototype stands in for them
 */

// How much text is taken per turn of the loop; a larger batch would keep timers waiting.
const MOST_BYTES_PER_TURN = 256 * 1024;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const AFTER_A_FAULT_MS = 10;

/** @type {Map<number, (outcome: Outcome | Promise<never>) => void>} */
const waiting = new Map();
/**
 * The lists of large answers of which more is to come.
 * @type {Map<number, unknown[]>}
 */
const growing = new Map();
let lastId = 0;
let beginning = false;
// The language's own way to a microtask: a vm context has no queueMicrotask, and fake timers replace it.
const endOfTurn = Promise.resolve();

// On the addon, which is the same however often this package is loaded on this thread.
const LOADED = Symbol.for('facesign.loaded');
const loadedBefore = Reflect.has(native, LOADED);
Object.defineProperty(native, LOADED, { value: true });

// What wakes this thread is held for good. Under Jest, where every test file has a context of its own, that would hold the
// whole context, and what is loaded anew all that was loaded before: there it knows `drain` weakly. The first to load the
// addon is held by Node.js itself, and is spared the 0.3 ms.
const inbox = new native.Inbox(setImmediate instanceof Function && !loadedBefore ? drain : weakly(drain));

/** Outside of every call: a timer made in one would hold what AsyncLocalStorage keeps for that caller. */
const outside = new AsyncResource('FACESIGN', { requireManualDestroy: true });

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
 * @param {import('../native.js').Canceller} [canceller]
 * @returns {Promise<Outcome>}
 */
function start(client, operation, args, options, canceller) {
  return new Promise((resolve) => {
    lastId = (lastId + 1) >>> 0;
    client.call(lastId, operation, args, options, canceller);
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

/** What ends a call that is started with it. */
function newCanceller() {
  return inbox.newCanceller();
}

/** Begins all calls of this turn at once: waking the addon's thread is what costs most of a call on this one. */
function beginWithThisTurn() {
  beginning = true;
  endOfTurn.then(() => {
    beginning = false;
    try {
      inbox.begin();
    } catch (cause) {
      failAll(cause);
    }
  });
}

/** Takes one batch and comes back in the next turn, until there is nothing: then `wake` calls it again. */
function drain() {
  const batch = taken();
  if (batch.length === 0) return;
  for (let at = 0; at < batch.length; at += 3) {
    const id = /** @type {number} */ (batch[at]);
    const [text, report] = /** @type {[string | null, string | null]} */ ([batch[at + 1], batch[at + 2]]);
    arrive(id, text, report);
  }
  if (waiting.size === 0) clearInterval(alive);
  setImmediate(drain);
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

/** @param {number} id @param {Outcome | Promise<never>} outcome */
function settle(id, outcome) {
  growing.delete(id);
  waiting.get(id)?.(outcome);
  waiting.delete(id);
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
  clearInterval(alive);
}

module.exports = { openClient, start, newCanceller };
