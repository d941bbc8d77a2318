// @ts-check
'use strict';

// The error classes. They are made from the records that the core writes (src/core/report.rs): which class,
// which words and which fields is decided there; here a record becomes an object that can be thrown.

const { define } = require('./define.js');

/**
 * @typedef {import('../index.js').Attempt} Attempt
 * @typedef {import('../index.js').ErrorReport} ErrorReport
 * @typedef {import('../index.js').FaceSignFailure} FaceSignFailure
 */

/**
 * A failure as the core records it.
 * @typedef {object} FailureRecord
 * @property {string} class
 * @property {string} message
 * @property {Attempt[]} attempts
 * @property {{message: string, code?: string}[]} causes
 */

/**
 * What only the facade knows of a failure.
 * @typedef {{operation: string, mayHaveActed: boolean, cause?: unknown}} Details
 */

// By this brand `instanceof` holds across two copies of the package and across realms (Jest's vm contexts).
const BRAND = Symbol.for('@facesignai/api-native.failure');

// In the order of types/errors.d.ts. Those of the second list enter no log by themselves: they are long.
// biome-ignore format: a list to be read at a glance
const SHOWN = [
  'type', 'code', 'status', 'requestId', 'error', 'apiMessage', 'operation', 'attempts', 'outcome', 'mayHaveActed',
  'retryable', 'retryAfterMs', 'stopReason', 'userMessage', 'param',
];
const HIDDEN = ['headers', 'rawBody', 'findings'];
// biome-ignore format: a list to be read at a glance
const LOGGED = [
  'type', 'message', 'userMessage', 'operation', 'outcome', 'mayHaveActed', 'retryable', 'attempts', 'code', 'status',
  'requestId', 'apiMessage', 'retryAfterMs', 'stopReason', 'param',
];

class FaceSignError extends Error {
  /**
   * @param {FailureRecord} record
   * @param {Details} details
   */
  constructor(record, details) {
    // What is left out is not to be found on Object.prototype instead.
    /** @type {Record<string, unknown>} */
    const fields = Object.assign(Object.create(null), record, details);
    const { cause = causeOf(record.causes) } = fields;
    super(record.message, cause === undefined ? undefined : { cause });
    for (const name of SHOWN) defineGiven(this, name, fields[name], true);
    for (const name of HIDDEN) defineGiven(this, name, fields[name], false);
  }

  /** @returns {readonly string[]} the names of the classes that this one is or extends */
  get [BRAND]() {
    return lineage(this.constructor);
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
    /** @type {Record<string, unknown>} */
    const report = { name: this.name };
    for (const name of LOGGED)
      if (Object.hasOwn(this, name)) define(report, name, Reflect.get(this, name), true);
    return /** @type {ErrorReport} */ (/** @type {unknown} */ (report));
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

// On the prototype, as in the language's own errors, so that it does not show as a field of each.
for (const [name, Class] of Object.entries(classes)) define(Class.prototype, 'name', name, false);

/** @param {object} target @param {string} name @param {unknown} value @param {boolean} enumerable */
function defineGiven(target, name, value, enumerable) {
  if (value !== undefined) define(target, name, value, enumerable);
}

/** Outside of the class: one that names itself has a `_` before its name in what is published. @param {unknown} value */
function isFailure(value) {
  return value instanceof FaceSignError;
}

/** @param {Function} Class @param {unknown} value */
function isInstance(Class, value) {
  // A class that a user derived from ours has no place in the brand.
  if (!Object.hasOwn(Class.prototype, 'name'))
    return Function.prototype[Symbol.hasInstance].call(Class, value);
  const brand = /** @type {any} */ (value)?.[BRAND];
  return Array.isArray(brand) && brand.includes(Class.prototype.name);
}

/** @param {Function} Class @returns {string[]} */
function lineage(Class) {
  const own = Object.hasOwn(Class.prototype, 'name') ? [Class.prototype.name] : [];
  return Class === FaceSignError ? own : [...own, ...lineage(Object.getPrototypeOf(Class))];
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
  return /** @type {FaceSignFailure} */ (/** @type {unknown} */ (new Class(record, details)));
}

module.exports = { classes, errorOf };
