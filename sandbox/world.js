// @ts-check
// The state of one sandbox, in one object that is passed along. Modules have no state of their own.

const { EventEmitter, setMaxListeners } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const { createClock } = require('./clock.js');
const { createFaults } = require('./faults.js');
const { createIdempotency } = require('./idempotency.js');
const { createIdentifiers } = require('./identifiers.js');
const { createRateLimit } = require('./rate-limit.js');
const { createRecords } = require('./records.js');
const { createSecrets } = require('./secrets.js');
const { createStore } = require('./sessions.js');
const { createWebhooks } = require('./webhooks.js');

/** @typedef {import('./index').SandboxRequest} SandboxRequest */

/** @param {import('./options').Settings} settings */
function createWorld(settings) {
  const clock = createClock(settings.now);
  const identifiers = createIdentifiers(settings.seed);
  const closing = new AbortController();
  // Each delayed call adds a listener.
  setMaxListeners(0, closing.signal);
  const records = createRecords(settings);
  const events = new EventEmitter().setMaxListeners(0);
  const webhooks = createWebhooks(settings, clock, identifiers, events);
  const secrets = createSecrets(clock, identifiers, () => world.origin);
  const idempotency = createIdempotency(settings);
  const store = createStore(settings, clock, identifiers, secrets, {
    changed: webhooks.notify,
    dropped: idempotency.forget,
  });
  const faults = createFaults();
  const rateLimit = createRateLimit(settings.rateLimit, clock);
  const world = {
    ...{ settings, clock, identifiers, closing, events },
    ...{ store, secrets, webhooks, faults, idempotency, rateLimit },
    requests: records.requests,
    /** The token that /_sandbox requires; set once the server's address is known. @type {string | undefined} */
    token: settings.token,
    /** Where a browser finds the pages; set once the server's address is known. */
    origin: '',
    /** @param {SandboxRequest} request */
    record(request) {
      records.add(request);
      events.emit('request', request);
    },
    /** Restores the initial state. */
    reset() {
      clock.cancelAlarms();
      for (const part of [store, secrets, webhooks, faults, idempotency, rateLimit, records]) part.clear();
      clock.reset();
      identifiers.reset();
    },
    /** @param {unknown} event about the newest session, if it names none */
    sendWebhook: (event) => webhooks.send(event, [...store.current().keys()].at(-1)),
    /** Ends everything that waits. */
    close() {
      closing.abort();
      clock.cancelAlarms();
      webhooks.close();
    },
    /** Waits in real time. Rejects when the sandbox is closed. @param {number} ms */
    async wait(ms) {
      if (ms > 0) await sleep(ms, undefined, { signal: closing.signal });
    },
  };
  return world;
}

/** @typedef {ReturnType<typeof createWorld>} World */

module.exports = { createWorld };
