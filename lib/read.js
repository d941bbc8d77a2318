// @ts-check
'use strict';

// Reads single properties of what a caller passed: a getter or a proxy that throws becomes an error that
// names the property, and what someone put on Object.prototype is not taken for a value.

const { configurationError } = require('./failures.js');
const { isArray, kind } = require('./kind.js');

/** @typedef {Record<string, unknown>} Fields */

/**
 * @param {unknown} value
 * @returns {value is Fields}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null && !isArray(value);
}

/** So may this one; what was revoked is refused when it is read. @param {object} value */
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
 * @param {string} [path] the name in messages, where `source` is itself a property
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
 * Whether there is such a property, whatever its value.
 * @param {object} source
 * @param {string} name
 */
function has(source, name) {
  return guarded(name, undefined, () =>
    Object.hasOwn(Object.prototype, name) ? Object.hasOwn(source, name) : name in source,
  );
}

/**
 * Runs code of the caller's; what it throws becomes the cause of an error that names the property.
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
  const message = `${param} cannot be read: its own code threw an error (see cause). Pass a plain value`;
  return configurationError(param, message, { ...(operation && { operation }), cause });
}

module.exports = { has, isArray, isIterable, isObject, property, guarded, kind };
