// @ts-check
'use strict';

// Turns the caller's options into plain data for the core. Only JavaScript types are checked here; ranges and defaults are
// in the core (src/core/config/). `null` counts as undefined.

const { isUint8Array } = require('node:util/types');
const { configurationError } = require('./error-factory.js');
const { queryPairs } = require('./query-pairs.js');
const { describeType, guarded, has, isArray, isIterable, isObject, property } = require('./read.js');
const { rejectKeyAliases, warnOfUnknown } = require('./unknown-options.js');

/**
 * @typedef {(value: unknown, param: string, operation?: string, nulls?: boolean) => unknown} Reader
 *   checks a value and converts it. With `nulls`, `null` inside of it is kept: it restores a default (`withOptions`)
 */

/** @param {string} expected @param {(value: unknown) => boolean} isValid @param {(value: unknown) => string} [describe] @returns {Reader} */
function mustBe(expected, isValid, describe = describeType) {
  return (value, param, operation) => {
    if (isValid(value)) return value;
    const message = `${param} must be ${expected}, got ${describe(value)}. Omit it to use the default`;
    throw configurationError(param, message, { ...(operation && { operation }) });
  };
}

/** What environment variables and forms hold for numbers and booleans. Other strings may be secret and are not shown. */
const PLAIN = /^(?:[-+\d.eE_ ]{1,20}|true|false|yes|no|on|off)$/;

/** @param {unknown} value */
function describeSetting(value) {
  const isPlain = typeof value === 'string' && PLAIN.test(value);
  return isPlain ? `"${value}" (a string)` : describeType(value);
}

const anyString = mustBe('a string', (value) => typeof value === 'string');
const number = mustBe('a finite number', Number.isFinite, describeSetting);
const boolean = mustBe('true or false', (value) => typeof value === 'boolean', describeSetting);
const ambiguousRetries = mustBe(
  "true, false or 'reconcile'",
  (value) => typeof value === 'boolean' || value === 'reconcile',
  describeSetting,
);
const object = mustBe('an object', isObject);
// `Headers` and `Map` have no own properties, so none of their headers would be sent.
const plainObject = mustBe(
  'a plain object of strings by name (Object.fromEntries converts Headers and Map)',
  (value) => isObject(value) && !isIterable(value),
);

/** A string without lone surrogates, which UTF-8 can't represent. It may be secret, so it is not shown. @type {Reader} */
function string(value, param, operation) {
  const given = /** @type {string & {isWellFormed(): boolean}} */ (anyString(value, param, operation));
  if (given.isWellFormed()) return given;
  const message = `${param} has a lone surrogate, which is half of a character (the value is not shown). Check where it was cut`;
  throw configurationError(param, message, { ...(operation && { operation }) });
}

/** @param {Record<string, Reader>} readers @returns {Reader} */
function group(readers) {
  return (value, param, operation, nulls) => {
    const given = /** @type {object} */ (object(value, param, operation));
    const plain = readAll(readers, given, operation, `${param}.`, nulls);
    warnOfUnknown(given, { owner: 'client', known: Object.keys(readers), prefix: `${param}.` });
    return plain;
  };
}

/** @type {Reader} */
function headers(value, param, operation, nulls = false) {
  const given = /** @type {Record<string, unknown>} */ (plainObject(value, param, operation));
  return guarded(param, operation, () => Object.entries(given))
    .filter(([, header]) => header !== undefined && (header !== null || nulls))
    .reduce((/** @type {Record<string, unknown>} */ plain, [name, header]) => {
      const path = `${param}[${JSON.stringify(name)}]`;
      string(name, path, operation);
      plain[name] = header === null ? null : string(header, path, operation);
      return plain;
    }, Object.create(null));
}

/** PEM as a string or bytes. Bytes may come from another realm: under Jest, those of a file do. @type {Reader} */
function pem(value, param, operation) {
  return isUint8Array(value) ? Buffer.from(value).toString('utf8') : string(value, param, operation);
}

/** @type {Reader} */
function pems(value, param, operation) {
  const array = isArray(value) ? value : [value];
  // Not `array.map`, which skips holes.
  return Array.from(array, (one) => pem(one, param, operation));
}

const stringOrUrl = mustBe('a string or a URL', (value) => typeof value === 'string');

/** @type {Reader} */
function url(value, param, operation) {
  return string(stringOrUrl(urlToString(value, param, operation), param, operation), param, operation);
}

/**
 * The string of a `URL` of any realm, without the slash that `URL` adds to an empty path. Other values pass through.
 * @type {Reader}
 */
function urlToString(value, param, operation) {
  return guarded(param, operation, () => {
    if (!isObject(value) || Object.prototype.toString.call(value) !== '[object URL]') return value;
    const { href, pathname } = /** @type {any} */ (value);
    return pathname === '/' ? String(href).replace(/\/$/, '') : href;
  });
}

/** One proxy for every server, or `false` for none. @type {Reader} */
function proxy(value, param, operation) {
  if (value === false || value === '') return {};
  const address = string(value, param, operation);
  return { http: address, https: address };
}

/** @type {Reader} */
function rateLimit(value, param, operation) {
  const plain = /** @type {object} */ (group({ requestsPerMinute: number })(value, param, operation));
  if ('requestsPerMinute' in plain) return plain;
  const missing = `${param}.requestsPerMinute`;
  throw configurationError(
    missing,
    `${missing} is required. Set the number of calls per minute, or omit ${param}`,
  );
}

