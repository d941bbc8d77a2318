// @ts-check
// Sends webhooks: one after another, in the order in which they are added, and again by the described schedule until the
// receiver responds with 2xx (docs/api-contract.md#webhooks).

const { sign } = require('../webhooks/index.js');
const { post } = require('./post.js');

/** @typedef {import('./index').SandboxDeliveryAttempt} Attempt */
/** @typedef {{ delivery: import('./index').SandboxDelivery, body: string, onFirst?: ((attempt: Attempt) => void) | undefined, cancelRetry?: () => void }} Job */
/** @typedef {import('./webhook-options').Target} Target */

/** The delay before each retry. */
const RETRY_DELAYS_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000];

/**
 * @param {Target | undefined} target
 * @param {import('./clock').Clock} clock
 * @param {(job: Job) => void} onAttempt is called after each attempt
 */
function createOutbox(target, clock, onAttempt) {
  /** Whose next attempt is due. @type {Set<Job>} */
  const due = new Set();
  let run = new AbortController();
  let isSending = false;

  /** @param {Job} job @param {Target} target */
  const send = async (job, target) => {
    const { signal } = run;
    const time = clock.now();
    const result = await postSigned(target, job.body, time, signal);
    if (signal.aborted) return;
    const attempt = { time, ...('error' in result ? result : { status: result.status }) };
    job.delivery.attempts.push(attempt);
    // It may have been given up in the meantime.
    if (job.delivery.state === 'pending') settle(job);
    job.onFirst?.(attempt);
    onAttempt(job);
  };

  /** @param {Job} job */
  const settle = (job) => {
    const { delivery } = job;
    const delay = RETRY_DELAYS_MS[delivery.attempts.length - 1];
    if (isDelivered(delivery.attempts.at(-1))) delivery.state = 'delivered';
    else if (delay === undefined) delivery.state = 'given_up';
    else job.cancelRetry = clock.at(clock.now() + delay, () => add(job));
  };

  const sendAll = async () => {
    if (isSending || !target) return;
    isSending = true;
    for (const job of due) {
      due.delete(job);
      await send(job, target);
    }
    isSending = false;
  };

  /** @param {Job} job */
  const add = (job) => {
    due.add(job);
    sendAll();
  };

  return {
    add,
    /** @param {Job} job */
    remove(job) {
      job.cancelRetry?.();
      due.delete(job);
    },
    /** Ends the attempt in progress. */
    abort() {
      run.abort();
      run = new AbortController();
    },
  };
}

/** Each attempt is signed anew, since a signature may have a time. @param {Target} target @param {string} body @param {number} time @param {AbortSignal} signal */
function postSigned({ url, secret, form, timeoutMs }, body, time, signal) {
  const timestamp = form === 't-v1' ? Math.floor(time / 1000) : undefined;
  return post(url, body, { headers: sign(body, { secret, form, timestamp }), timeoutMs, signal });
}

/** @param {Attempt | undefined} attempt */
function isDelivered(attempt) {
  const status = attempt?.status ?? 0;
  return status >= 200 && status < 300;
}

module.exports = { createOutbox };
