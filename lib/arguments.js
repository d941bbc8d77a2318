// @ts-check
'use strict';

// Serializes the arguments of a call by the table of operations. JavaScript decides what is truthy, String() and
// JSON.stringify, so that requests equal those of the old SDK (docs/api-contract.md#query-parameters, #request-body).

const { isDate } = require('node:util/types');
const { configurationError } = require('./error-factory.js');
const { describeType, guarded, isObject, property } = require('./read.js');

/** @typedef {import('../native.js').OperationInfo} Operation */

/**
 * @param {Operation} operation
 * @param {unknown} given the caller's arguments; optional
 * @returns {string} JSON of the fields that the operation has
 */
function argumentsJson(operation, given) {
  const args = given ?? {};
  if (!isObject(args)) {
    const message = `the arguments of ${operation.name} must be an object, got ${describeType(given)}`;
    throw configurationError('args', message, { operation: operation.name });
  }
  /** @type {Record<string, unknown>} */
  const picked = {};
  for (const name of operation.pathFields) picked[name] = pathValue(operation, args, name);
  for (const field of operation.queryFields) picked[field.name] = queryValue(operation, args, field);
  for (const name of operation.bodyFields) {
    const value = property(args, name, operation.name);
    // JSON.stringify drops undefined values anyway. Without them it is faster.
    if (value !== undefined) picked[name] = value;
  }
  return stringify(operation, picked);
}

/** A string, or a number as in the old SDK. @param {Operation} operation @param {object} args @param {string} name */
function pathValue(operation, args, name) {
  const value = property(args, name, operation.name);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' || typeof value === 'number') return wellFormed(value);
  const message = `${name} must be a string, got ${describeType(value)}. Pass the id of a session`;
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

/** The API's times are milliseconds since 1970. @param {{name?: string | undefined}} operation @param {Date} date @param {string} name */
function milliseconds(operation, date, name) {
  // Not `date.getTime()`: the caller may have replaced it.
  const time = Date.prototype.getTime.call(date);
  if (!Number.isNaN(time)) return String(time);
  const message = `${name} must be a valid Date or milliseconds since 1970, got an invalid Date`;
  throw configurationError(name, message, { ...(operation.name && { operation: operation.name }) });
}

/** `String()` with U+FFFD for lone surrogates, which can't be sent. `URL` replaces them too. @param {unknown} value */
function wellFormed(value) {
  return /** @type {string & {toWellFormed(): string}} */ (String(value)).toWellFormed();
}

/** @param {Operation} operation @param {Record<string, unknown>} picked */
function stringify(operation, picked) {
  try {
    return JSON.stringify(picked);
  } catch (cause) {
    const param = Object.keys(picked).find((name) => !isSerializable(picked[name])) ?? 'args';
    const message = `${param} cannot be serialized as JSON (see cause): it has a BigInt, a cycle, or a toJSON that throws`;
    throw configurationError(param, message, { operation: operation.name, cause });
  }
}

/** @param {unknown} value */
function isSerializable(value) {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

/**
 * Adds the fields of the call option `extraBody`, which win.
 * @param {Operation} operation
 * @param {string} json the body
 * @param {Record<string, unknown>} extra undefined fields are ignored
 */
function withExtraBody(operation, json, extra) {
  if (operation.bodyFields.length === 0) {
    const message = `extraBody can't be sent with ${operation.name}, whose body has no fields of its own`;
    throw configurationError('extraBody', message, { operation: operation.name });
  }
  const entries = guarded('extraBody', operation.name, () => Object.entries(extra));
  const given = entries.filter(([, value]) => value !== undefined);
  return stringify(operation, Object.fromEntries([...Object.entries(JSON.parse(json)), ...given]));
}

module.exports = { argumentsJson, milliseconds, stringify, wellFormed, withExtraBody };
