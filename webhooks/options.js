// @ts-check
'use strict';

// The options of this entry with their defaults, validated. Only own properties count: what someone put on
// Object.prototype must not loosen a check.

const { describeType } = require('../lib/describe-type.js');
const { configurationError } = require('./errors.js');

const DEFAULT_TOLERANCE_MS = 300_000;
const DEFAULT_MAX_AGE_MS = 86_400_000;

/** @typedef {{ toleranceMs: number, maxAgeMs: number | false, time: () => number }} VerifySettings */

/** @param {unknown} options @returns {Record<string, any>} */
function own(options) {
  if (options === undefined || options === null) return Object.create(null);
  if (typeof options === 'object' && !Array.isArray(options)) return { __proto__: null, ...options };
  throw configurationError('options', `options must be an object, got ${describeType(options)}`);
}

/** @param {Record<string, any>} given @returns {VerifySettings} */
function verifySettings(given) {
  const toleranceMs = amount(given, 'toleranceMs', DEFAULT_TOLERANCE_MS);
  const maxAgeMs = given.maxAgeMs === false ? false : amount(given, 'maxAgeMs', DEFAULT_MAX_AGE_MS);
  return { toleranceMs, maxAgeMs, time: () => timeOf(given) };
}

/**
 * @param {Record<string, any>} given
 * @param {string} name
 * @param {number} otherwise
 * @param {string} [unit]
 * @param {number} [max]
 */
function amount(given, name, otherwise, unit = 'ms', max = Number.MAX_SAFE_INTEGER) {
  const value = given[name] ?? otherwise;
  if (typeof value === 'number' && value >= 0 && value <= max) return value;
  const got = typeof value === 'number' ? String(value) : describeType(value);
  throw configurationError(name, `${name} must be a number of ${unit} from 0 to ${max}, got ${got}`);
}

/** When the event arrived: that is what its age and the header's time are compared with. @param {Record<string, any>} given */
function timeOf({ receivedAt, now }) {
  if (receivedAt !== undefined) return instant('receivedAt', receivedAt);
  if (now === undefined) return Date.now();
  if (typeof now === 'function') return instant('now', now());
  throw configurationError('now', `now must be a function like Date.now, got ${describeType(now)}`);
}

/** @param {string} name @param {unknown} value */
function instant(name, value) {
  const time = value instanceof Date ? value.getTime() : value;
  if (typeof time === 'number' && Number.isFinite(time)) return time;
  throw configurationError(name, `${name} must give milliseconds since 1970, got ${describeType(value)}`);
}

module.exports = { amount, own, verifySettings };
