// @ts-check
'use strict';

// Fields of a query that the caller names: `query` of `client.request`, and the call option `extraQuery`.

const { isDate } = require('node:util/types');
const { milliseconds, wellFormed } = require('./arguments.js');
const { configurationError } = require('./error-factory.js');
const { describeType, guarded, isArray, isPlainObject } = require('./read.js');

/**
 * @param {unknown} value strings, numbers, booleans and dates by name, or arrays of them; undefined and `null` are ignored
 * @param {string} param
 * @param {string} [operation]
 * @returns {[string, string][]} pairs of name and value; an array becomes several
 */
function queryPairs(value, param, operation) {
  if (!isPlainObject(value)) {
    const message = `${param} must be a plain object of values by name, got ${describeType(value)}`;
    throw configurationError(param, message, { ...(operation && { operation }) });
  }
  return guarded(param, operation, () => Object.entries(value)).flatMap(([name, field]) => {
    const fields = isArray(field) ? field : [field];
    return fields
      .filter((one) => one !== undefined && one !== null)
      .map(
        (one) => /** @type {[string, string]} */ ([wellFormed(name), string(one, name, param, operation)]),
      );
  });
}

/** @param {unknown} value @param {string} name @param {string} param @param {string} [operation] */
function string(value, name, param, operation) {
  const path = `${param}[${JSON.stringify(name)}]`;
  if (isDate(value)) return milliseconds({ name: operation }, value, path);
  if (['string', 'boolean', 'bigint'].includes(typeof value) || Number.isFinite(value))
    return wellFormed(value);
  const message = `${path} must be a string, a finite number, a boolean, a Date, or an array of these, got ${describeType(value)}`;
  throw configurationError(path, message, { ...(operation && { operation }) });
}

module.exports = { queryPairs };
