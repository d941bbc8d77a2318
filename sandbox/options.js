// @ts-check
// The options of startSandbox: their validation and their defaults.

const { checkFields } = require('./check.js');
const { resolveWebhooks } = require('./webhook-options.js');

/** @typedef {import('./index').SandboxOptions} SandboxOptions */
/** @typedef {{ requestsPerMinute: number } | undefined} RateLimit */

/** The fixed time of a seeded clock. */
const SEEDED_NOW = 1_789_000_000_000;

/** @type {import('./check.js').Checks} */
const CHECKS = {
  port: {
    isValid: (v) => Number.isInteger(v) && v >= 0 && v <= 65535,
    expected: 'an integer from 0 to 65535',
  },
  host: { isValid: (v) => typeof v === 'string' && v !== '', expected: 'an address such as 127.0.0.1' },
  keys: { isValid: areKeys, expected: 'an array of at least one non-empty string' },
  mode: { isValid: (v) => v === 'production' || v === 'dev', expected: "'production' or 'dev'" },
  seed: { isValid: (v) => ['number', 'string'].includes(typeof v), expected: 'a number or a string' },
  now: {
    isValid: (v) => Number.isFinite(v) || typeof v === 'function',
    expected: 'milliseconds or a function',
  },
  rateLimit: {
    isValid: (v) => Number.isInteger(v?.requestsPerMinute) && v.requestsPerMinute > 0,
    expected: '{ requestsPerMinute } with a positive integer',
  },
  collections: { isValid: (v) => v === 'array' || v === 'object', expected: "'array' or 'object'" },
  statusOnCreate: { isValid: (v) => v === 200 || v === 201, expected: '200 or 201' },
  lenient: { isValid: (v) => typeof v === 'boolean', expected: 'true or false' },
  idempotency: { isValid: (v) => typeof v === 'boolean', expected: 'true or false' },
  lifecycle: {
    isValid: isLifecycle,
    expected: '{ startAfterMs, completeAfterMs or abandonAfterMs } in milliseconds, in ascending order',
  },
  tls: { isValid: (v) => Boolean(v?.cert && v.key), expected: '{ cert, key } in PEM' },
  recordLimit: { isValid: (v) => Number.isInteger(v) && v >= 0, expected: 'a non-negative integer' },
  recordBytes: { isValid: (v) => Number.isInteger(v) && v >= 0, expected: 'a non-negative integer' },
  sessionLimit: { isValid: (v) => Number.isInteger(v) && v > 0, expected: 'a positive integer' },
  sessionBytes: { isValid: (v) => Number.isInteger(v) && v >= 0, expected: 'a non-negative integer' },
  allowedHosts: {
    isValid: areStrings,
    expected: 'an array of host names without port, such as sandbox.internal',
  },
  token: {
    isValid: (v) => typeof v === 'string' && /^[!-~]+$/.test(v),
    expected: 'visible ASCII characters',
  },
  webhooks: { isValid: (v) => typeof v === 'object' && v !== null, expected: '{ url, secret, form }' },
};

/** @param {unknown} keys */
function areKeys(keys) {
  return areStrings(keys) && keys.length > 0;
}

/** @param {unknown} values @returns {values is string[]} */
function areStrings(values) {
  return Array.isArray(values) && values.every((value) => typeof value === 'string' && value !== '');
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
    idempotency: given.idempotency ?? true,
    lifecycle: given.lifecycle,
    tls: given.tls,
    recordLimit: given.recordLimit ?? 10_000,
    recordBytes: given.recordBytes ?? 64 * 1024 * 1024,
    sessionLimit: given.sessionLimit ?? 10_000,
    sessionBytes: given.sessionBytes ?? 64 * 1024 * 1024,
    allowedHosts: (given.allowedHosts ?? []).map((name) => name.toLowerCase()),
    token: given.token,
    webhooks: resolveWebhooks(given.webhooks),
  };
}

/** @typedef {ReturnType<typeof resolveOptions>} Settings */

module.exports = { resolveOptions };
