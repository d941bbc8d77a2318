// @ts-check
'use strict';

// The error classes. Users can construct them, in tests for example; the client's own errors are constructed in
// error-factory.js. Nothing here needs the addon: the entry for webhooks, which loads none, uses these classes too.

const { define } = require('./define.js');
const { defaultsOf } = require('./error-defaults.js');

/**
 * @typedef {import('../index.js').ErrorReport} ErrorReport
 * @typedef {import('../index.js').AnyFaceSignError} AnyFaceSignError
 */

/** @typedef {Record<PropertyKey, unknown>} Fields */

// Each prototype holds the names of its class and of the classes that it extends. This brand makes `instanceof` work
// across two copies of the package and across realms (Jest's vm contexts).
const BRAND = Symbol.for('@facesignai/api-native.error');
// Also on each prototype, so that a user's subclass inherits the defaults.
const DEFAULTS = Symbol('facesign.errorDefaults');

// The enumerable fields, in the order of types/errors.d.ts. `status`, `statusCode` and `headers` are not among them:
// Express, Koa and Fastify would copy these into the response to the end user.
// biome-ignore format: easier to read in few lines
const ENUMERABLE = [
  'type', 'code', 'requestId', 'apiMessage', 'operation', 'attempts', 'outcome', 'mayHaveActed', 'retryable',
  'retryAfterMs', 'stopReason', 'userMessage', 'param', 'hint', 'reason',
];
// The fields of `toJSON()`.
// biome-ignore format: easier to read in few lines
const LOGGED = [
  'type', 'message', 'userMessage', 'operation', 'outcome', 'mayHaveActed', 'retryable', 'attempts', 'code', 'status',
  'requestId', 'apiMessage', 'retryAfterMs', 'stopReason', 'param', 'hint', 'reason',
];

class FaceSignError extends Error {
  /**
   * @param {string} [message]
   * @param {object} [fields] those of types/errors.d.ts; each defaults to that of the class
   */
  constructor(message, fields) {
    const defaults = /** @type {any} */ (new.target.prototype)[DEFAULTS];
    const cause = own(fields, 'cause');
    super(message ?? defaults.message ?? '', cause === undefined ? undefined : { cause });
    for (const name of ENUMERABLE) defineIfGiven(this, name, own(fields, name) ?? defaults[name], true);
    // Not enumerable, so that loggers don't print them on their own. pino would take `error` for an Error, as it has a
    // `message`.
    defineIfGiven(this, 'error', own(fields, 'error'), false);
    defineIfGiven(this, 'findings', own(fields, 'findings'), false);
    defineIfGiven(this, 'lastSession', own(fields, 'lastSession'), false);
    defineIfGiven(this, 'response', completeResponse(own(fields, 'response'), defaults.response), false);
  }

  /** @override @param {unknown} value @returns {boolean} */
  static [Symbol.hasInstance](value) {
    // biome-ignore lint/complexity/noThisInStatic: the class on the right of instanceof, which may be a subclass
    return isInstance(this, value);
  }

  /** @param {unknown} value @returns {value is AnyFaceSignError} */
  static is(value) {
    return isFaceSignError(value);
  }

  /** @returns {ErrorReport} */
  toJSON() {
    const report = { name: this.name };
    for (const name of LOGGED)
      defineIfGiven(report, name, own(name === 'status' ? own(this, 'response') : this, name), true);
    return /** @type {ErrorReport} */ (report);
  }
}

class ApiError extends FaceSignError {}
class AuthenticationError extends ApiError {}
class ValidationError extends ApiError {}
class ConflictError extends ApiError {}
class NotFoundError extends ApiError {}
class RateLimitError extends ApiError {}
class ServerError extends ApiError {}
class ConnectionError extends FaceSignError {}
class TimeoutError extends FaceSignError {}
class AbortError extends FaceSignError {}
class ResponseError extends FaceSignError {}
class ConfigurationError extends FaceSignError {}
class InternalError extends FaceSignError {}
class WebhookVerificationError extends FaceSignError {}

const classes = {
  FaceSignError,
  ApiError,
  AuthenticationError,
  ValidationError,
  ConflictError,
  NotFoundError,
  RateLimitError,
  ServerError,
  ConnectionError,
  TimeoutError,
  AbortError,
  ResponseError,
  ConfigurationError,
  InternalError,
  WebhookVerificationError,
};

for (const [name, Class] of Object.entries(classes)) {
  // On the prototype, as in the built-in errors, so that `name` isn't a field of every instance.
  define(Class.prototype, 'name', name, false);
  const parents = /** @type {Fields} */ (Object.getPrototypeOf(Class.prototype))[BRAND] ?? [];
  define(Class.prototype, BRAND, [name, .../** @type {string[]} */ (parents)], false);
  define(Class.prototype, DEFAULTS, defaultsOf(name), false);
}

/** An own property: nothing on Object.prototype counts as a field. @param {unknown} source @param {string} name */
function own(source, name) {
  return source && Object.hasOwn(source, name) ? /** @type {Fields} */ (source)[name] : undefined;
}

/** @param {object} target @param {string} name @param {unknown} value @param {boolean} enumerable */
function defineIfGiven(target, name, value, enumerable) {
  if (value !== undefined) define(target, name, value, enumerable);
}

/**
 * The given response, completed by the default one of the class. `null` means that no response arrived.
 * @param {unknown} given
 * @param {unknown} fallback
 */
function completeResponse(given, fallback) {
  if (given === null || (given === undefined && fallback === undefined)) return undefined;
  return { .../** @type {object} */ (fallback), .../** @type {object} */ (given) };
}

/** Outside of the class: the bundler adds a `_` to the name of a class that refers to itself. @param {unknown} value */
function isFaceSignError(value) {
  return value instanceof FaceSignError;
}

/** @param {Function} Class @param {unknown} value */
function isInstance(Class, value) {
  // A user's subclass has no brand of its own.
  if (!Object.hasOwn(Class.prototype, BRAND))
    return Function.prototype[Symbol.hasInstance].call(Class, value);
  const brand = /** @type {any} */ (value)?.[BRAND];
  return Array.isArray(brand) && brand.includes(Class.prototype[BRAND][0]);
}

module.exports = { classes };
