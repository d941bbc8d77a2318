// @ts-check
// Delivers webhooks: one after another, in the order of their events, and again by the described schedule until the receiver
// responds with 2xx (docs/api-contract.md#webhooks).

const { sign } = require('../webhooks/index.js');
const { post } = require('./post.js');
const { eventsOf } = require('./webhook-events.js');

/** @typedef {import('./index').SandboxDelivery} Delivery */
/** @typedef {import('./index').SandboxDeliveryAttempt} Attempt */
/** @typedef {import('./index').SandboxWebhookEvent} Event */
/** @typedef {import('./index').SandboxSession} Session */
/** @typedef {{ delivery: Delivery, body: string }} Job */

/** The delay before each retry. */
const RETRY_DELAYS_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000];

/**
 * @param {import('./options').Settings} settings
 * @param {import('./clock').Clock} clock
 * @param {import('./identifiers').Identifiers} identifiers
 * @param {import('node:events').EventEmitter} events gets `delivery` after each attempt
 */
function createWebhooks({ webhooks: target }, clock, identifiers, events) {
  /** @type {Set<Job>} */
  const jobs = new Set();
  /** Whose next attempt is due. @type {Set<Job>} */
  const due = new Set();
  let run = new AbortController();
  let isRunning = false;

  /** Signed at each attempt, since a signature may have a time. @param {Job} job @param {NonNullable<typeof target>} target @param {AbortSignal} signal */
  const attempt = async (job, { url, secret, form, timeoutMs }, signal) => {
    const { delivery, body } = job;
    const time = clock.now();
    const timestamp = form === 't-v1' ? Math.floor(time / 1000) : undefined;
    const headers = sign(body, { secret, form, timestamp });
    const result = await post(url, body, { headers, timeoutMs, signal });
    if (signal.aborted) return;
    delivery.attempts.push({ time, ...('error' in result ? result : { status: result.status }) });
    settle(job);
    events.emit('delivery', delivery);
  };

  /** @param {Job} job */
  const settle = (job) => {
    const { delivery } = job;
    const delay = RETRY_DELAYS_MS[delivery.attempts.length - 1];
    if (isDelivered(delivery)) delivery.state = 'delivered';
    else if (delay === undefined) delivery.state = 'given_up';
    else clock.at(clock.now() + delay, () => schedule(job));
  };

  /** @param {Job} job */
  const schedule = (job) => {
    due.add(job);
    deliverAll();
  };

  const deliverAll = async () => {
    if (isRunning || !target) return;
    isRunning = true;
    for (const job of due) {
      due.delete(job);
      await attempt(job, target, run.signal);
    }
    isRunning = false;
  };

  /** @param {Event} event */
  const send = (event) => {
    /** @type {Job} */
    const job = { delivery: { event, attempts: [], state: 'pending' }, body: JSON.stringify(event) };
    jobs.add(job);
    schedule(job);
  };

  return {
    list: () => Array.from(jobs, ({ delivery }) => delivery),
    /** @param {Session} session @param {import('./webhook-events').Before} before @param {number} at */
    notify(session, before, at) {
      if (!target || run.signal.aborted) return;
      for (const { type, ...rest } of eventsOf(session, before, at))
        send({ id: identifiers.eventId(), type, createdAt: at, sessionId: session.id, ...rest });
    },
    clear() {
      run.abort();
      run = new AbortController();
      jobs.clear();
      due.clear();
    },
    close() {
      run.abort();
      due.clear();
    },
  };
}

/** @param {Delivery} delivery */
function isDelivered({ attempts }) {
  const status = attempts.at(-1)?.status ?? 0;
  return status >= 200 && status < 300;
}

module.exports = { createWebhooks };
