// @ts-check
'use strict';

// Options as the caller passed them become plain data for the core. Here only JavaScript types are checked;
// whether a value makes sense, and every default, is the core's (src/core/config/). `null` is absent.

const { isUint8Array } = require('node:util/types');
const { configurationError } = require('./failures.js');
const { guarded, has, isArray, isIterable, isObject, kind, property } = require('./read.js');
const { refuseKeyNames, warnOfUnknown } = require('./unknown-options.js');

/** @typedef {(value: unknown, param: string, operation?: string) => unknown} Check */

/** @param {string} words @param {(value: unknown) => boolean} fits @param {(value: unknown) => string} [shown] @returns {Check} */
function must(words, fits, shown = kind) {
  return (value, param, operation) => {
    if (fits(value)) return value;
    const message = `${param} must be ${words}, got ${shown(value)}. Leave it out for the default`;
    throw configurationError(param, message, { ...(operation && { operation }) });
  };
}

/** What a variable of the environment or a form gives where a number or a boolean is meant. Any other string is not shown: it may be secret. */
const PLAIN = /^(?:[-+\d.eE_ ]{1,20}|true|false|yes|no|on|off)$/;

/** @param {unknown} value */
function shownPlain(value) {
  const isPlain = typeof value === 'string' && PLAIN.test(value);
  return isPlain ? `"${value}" (a string)` : kind(value);
}

const anyText = must('a string', (value) => typeof value === 'string');
const number = must('a finite number', Number.isFinite, shownPlain);
const flag = must('true or false', (value) => typeof value === 'boolean', shownPlain);
const object = must('an object', isObject);
// `Headers` and `Map` have no fields of their own: nothing would be sent, without a word.
const plainObject = must(
  'a plain object of names and strings (Object.fromEntries makes one of Headers or a Map)',
  (value) => isObject(value) && !isIterable(value),
);

/** A text that can leave JavaScript: half of a surrogate pair has no UTF-8. It may be secret, so it is not shown. @type {Check} */
function text(value, param, operation) {
  const given = /** @type {string & {isWellFormed(): boolean}} */ (anyText(value, param, operation));
  if (given.isWellFormed()) return given;
  const message = `${param} holds half of a character, such as one letter cut in two (the value is not shown here)`;
  throw configurationError(param, `${message}. Check how it was cut`, { ...(operation && { operation }) });
}

/** @param {Record<string, Check>} checks @returns {Check} */
function group(checks) {
  return (value, param, operation) => {
    const given = /** @type {object} */ (object(value, param, operation));
    const plain = readAll(checks, given, operation, `${param}.`);
    warnOfUnknown(given, { owner: 'client', known: Object.keys(checks), prefix: `${param}.` });
    return plain;
  };
}

/** @type {Check} */
function headers(value, param, operation) {
  const given = /** @type {Record<string, unknown>} */ (plainObject(value, param, operation));
  return guarded(param, operation, () => Object.entries(given))
    .filter(([, header]) => header !== undefined && header !== null)
    .reduce((/** @type {Record<string, unknown>} */ plain, [name, header]) => {
      const own = `${param}[${JSON.stringify(name)}]`;
      text(name, own, operation);
      plain[name] = text(header, own, operation);
      return plain;
    }, Object.create(null));
}

/** PEM text, or its bytes, of any realm: in Jest the bytes of a file are no instance of its `Uint8Array`. @type {Check} */
function pem(value, param, operation) {
  return isUint8Array(value) ? Buffer.from(value).toString('utf8') : text(value, param, operation);
}

/** @type {Check} */
function authorities(value, param, operation) {
  const list = isArray(value) ? value : [value];
  // Not `list.map`, which skips the holes of an array.
  return Array.from(list, (one) => pem(one, param, operation));
}

const textOrUrl = must('a string or a URL', (value) => typeof value === 'string');

/** @type {Check} */
function address(value, param, operation) {
  return text(textOrUrl(hrefOf(value, param, operation), param, operation), param, operation);
}

/**
 * The address of a `URL`, of any realm; what is none stays as it is. A `URL` writes a slash for an empty path, which the
 * caller did not give.
 * @type {Check}
 */
function hrefOf(value, param, operation) {
  return guarded(param, operation, () => {
    if (!isObject(value) || Object.prototype.toString.call(value) !== '[object URL]') return value;
    const { href, pathname } = /** @type {any} */ (value);
    return pathname === '/' ? String(href).replace(/\/$/, '') : href;
  });
}

/** An address for every server, or `false` for none at all. @type {Check} */
function proxy(value, param, operation) {
  if (value === false || value === '') return {};
  const address = text(value, param, operation);
  return { http: address, https: address };
}

