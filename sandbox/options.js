// @ts-check
// The options of startSandbox: every default, and what each of them has to be.

const { checkFields } = require('./check.js');

/** @typedef {import('./index').SandboxOptions} SandboxOptions */
/** @typedef {{ requestsPerMinute: number } | undefined} RateLimit */

/** The moment at which a seeded clock stands still. */
const SEEDED_NOW = 1_789_000_000_000;

/** @type {import('./check.js').Checks} */
const CHECKS = {
  port: { fits: (v) => Number.isInteger(v) && v >= 0 && v <= 65535, wants: 'a whole number from 0 to 65535' },
  host: { fits: (v) => typeof v === 'string' && v !== '', wants: 'an address such as 127.0.0.1' },
  keys: { fits: isListOfKeys, wants: 'a list of at least one key, each a text that is not empty' },
  mode: { fits: (v) => v === 'production' || v === 'dev', wants: "'production' or 'dev'" },
  seed: { fits: (v) => ['number', 'string'].includes(typeof v), wants: 'a number or a text' },
  now: { fits: (v) => Number.isFinite(v) || typeof v === 'function', wants: 'milliseconds or a function' },
  rateLimit: {
    fits: (v) => Number.isInteger(v?.requestsPerMinute) && v.requestsPerMinute > 0,
    wants: '{ requestsPerMinute } with a whole number above 0',
  },
  collections: { fits: (v) => v === 'array' || v === 'object', wants: "'array' or 'object'" },
  statusOnCreate: { fits: (v) => v === 200 || v === 201, wants: '200 or 201' },
  lenient: { fits: (v) => typeof v === 'boolean', wants: 'true or false' },
  lifecycle: {
    fits: isLifecycle,
    wants: '{ startAfterMs, completeAfterMs or abandonAfterMs } in milliseconds, in this order',
  },
  tls: { fits: (v) => Boolean(v?.cert && v.key), wants: '{ cert, key } in PEM form' },
  recordLimit: { fits: (v) => Number.isInteger(v) && v >= 0, wants: 'a whole number of requests' },
  recordBytes: { fits: (v) => Number.isInteger(v) && v >= 0, wants: 'a whole number of bytes' },
  allowedHosts: { fits: isListOfTexts, wants: 'a list of host names without port, such as sandbox.internal' },
  token: { fits: (v) => typeof v === 'string' && /^[!-~]+$/.test(v), wants: 'visible ASCII characters' },
};

/** @param {unknown} keys */
function isListOfKeys(keys) {
  return isListOfTexts(keys) && keys.length > 0;
}

/** @param {unknown} list @returns {list is string[]} */
function isListOfTexts(list) {
  return Array.isArray(list) && list.every((text) => typeof text === 'string' && text !== '');
}

/** @param {{ startAfterMs?: unknown, completeAfterMs?: unknown, abandonAfterMs?: unknown } | null} value */
function isLifecycle(value) {
  const { startAfterMs: start, completeAfterMs, abandonAfterMs } = value ?? {};
  if (completeAfterMs !== undefined && abandonAfterMs !== undefined) return false;
  const end = completeAfterMs ?? abandonAfterMs ?? Infinity;
  return typeof start === 'number' && typeof end === 'number' && start >= 0 && end >= start;
}

/** @param {SandboxOptions} [given] */
function resolveOptions(given = {}) {
  checkFields(CHECKS, given, { owner: 'startSandbox', kind: 'option' });
  return {
    port: given.port ?? 0,
    host: given.host ?? '127.0.0.1',
    keys: [...(given.keys ?? ['sk_test_sandbox'])],
    mode: given.mode ?? 'production',
    seed: given.seed,
    now: given.now ?? (given.seed === undefined ? Date.now : SEEDED_NOW),
    rateLimit: given.rateLimit,
    collections: given.collections ?? 'array',
    statusOnCreate: given.statusOnCreate ?? 200,
    lenient: given.lenient ?? false,
    lifecycle: given.lifecycle,
    tls: given.tls,
    recordLimit: given.recordLimit ?? 10_000,
    recordBytes: given.recordBytes ?? 64 * 1024 * 1024,
    allowedHosts: (given.allowedHosts ?? []).map((name) => name.toLowerCase()),
    token: given.token,
  };
}

/** @typedef {ReturnType<typeof resolveOptions>} Settings */

module.exports = { resolveOptions };
