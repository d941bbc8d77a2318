// @ts-check
'use strict';

// Reads single properties of the caller's objects. A getter or Proxy that throws becomes an error that names the property,
// and properties that were added to Object.prototype are ignored.

const { describeType, isArray } = require('./describe-type.js');
const { configurationError } = require('./error-factory.js');

/** @typedef {Record<string, unknown>} Fields */

/**
 * @param {unknown} value
 * @returns {value is Fields}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null && !isArray(value);
}

/**
 * An object whose own properties are its content: not a `Map`, a `Date` or `URLSearchParams`.
 * @param {unknown} value
 * @returns {value is Fields}
 */
function isPlainObject(value) {
  try {
    return (
      isObject(value) && Object.prototype.toString.call(value) === '[object Object]' && !isIterable(value)
    );
  } catch {
    return false;
  }
}

/** `in` throws for a revoked Proxy too. @param {object} value */
function isIterable(value) {
  try {
    return Symbol.iterator in value;
  } catch {
    return false;
  }
}

/**
 * @param {object} source
 * @param {string} name
 * @param {string} [operation]
 * @param {string} [path] the name in messages; defaults to `name`
 * @returns {unknown}
 */
function property(source, name, operation, path = name) {
  try {
    const value = /** @type {Fields} */ (source)[name];
    const polluted =
      value !== undefined && Object.hasOwn(Object.prototype, name) && !Object.hasOwn(source, name);
    return polluted ? undefined : value;
  } catch (cause) {
    throw unreadable(path, operation, cause);
  }
}

/**
 * Whether the property exists, with any value.
 * @param {object} source
 * @param {string} name
 */
function has(source, name) {
  return guarded(name, undefined, () =>
    Object.hasOwn(Object.prototype, name) ? Object.hasOwn(source, name) : name in source,
  );
}

/**
 * Runs code that may call the caller's. What that throws becomes the cause of an error that names the property.
 * @template T
 * @param {string} param
 * @param {string | undefined} operation
 * @param {() => T} read
 */
function guarded(param, operation, read) {
  try {
    return read();
  } catch (cause) {
    throw unreadable(param, operation, cause);
  }
}

/** @param {string} param @param {string | undefined} operation @param {unknown} cause */
function unreadable(param, operation, cause) {
  const message = `${param} cannot be read: its getter or Proxy threw (see cause). Pass a plain value`;
  return configurationError(param, message, { ...(operation && { operation }), cause });
}

module.exports = { describeType, guarded, has, isArray, isIterable, isObject, isPlainObject, property };