/** @type {Check} */
function rateLimit(value, param, operation) {
  const plain = /** @type {object} */ (group({ requestsPerMinute: number })(value, param, operation));
  if ('requestsPerMinute' in plain) return plain;
  const missing = `${param}.requestsPerMinute`;
  throw configurationError(missing, `${missing} is missing. Give the calls a minute, or leave ${param} out`);
}

/** @type {Record<string, Check>} */
const CLIENT_OPTIONS = {
  auth: text,
  serverUrl: address,
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
  ambiguousRetries: flag,
  rateLimit,
  proxy,
  ca: authorities,
  cert: pem,
  key: pem,
  headers,
  maxResponseBytes: number,
  maxConcurrency: number,
  http2: flag,
};

/** @type {Record<string, Check>} */
const CALL_OPTIONS = {
  timeoutMs: number,
  totalTimeoutMs: number,
  maxRetries: number,
  ambiguousRetries: flag,
  headers,
  idempotencyKey: text,
};

/**
 * @param {Record<string, Check>} checks
 * @param {unknown} given
 * @param {string} [operation]
 * @param {string} [prefix]
 */
function readAll(checks, given, operation, prefix = '') {
  /** @type {Record<string, unknown>} */
  const plain = Object.create(null);
  for (const [name, check] of Object.entries(checks)) {
    const param = prefix + name;
    const value = property(/** @type {object} */ (given), name, operation, param);
    if (value !== undefined && value !== null) plain[name] = check(value, param, operation);
  }
  return plain;
}

/** With those that client.js and call.js read themselves. */
const CLIENT_NAMES = [...Object.keys(CLIENT_OPTIONS), 'logger', 'logLevel'];
const CALL_NAMES = [...Object.keys(CALL_OPTIONS), 'signal'];

/**
 * The options of a client as JSON text for the core, completed from the environment.
 * @param {object} options
 * @param {NodeJS.ProcessEnv} env
 */
function clientOptionsJson(options, env) {
  const plain = readAll(CLIENT_OPTIONS, options);
  if (plain.auth === undefined) refuseKeyNames(options);
  warnOfUnknown(options, { owner: 'client', known: CLIENT_NAMES });
  // Who names `auth` means that key, or none if it has no value. Another key could be another tenant's.
  if (!has(options, 'auth')) plain.auth = variable(env, 'FACESIGN_API_KEY');
  plain.proxy ??= proxiesOf(env);
  plain.extraCaFile = variable(env, 'NODE_EXTRA_CA_CERTS');
  plain.userAgent = USER_AGENT;
  return JSON.stringify(plain);
}

/**
 * The options of a call as JSON text, `undefined` where there is none.
 * @param {object} options
 * @param {string} operation
 */
function callOptionsJson(options, operation) {
  const plain = readAll(CALL_OPTIONS, options, operation);
  warnOfUnknown(options, { owner: 'call', known: CALL_NAMES, ofClient: CLIENT_NAMES, operation });
  return JSON.stringify(plain);
}

const { version } = require('./package.js');
const USER_AGENT = `facesign-api-native/${version} node/${process.versions.node} (${process.platform}; ${process.arch})`;

/** Lower-case names first, as in curl. @param {NodeJS.ProcessEnv} env */
function proxiesOf(env) {
  const either = (/** @type {string} */ name) => variable(env, name) ?? variable(env, name.toUpperCase());
  const http = Object.hasOwn(env, 'REQUEST_METHOD') ? proxyOfCgi(env) : either('http_proxy');
  return { http: withScheme(http), https: withScheme(either('https_proxy')), noProxy: either('no_proxy') };
}

/**
 * In a CGI process HTTP_PROXY may be the header `Proxy` of whoever calls it (httpoxy), so it is ignored, as in curl. On
 * Windows names have no case, so there is no other.
 * @param {NodeJS.ProcessEnv} env
 */
function proxyOfCgi(env) {
  return process.platform === 'win32' ? undefined : variable(env, 'http_proxy');
}

/** An empty one is unset. `process.env` inherits, so what is not its own is no variable. @param {NodeJS.ProcessEnv} env @param {string} name */
function variable(env, name) {
  return (Object.hasOwn(env, name) && env[name]) || undefined;
}

/** `proxy.example:3128` stands for an http proxy, as in curl. @param {string | undefined} address */
function withScheme(address) {
  if (!address) return undefined;
  return address.includes('://') ? address : `http://${address}`;
}

module.exports = { clientOptionsJson, callOptionsJson };
