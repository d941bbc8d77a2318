// @ts-check
'use strict';

// The error classes. Anybody can construct them; the errors of the client are constructed from the records that the core
// writes (src/core/crossing/reports.rs), which decides on class, message and fields.

const { define } = require('./define.js');
const { defaultsOf } = require('./error-defaults.js');

/**
 * @typedef {import('../index.js').Attempt} Attempt
 * @typedef {import('../index.js').ErrorReport} ErrorReport
 * @typedef {import('../index.js').FaceSignFailure} FaceSignFailure
 */

/**
 * A failure as the core records it; its further fields are those of the error.
 * @typedef {object} FailureRecord
 * @property {string} class
 * @property {string} message
 * @property {object | null} [response]
 * @property {{message: string, code?: string}[]} causes
 */

/**
 * What only the facade knows of a failure.
 * @typedef {{operation: string, mayHaveActed: boolean, cause?: unknown}} Details
 */

/** @typedef {Record<PropertyKey, unknown>} Fields */

// On each prototype the names of the class and of those above it. By this brand `instanceof` holds across two copies of
// the package and across realms (Jest's vm contexts).
const BRAND = Symbol.for('@facesignai/api-native.failure');
// On each prototype too, so that a class which extends one of ours has its defaults.
const DEFAULTS = Symbol('facesign.errorDefaults');

// In the order of types/errors.d.ts. No name is one that an HTTP framework reads: Express, Koa and Fastify would copy
// `status`, `statusCode` and `headers` into the response to the end user.
// biome-ignore format: a list to be read at a glance
const SHOWN = [
  'type', 'code', 'requestId', 'apiMessage', 'operation', 'attempts', 'outcome', 'mayHaveActed', 'retryable',
  'retryAfterMs', 'stopReason', 'userMessage', 'param', 'hint',
];
// biome-ignore format: a list to be read at a glance
const LOGGED = [
  'type', 'message', 'userMessage', 'operation', 'outcome', 'mayHaveActed', 'retryable', 'attempts', 'code', 'status',
  'requestId', 'apiMessage', 'retryAfterMs', 'stopReason', 'param', 'hint',
];

class FaceSignError extends Error {
  /**
   * @param {string} [message]
   * @param {object} [fields] those of types/errors.d.ts; what is left out is the default of the class
   */
  constructor(message, fields) {
    const defaults = /** @type {any} */ (new.target.prototype)[DEFAULTS];
    const cause = own(fields, 'cause');
    super(message ?? defaults.message ?? '', cause === undefined ? undefined : { cause });
    for (const name of SHOWN) defineGiven(this, name, own(fields, name) ?? defaults[name], true);
    // Not enumerable, so that they get into no log by themselves. pino would take `error` for an error, for its `message`.
    defineGiven(this, 'error', own(fields, 'error'), false);
    defineGiven(this, 'findings', own(fields, 'findings'), false);
    defineGiven(this, 'response', responseOf(own(fields, 'response'), defaults.response), false);
  }

  /** @override @param {unknown} value @returns {boolean} */
  static [Symbol.hasInstance](value) {
    // biome-ignore lint/complexity/noThisInStatic: the class that was asked for, which may be one that extends this
    return isInstance(this, value);
  }

  /** @param {unknown} value @returns {value is FaceSignFailure} */
  static is(value) {
    return isFailure(value);
  }

  /** @returns {ErrorReport} */
  toJSON() {
    const report = { name: this.name };
    for (const name of LOGGED)
      defineGiven(report, name, own(name === 'status' ? own(this, 'response') : this, name), true);
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
};

for (const [name, Class] of Object.entries(classes)) {
  // On the prototype, as in the language's own errors, so that it does not show as a field of each.
  define(Class.prototype, 'name', name, false);
  const above = /** @type {Fields} */ (Object.getPrototypeOf(Class.prototype))[BRAND] ?? [];
  define(Class.prototype, BRAND, [name, .../** @type {string[]} */ (above)], false);
  define(Class.prototype, DEFAULTS, defaultsOf(name), false);
}

/** What is left out is not to be found on Object.prototype instead. @param {unknown} source @param {string} name */
function own(source, name) {
  return source && Object.hasOwn(source, name) ? /** @type {Fields} */ (source)[name] : undefined;
}

/** @param {object} target @param {string} name @param {unknown} value @param {boolean} enumerable */
function defineGiven(target, name, value, enumerable) {
  if (value !== undefined) define(target, name, value, enumerable);
}

/**
 * Without one, that of the class; `null` says that none arrived.
 * @param {unknown} given
 * @param {unknown} otherwise
 */
function responseOf(given, otherwise) {
  if (given === null || (given === undefined && otherwise === undefined)) return undefined;
  return { .../** @type {object} */ (otherwise), .../** @type {object} */ (given) };
}

/** Outside of the class: one that names itself has a `_` before its name in what is published. @param {unknown} value */
function isFailure(value) {
  return value instanceof FaceSignError;
}

/** @param {Function} Class @param {unknown} value */
function isInstance(Class, value) {
  // A class that a user derived from ours has no place in the brand.
  if (!Object.hasOwn(Class.prototype, BRAND))
    return Function.prototype[Symbol.hasInstance].call(Class, value);
  const brand = /** @type {any} */ (value)?.[BRAND];
  return Array.isArray(brand) && brand.includes(Class.prototype[BRAND][0]);
}

/**
 * The chain of causes as errors, each the cause of the one before.
 * @param {{message: string, code?: string}[]} causes
 */
function causeOf(causes) {
  return causes.reduceRight((/** @type {Error | undefined} */ inner, { message, ...code }) => {
    const error = new Error(message, inner && { cause: inner });
    // Made by this package and not thrown where the fault is: its stack would tell nothing.
    define(error, 'stack', `Error: ${message}`, false);
    return Object.assign(error, code);
  }, undefined);
}

/**
 * The error that a record of the core describes.
 *
 * @param {FailureRecord} record
 * @param {Details} details
 * @returns {FaceSignFailure}
 */
function errorOf(record, details) {
  const Class = classes[/** @type {keyof typeof classes} */ (record.class)] ?? InternalError;
  const fields = { response: null, ...record, ...details };
  if (own(details, 'cause') === undefined) fields.cause = causeOf(record.causes);
  return /** @type {FaceSignFailure} */ (/** @type {unknown} */ (new Class(record.message, fields)));
}

module.exports = { classes, errorOf };
