// @ts-check
'use strict';

// The arguments of a call become JSON text by the table of operations, with JavaScript's own meaning of
// truthy, String() and JSON.stringify, so that the wire stays that of the old SDK (docs/api-contract.md#query-parameters, #request-body).

const { isDate } = require('node:util/types');
const { configurationError } = require('./failures.js');
const { guarded, isObject, kind, property } = require('./read.js');

/** @typedef {import('../native.js').OperationInfo} Operation */

/**
 * @param {Operation} operation
 * @param {unknown} given what the caller passed; nothing at all is an empty object
 * @returns {string} JSON text of the operation's own fields
 */
function argumentsJson(operation, given) {
  const args = given ?? {};
  if (!isObject(args)) {
    const message = `${operation.name} takes an object, but got ${kind(given)}`;
    throw configurationError('args', message, { operation: operation.name });
  }
  /** @type {Record<string, unknown>} */
  const picked = {};
  for (const name of operation.pathFields) picked[name] = pathValue(operation, args, name);
  for (const field of operation.queryFields) picked[field.name] = queryValue(operation, args, field);
  for (const name of operation.bodyFields) {
    const value = property(args, name, operation.name);
    // What is undefined is not in the JSON either; an object without it is made and written faster.
    if (value !== undefined) picked[name] = value;
  }
  return stringified(operation, picked);
}

/** A text, or a number as the old SDK's template took it. @param {Operation} operation @param {object} args @param {string} name */
function pathValue(operation, args, name) {
  const value = property(args, name, operation.name);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' || typeof value === 'number') return wellFormed(value);
  const message = `${name} must be a text, but is ${kind(value)}. Give the id of a session`;
  throw configurationError(name, message, { operation: operation.name });
}

/**
 * @param {Operation} operation
 * @param {object} args
 * @param {Operation['queryFields'][number]} field
 */
function queryValue(operation, args, { name, sentWhen }) {
  const value = property(args, name, operation.name);
  if (sentWhen === 'truthy' ? !value : value === undefined) return undefined;
  if (isDate(value)) return milliseconds(operation, value, name);
  return guarded(name, operation.name, () =>
    Array.isArray(value) ? Array.from(value, wellFormed) : wellFormed(value),
  );
}

/** Times of the API are milliseconds since 1970. @param {Operation} operation @param {Date} date @param {string} name */
function milliseconds(operation, date, name) {
  // Not the object's own `getTime`: that one may be replaced, or come from another realm.
  const time = Date.prototype.getTime.call(date);
  if (!Number.isNaN(time)) return String(time);
  const message = `${name} must be a valid Date or milliseconds since 1970, got an invalid Date`;
  throw configurationError(name, message, { operation: operation.name });
}

/** `String()`, without halves of characters, which no query can carry; a URL replaces them likewise. @param {unknown} value */
function wellFormed(value) {
  return /** @type {string & {toWellFormed(): string}} */ (String(value)).toWellFormed();
}

/** @param {Operation} operation @param {Record<string, unknown>} picked */
function stringified(operation, picked) {
  try {
    return JSON.stringify(picked);
  } catch (cause) {
    const param = Object.keys(picked).find((name) => !isSerialisable(picked[name])) ?? 'args';
    const message = `${param} cannot be written as JSON (see cause). A BigInt, a cycle or a toJSON that throws is in it`;
    throw configurationError(param, message, { operation: operation.name, cause });
  }
}

/** @param {unknown} value */
function isSerialisable(value) {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

module.exports = { argumentsJson };
