// @ts-check
'use strict';

// Signs as FaceSign is described to, for tests of a webhook's receiver.

const { describeType } = require('../lib/describe-type.js');
const { rawBody } = require('./body.js');
const { configurationError } = require('./errors.js');
const { hmac } = require('./hmac.js');
const { own } = require('./options.js');
const { secretsOf } = require('./secrets.js');

/** Any time from 1973 on in milliseconds is above it, any time up to the year 5138 in seconds is below. */
const MAX_SECONDS = 100_000_000_000;

/** @type {Record<'hex' | 'sha256' | 't-v1', (signatures: string[], seconds?: number) => Record<string, string>>} */
const FORMS = {
  hex: (signatures, seconds) => ({ 'x-facesign-signature': signatures.join(','), ...timestamped(seconds) }),
  sha256: (signatures, seconds) => ({
    'x-facesign-signature': signatures.map((hex) => `sha256=${hex}`).join(','),
    ...timestamped(seconds),
  }),
  't-v1': (signatures, seconds = Math.floor(Date.now() / 1000)) => ({
    'facesign-signature': [`t=${seconds}`, ...signatures.map((hex) => `v1=${hex}`)].join(','),
  }),
};

/** @param {unknown} body @param {unknown} [options] @returns {Record<string, string>} */
function sign(body, options) {
  const { secret, form = 'hex', timestamp } = own(options);
  if (!Object.hasOwn(FORMS, form))
    throw configurationError('form', `form must be hex, sha256 or t-v1, got ${describeType(form)}`);
  const raw = rawBody(body);
  const signatures = secretsOf(secret).map((one) => hmac(raw, one));
  return FORMS[/** @type {keyof typeof FORMS} */ (form)](signatures, secondsOf(timestamp));
}

/** @param {number | undefined} seconds @returns {Record<string, string>} */
function timestamped(seconds) {
  return seconds === undefined ? {} : { 'x-facesign-timestamp': String(seconds) };
}

/** @param {unknown} timestamp */
function secondsOf(timestamp) {
  if (timestamp === undefined) return undefined;
  if (Number.isInteger(timestamp) && Number(timestamp) >= 0 && Number(timestamp) < MAX_SECONDS)
    return Number(timestamp);
  const got = typeof timestamp === 'number' ? String(timestamp) : describeType(timestamp);
  throw configurationError('timestamp', `timestamp must be whole seconds since 1970, got ${got}`);
}

module.exports = { sign };
