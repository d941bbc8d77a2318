// @ts-check
'use strict';

// `session.findByIdempotencyKey`: the session that a create made, found by the key that the create added to its metadata. The
// search is the core's (src/core/session_search.rs).

const { configurationError } = require('./error-factory.js');
const { describeType, isObject, property } = require('./read.js');
const { derive } = require('./with-response.js');

const OPERATION = 'session.findByIdempotencyKey';

/**
 * @param {(args: object, options?: unknown) => Promise<any>} find the call of the core, which gives `null` for no session
 * @returns {(key: unknown, where?: unknown, options?: unknown) => Promise<any>}
 */
function findByIdempotencyKey(find) {
  return (key, where, options) => {
    try {
      const found = find(readArguments(key, where), options);
      return derive(
        found.then((response) => response ?? undefined),
        found,
      );
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

/** @param {unknown} key @param {unknown} where */
function readArguments(key, where) {
  return { idempotencyKey: requireString('idempotencyKey', key), ...readWhere(where ?? {}) };
}

/** @param {unknown} where */
function readWhere(where) {
  if (!isObject(where)) throw invalid('where', `must be an object, got ${describeType(where)}`);
  const reference = property(where, 'clientReferenceId', OPERATION);
  const since = property(where, 'since', OPERATION) ?? undefined;
  return { clientReferenceId: requireString('clientReferenceId', reference), since };
}

/** @param {string} param @param {unknown} value */
function requireString(param, value) {
  if (typeof value === 'string') return value;
  throw invalid(param, `must be a string, got ${describeType(value)}`);
}

/** @param {string} param @param {string} problem */
function invalid(param, problem) {
  return configurationError(param, `${param} ${problem}. Pass what session.create was given`, {
    operation: OPERATION,
  });
}

module.exports = { findByIdempotencyKey };
