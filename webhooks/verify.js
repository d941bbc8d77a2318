// @ts-check
'use strict';

// From body and headers to an event that FaceSign has signed. The body is parsed only after its signature holds.

const { rawBody } = require('./body.js');
const { eventOf } = require('./event.js');
const { rejected } = require('./errors.js');
const { signatureOf } = require('./headers.js');
const { isSigned } = require('./hmac.js');
const { own, verifySettings } = require('./options.js');
const { secretsOf } = require('./secrets.js');

/** @typedef {import('../types/webhooks.js').FaceSignWebhookEvent} FaceSignWebhookEvent */
/** @typedef {import('./options.js').VerifySettings} VerifySettings */

/**
 * @param {unknown} body
 * @param {unknown} headers
 * @param {unknown} [secret]
 * @param {unknown} [options]
 * @returns {FaceSignWebhookEvent}
 */
function unwrap(body, headers, secret, options) {
  return verified(rawBody(body), headers, secretsOf(secret), verifySettings(own(options)));
}

/** @param {unknown} body @param {unknown} headers @param {unknown} [secret] @param {unknown} [options] */
function verify(body, headers, secret, options) {
  unwrap(body, headers, secret, options);
}

/** @param {string | Uint8Array} raw @param {unknown} headers @param {string[]} secrets @param {VerifySettings} settings */
function verified(raw, headers, secrets, settings) {
  const { candidates, times } = signatureOf(headers);
  if (!isSigned(raw, secrets, candidates))
    throw rejected(
      'mismatch',
      'no signature matches: the secret is a different one, or the body is not the bytes that arrived',
    );
  const now = settings.time();
  for (const time of times) checkTime(time, now, settings.toleranceMs);
  const event = eventOf(raw);
  checkAge(event.createdAt, now, settings.maxAgeMs);
  return event;
}

/** @param {number} time @param {number} now @param {number} toleranceMs */
function checkTime(time, now, toleranceMs) {
  const off = now - time;
  if (Math.abs(off) <= toleranceMs) return;
  const how = off > 0 ? 'behind' : 'ahead of';
  throw rejected(
    'timestamp',
    `the signature's time is ${seconds(off)} ${how} this clock; toleranceMs is ${toleranceMs}`,
  );
}

/** @param {number} createdAt @param {number} now @param {number | false} maxAgeMs */
function checkAge(createdAt, now, maxAgeMs) {
  const age = now - createdAt;
  if (maxAgeMs === false || age <= maxAgeMs) return;
  throw rejected('too_old', `the event was created ${seconds(age)} ago; maxAgeMs is ${maxAgeMs}`);
}

/** @param {number} ms */
function seconds(ms) {
  return `${Math.round(Math.abs(ms) / 1000)} s`;
}

module.exports = { unwrap, verified, verify };
