// @ts-check
'use strict';

// What both handlers do with a request once its body is read: verify it, claim the event, run the handler, and say which
// HTTP status FaceSign gets. Anything but 200 makes FaceSign deliver again.

const { describeType } = require('../lib/describe-type.js');
const { rawBody } = require('./body.js');
const { classes, configurationError, isSendersMistake } = require('./errors.js');
const { memoryStore } = require('./memory.js');
const { amount, own, verifySettings } = require('./options.js');
const { reporter } = require('./report.js');
const { secretsOf } = require('./secrets.js');
const { verified } = require('./verify.js');

const DEFAULT_MAX_BODY_BYTES = 1_048_576;
const DEFAULT_TIMEOUT_MS = 10_000;
/** Beyond it a timer of Node.js fires at once. */
const MAX_TIMER_MS = 2_147_483_647;
/** So many timeouts long an event stays claimed: handlers may finish late, and a process that died keeps none for good. */
const LEASE_TIMEOUTS = 6;
/** How long an event is remembered where `maxAgeMs` is false. */
const FOREVER_MS = 7 * 86_400_000;

/** @typedef {import('../types/webhooks.js').FaceSignWebhookEvent} FaceSignWebhookEvent */
/** @typedef {(event: any) => unknown} Handler */

/**
 * @param {unknown} options
 * @returns {{ maxBodyBytes: number, receive: (body: unknown, headers: unknown, hint?: string) => Promise<number> }}
 */
function receiver(options) {
  const given = own(options);
  const settings = settingsOf(given);
  const secrets = given.secret === undefined ? undefined : secretsOf(given.secret);
  return {
    maxBodyBytes: amount(given, 'maxBodyBytes', DEFAULT_MAX_BODY_BYTES, 'bytes'),
    async receive(body, headers, hint) {
      const event = eventOrStatus(() =>
        verified(rawBody(body, hint), headers, secrets ?? secretsOf(undefined), settings.verify),
      );
      return typeof event === 'number' ? event : handled(event, settings);
    },
  };

  /** @param {() => FaceSignWebhookEvent} unwrapped */
  function eventOrStatus(unwrapped) {
    try {
      return unwrapped();
    } catch (error) {
      settings.report(error);
      return statusOf(error);
    }
  }
}

/** @param {Record<string, any>} given */
function settingsOf(given) {
  const verify = verifySettings({ ...given, receivedAt: undefined });
  const timeoutMs = amount(given, 'timeoutMs', DEFAULT_TIMEOUT_MS, 'ms', MAX_TIMER_MS);
  return {
    verify,
    timeoutMs,
    on: handlersOf(given.on),
    seen: storeOf(given.seen),
    report: reporter(given.onError),
    leaseMs: timeoutMs * LEASE_TIMEOUTS,
    // After that time a replay is too old anyway; the clocks may differ by the tolerance.
    ttlMs: verify.maxAgeMs === false ? FOREVER_MS : verify.maxAgeMs + verify.toleranceMs,
  };
}

/** @typedef {ReturnType<typeof settingsOf>} Settings */

/** @param {unknown} on @returns {Map<string, Handler>} */
function handlersOf(on) {
  if (typeof on !== 'object' || on === null || Array.isArray(on))
    throw configurationError(
      'on',
      `on must be an object with a function for each type of event, got ${describeType(on)}`,
    );
  const given = Object.entries(on).filter(([, handler]) => handler !== undefined);
  for (const [type, handler] of given)
    if (typeof handler !== 'function')
      throw configurationError(
        'on',
        `on[${JSON.stringify(type)}] must be a function, got ${describeType(handler)}`,
      );
  return new Map(given);
}

/** @param {any} seen */
function storeOf(seen) {
  if (seen === undefined) return memoryStore();
  for (const name of ['claim', 'done', 'release'])
    if (typeof seen?.[name] !== 'function')
      throw configurationError('seen', `seen.${name} must be a function, got ${describeType(seen?.[name])}`);
  return seen;
}

/** What isn't the sender's mistake is a 500, so that the event comes again once it is fixed. @param {unknown} error */
function statusOf(error) {
  return isSendersMistake(error) ? 400 : 500;
}

/** @param {FaceSignWebhookEvent} event @param {Settings} settings @returns {Promise<number>} */
async function handled(event, settings) {
  const handler = settings.on.get(event.type) ?? settings.on.get('*');
  if (!handler) return 200;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => {
      settings.report(timedOut(event, settings.timeoutMs), event);
      resolve(503);
    }, settings.timeoutMs);
  });
  const status = await Promise.race([claimed(event, handler, settings), late]);
  clearTimeout(timer);
  return status;
}

/** @param {FaceSignWebhookEvent} event @param {number} timeoutMs */
function timedOut({ type }, timeoutMs) {
  const message = `the handler of ${type} took longer than ${timeoutMs} ms: FaceSign got a 503, and what it does now still counts`;
  return new classes.TimeoutError(message, { operation: 'webhooks', outcome: 'not_sent' });
}

/** Goes on after the timeout, too: its result is still marked. @param {FaceSignWebhookEvent} event @param {Handler} handler @param {Settings} settings */
async function claimed(event, handler, settings) {
  try {
    const claim = await settings.seen.claim(event.id, settings.leaseMs);
    if (claim === 'done') return 200;
    if (claim === 'busy') return 503;
    if (claim !== 'new')
      throw configurationError(
        'seen',
        `seen.claim must give 'new', 'busy' or 'done', got ${describeType(claim)}`,
      );
  } catch (error) {
    settings.report(error, event);
    return 500;
  }
  return run(event, handler, settings);
}

/** @param {FaceSignWebhookEvent} event @param {Handler} handler @param {Settings} settings */
async function run(event, handler, settings) {
  const began = performance.now();
  try {
    await handler(event);
  } catch (error) {
    settings.report(error, event);
    // A lease that has ended may be another delivery's by now.
    const isOurs = performance.now() - began < settings.leaseMs;
    if (isOurs) await attempt(() => settings.seen.release(event.id), event, settings);
    return 500;
  }
  // The work is done even if it can't be marked: a 500 would have it done twice.
  await attempt(() => settings.seen.done(event.id, settings.ttlMs), event, settings);
  return 200;
}

/** @param {() => unknown} step @param {FaceSignWebhookEvent} event @param {Settings} settings */
async function attempt(step, event, settings) {
  try {
    await step();
  } catch (error) {
    settings.report(error, event);
  }
}

module.exports = { receiver };
