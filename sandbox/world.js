// @ts-check
// Everything one sandbox keeps, in one object that is handed down; no module holds state of its own.

const { EventEmitter } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const { createClock } = require('./clock.js');
const { createFaults } = require('./faults.js');
const { createIdempotency } = require('./idempotency.js');
const { createIdentifiers } = require('./identifiers.js');
const { createRateLimit } = require('./rate-limit.js');
const { createStore } = require('./sessions.js');

/** @typedef {import('./index').SandboxRequest} SandboxRequest */

/** @param {import('./options').Settings} settings */
function createWorld(settings) {
  const clock = createClock(settings.now);
  const identifiers = createIdentifiers(settings.seed);
  const closing = new AbortController();
  /** @type {SandboxRequest[]} */
  const requests = [];
  /** @type {Map<string, string[]>} */
  const sessionsByIdempotencyKey = new Map();
  const events = new EventEmitter().setMaxListeners(0);
  return {
    settings,
    clock,
    identifiers,
    closing,
    requests,
    events,
    sessionsByIdempotencyKey,
    store: createStore(settings, clock, identifiers),
    faults: createFaults(),
    idempotency: createIdempotency(),
    rateLimit: createRateLimit(settings.rateLimit, clock),
    /** @param {SandboxRequest} request */
    record(request) {
      requests.push(request);
      if (requests.length > settings.recordLimit) requests.shift();
      events.emit('request', request);
    },
    /** @param {string} key @param {string} sessionId */
    noteIdempotencyKey(key, sessionId) {
      sessionsByIdempotencyKey.set(key, [...(sessionsByIdempotencyKey.get(key) ?? []), sessionId]);
    },
    /** Real time; ends early, by rejecting, when the sandbox is closed. @param {number} ms */
    async wait(ms) {
      if (ms > 0) await sleep(ms, undefined, { signal: closing.signal });
    },
  };
}

/** @typedef {ReturnType<typeof createWorld>} World */

module.exports = { createWorld };
