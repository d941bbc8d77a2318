// @ts-check
// The webhooks of a sandbox: one delivery per event, or two on demand, limited in number and in bytes.

const { createBound } = require('./bound.js');
const { createOutbox } = require('./outbox.js');
const { createReordering } = require('./reordering.js');
const { eventsOf, filled } = require('./webhook-events.js');

/** @typedef {import('./index').SandboxDeliveryAttempt} Attempt */
/** @typedef {import('./index').SandboxWebhookEvent} Event */
/** @typedef {import('./index').SandboxSession} Session */
/** @typedef {import('./outbox').Job} Job */

const MAX_BYTES = 64 * 1024 * 1024;
/** Of duplicates, and of events that are held. */
const MAX_COUNT = 1000;
const NOT_SENT = 'The sandbox was closed or reset, or had too many webhooks, before this one was sent';
const NO_ADDRESS = 'There is no address for webhooks. Start the sandbox with webhooks: { url, secret }.';

/**
 * @param {import('./options').Settings} settings
 * @param {import('./clock').Clock} clock
 * @param {import('./identifiers').Identifiers} identifiers
 * @param {import('node:events').EventEmitter} events gets `delivery` after each attempt
 */
function createWebhooks({ webhooks: target }, clock, identifiers, events) {
  /** @type {Set<Job>} */
  const jobs = new Set();
  const outbox = createOutbox(target, clock, ({ delivery }) => events.emit('delivery', delivery));
  /** @type {ReturnType<typeof createReordering<Job[]>>} */
  const reordering = createReordering();
  let duplicates = 0;
  let isClosed = target === undefined;

  const limit = createBound(
    { count: target?.deliveryLimit ?? 0, bytes: MAX_BYTES, keep: 1 },
    { count: () => jobs.size, items: () => jobs, dropOldest: () => dropOldest() },
  );
  const dropOldest = () => {
    const [job] = jobs;
    if (job) giveUp(job);
    if (job) jobs.delete(job);
    return job;
  };
  /** @param {Job} job */
  const giveUp = (job) => {
    outbox.remove(job);
    if (job.delivery.state === 'pending') job.delivery.state = 'given_up';
    job.onFirst?.({ time: clock.now(), error: NOT_SENT });
  };

  /** @param {Event} event @param {Job['onFirst']} [onFirst] */
  const send = (event, onFirst) => {
    const body = JSON.stringify(event);
    const copies = Array.from({ length: duplicates > 0 ? 2 : 1 }, () => createJob(event, body));
    duplicates = Math.max(duplicates - 1, 0);
    if (copies[0]) copies[0].onFirst = onFirst;
    for (const job of copies) {
      jobs.add(job);
      limit(job, body.length);
    }
    const released = reordering.pass(copies).flat();
    for (const job of released) if (jobs.has(job)) outbox.add(job);
  };

  const clear = () => {
    for (const job of jobs) giveUp(job);
    outbox.abort();
    reordering.clear();
    duplicates = 0;
  };

  return {
    deliveries: () => Array.from(jobs, ({ delivery }) => delivery),
    /** @param {Session} session @param {import('./webhook-events').Before} before @param {number} at */
    notify(session, before, at) {
      if (isClosed) return;
      for (const part of eventsOf(session, before, at))
        send(filled(part, { id: identifiers.eventId(), createdAt: at, sessionId: session.id }));
    },
    /**
     * Gives the result of the first attempt.
     * @param {unknown} event @param {string} [sessionId] of an event that has none @returns {Promise<Attempt>}
     */
    async send(event, sessionId = identifiers.otherSessionId()) {
      if (target === undefined) throw new TypeError(NO_ADDRESS);
      const whole = filled(event, { id: identifiers.eventId(), createdAt: clock.now(), sessionId });
      if (isClosed) return { time: clock.now(), error: NOT_SENT };
      return new Promise((resolve) => send(whole, resolve));
    },
    /** @param {number} [times] */
    duplicate(times = 1) {
      duplicates = checked('times of duplicateWebhooks()', times, 1);
    },
    /** @param {number} [count] */
    reorder(count = 2) {
      reordering.start(checked('count of reorderWebhooks()', count, 2));
    },
    clear() {
      clear();
      jobs.clear();
    },
    close() {
      clear();
      isClosed = true;
    },
  };
}

/** @param {Event} event @param {string} body @returns {Job} */
function createJob(event, body) {
  return { delivery: { event, attempts: [], state: 'pending' }, body };
}

/** @param {string} name @param {unknown} value @param {number} minimum @returns {number} */
function checked(name, value, minimum) {
  const number = Number.isInteger(value) ? Number(value) : Number.NaN;
  if (number >= minimum && number <= MAX_COUNT) return number;
  throw new RangeError(`${name} must be an integer from ${minimum} to ${MAX_COUNT}.`);
}

module.exports = { createWebhooks };