/** @type {Record<string, Reader>} */
const CLIENT_OPTIONS = {
  auth: string,
  serverUrl: url,
  timeoutMs: number,
  connectTimeoutMs: number,
  totalTimeoutMs: number,
  maxRetries: number,
  retry: group({
    initialDelayMs: number,
    maxDelayMs: number,
    multiplier: number,
    jitter: number,
    retryAfterJitter: number,
    budgetTokens: number,
    retryCost: number,
    timeoutRetryCost: number,
  }),
  ambiguousRetries,
  reconcileDelayMs: number,
  idempotencyKeyField: string,
  rateLimit,
  proxy,
  ca: pems,
  cert: pem,
  key: pem,
  headers,
  maxResponseBytes: number,
  maxConcurrency: number,
  http2: boolean,
};

/** @type {Record<string, Reader>} */
const CALL_OPTIONS = {
  timeoutMs: number,
  totalTimeoutMs: number,
  maxRetries: number,
  ambiguousRetries,
  reconcileDelayMs: number,
  headers,
  idempotencyKey: string,
  extraQuery: queryPairs,
};

/**
 * @param {Record<string, Reader>} readers
 * @param {unknown} given
 * @param {string} [operation]
 * @param {string} [prefix]
 * @param {boolean} [nulls] whether to keep `null`
 */
function readAll(readers, given, operation, prefix = '', nulls = false) {
  /** @type {Record<string, unknown>} */
  const plain = Object.create(null);
  for (const [name, read] of Object.entries(readers)) {
    const param = prefix + name;
    const value = property(/** @type {object} */ (given), name, operation, param);
    if (value === null && nulls) plain[name] = null;
    else if (value !== undefined && value !== null) plain[name] = read(value, param, operation, nulls);
  }
  return plain;
}

/** All names, with those that client-state.js, flow-check.js and call.js read. */
const CLIENT_NAMES = [...Object.keys(CLIENT_OPTIONS), 'flowCheck', 'logger', 'logLevel'];
const CALL_NAMES = [...Object.keys(CALL_OPTIONS), 'extraBody', 'signal'];

/**
 * The options of a client as they were given.
 * @param {object} options
 * @param {boolean} [nulls] whether to keep `null`
 */
function readClientOptions(options, nulls) {
  const plain = readAll(CLIENT_OPTIONS, options, undefined, '', nulls);
  if (plain.auth === undefined || plain.auth === null) rejectKeyAliases(options);
  warnOfUnknown(options, { owner: 'client', known: CLIENT_NAMES });
  return plain;
}

/**
 * The options of a client, completed from the environment.
 * @param {object} options
 * @param {NodeJS.ProcessEnv} env
 * @returns {{json: string, kept: Record<string, unknown>}} JSON of all options for the core, and those that JavaScript keeps
 */
function clientOptions(options, env) {
  const plain = readClientOptions(options);
  const kept = withoutSecrets(plain);
  // `auth: undefined` means no key. The key of the environment could belong to another tenant.
  if (!has(options, 'auth')) plain.auth = variable(env, 'FACESIGN_API_KEY');
  plain.proxy ??= proxiesOf(env);
  plain.extraCaFile = variable(env, 'NODE_EXTRA_CA_CERTS');
  plain.userAgent = USER_AGENT;
  return { json: JSON.stringify(plain), kept };
}

/** The core has the only copy of these. */
const SECRETS = new Set(['auth', 'headers', 'proxy', 'ca', 'cert', 'key']);

/** The options that JavaScript keeps. @param {Record<string, unknown>} plain @returns {Record<string, unknown>} */
function withoutSecrets(plain) {
  /** @type {Record<string, unknown>} */
  const kept = {};
  for (const name of Object.keys(plain)) if (!SECRETS.has(name)) kept[name] = plain[name];
  return kept;
}

/**
 * The options of a call as JSON for the core.
 * @param {object} options
 * @param {string} operation
 * @param {object} [own] options of this package, not of the caller
 */
function callOptionsJson(options, operation, own) {
  const plain = Object.assign(readAll(CALL_OPTIONS, options, operation), own);
  warnOfUnknown(options, { owner: 'call', known: CALL_NAMES, ofClient: CLIENT_NAMES, operation });
  return JSON.stringify(plain);
}

const { version } = require('./package.js');
const USER_AGENT = `facesign-api-native/${version} node/${process.versions.node} (${process.platform}; ${process.arch})`;

/** Lower-case names win, as in curl. @param {NodeJS.ProcessEnv} env */
function proxiesOf(env) {
  const either = (/** @type {string} */ name) => variable(env, name) ?? variable(env, name.toUpperCase());
  const http = Object.hasOwn(env, 'REQUEST_METHOD') ? cgiHttpProxy(env) : either('http_proxy');
  return { http: withScheme(http), https: withScheme(either('https_proxy')), noProxy: either('no_proxy') };
}

/**
 * In a CGI process HTTP_PROXY holds the request header `Proxy` (httpoxy), so it is ignored, as in curl. On Windows variable
 * names are case-insensitive, so http_proxy is the same variable.
 * @param {NodeJS.ProcessEnv} env
 */
function cgiHttpProxy(env) {
  return process.platform === 'win32' ? undefined : variable(env, 'http_proxy');
}

/** A variable that is set and not empty. Only own properties count: `process.env` has a prototype. @param {NodeJS.ProcessEnv} env @param {string} name */
function variable(env, name) {
  return (Object.hasOwn(env, name) && env[name]) || undefined;
}

/** `proxy.example:3128` means an http proxy, as in curl. @param {string | undefined} address */
function withScheme(address) {
  if (!address) return undefined;
  return address.includes('://') ? address : `http://${address}`;
}

module.exports = { USER_AGENT, callOptionsJson, clientOptions, proxiesOf, readClientOptions, withoutSecrets };
