// @ts-check
'use strict';

// `client.request`: a call to an endpoint that this version doesn't know. It takes the way of every other call; the core
// checks that the path stays on the server (src/core/custom_request.rs).

const native = require('./binding.js');
const { stringify, wellFormed } = require('./arguments.js');
const { call } = require('./call.js');
const { configurationError } = require('./error-factory.js');
const { queryPairs } = require('./query-pairs.js');
const { describeType, isObject, property } = require('./read.js');

/**
 * @typedef {import('../native.js').OperationInfo} Operation
 * @typedef {InstanceType<(typeof import('./client-state.js'))['ClientState']>} ClientState
 */

const NAME = 'request';
/** By the method in lower case. @type {Map<unknown, import('./call.js').Operation>} */
const OPERATIONS = new Map(
  native.customOperations().map((operation) => [
    operation.method,
    // PUT and DELETE act, too, though a retry of them does no harm.
    { ...operation, acts: operation.method !== 'get', serialize: requestJson },
  ]),
);
const ANY = /** @type {import('./call.js').Operation} */ (OPERATIONS.get('get'));

/**
 * @param {ClientState} client
 * @param {unknown} request
 * @param {unknown} options of the call
 * @returns {Promise<any>}
 */
function customRequest(client, request, options) {
  return call(client, operationOf(request), request, options);
}

/** An invalid request is rejected by `requestJson`, in the call. @param {unknown} request */
function operationOf(request) {
  try {
    return OPERATIONS.get(readMethod(/** @type {object} */ (request))) ?? ANY;
  } catch {
    return ANY;
  }
}

/** @param {object} request */
function readMethod(request) {
  const method = property(request, 'method', NAME);
  return typeof method === 'string' ? method.toLowerCase() : method;
}

/** @param {unknown} request @returns {string} JSON for the core */
function requestJson(request) {
  if (!isObject(request)) throw invalid('request', `request must be an object, got ${describeType(request)}`);
  const method = readMethod(request);
  if (!OPERATIONS.has(method)) {
    const methods = [...OPERATIONS.keys()].join(', ').toUpperCase();
    throw invalid(
      'method',
      `method must be one of ${methods}, got ${typeof method === 'string' ? 'another string' : describeType(method)}`,
    );
  }
  const path = property(request, 'path', NAME);
  if (typeof path !== 'string')
    throw invalid('path', `path must be a string such as /sessions, got ${describeType(path)}`);
  const body = property(request, 'body', NAME);
  if (method === 'get' && body !== undefined)
    throw invalid('body', 'body must be undefined for GET, which has none. Pass the fields in query');
  if (typeof body === 'function' || typeof body === 'symbol')
    throw invalid('body', `body must be a value for JSON, got ${describeType(body)}`);
  const query = queryPairs(property(request, 'query', NAME) ?? {}, 'query', NAME);
  return stringify(ANY, { path: wellFormed(path), query, body });
}

/** @param {string} param @param {string} message */
function invalid(param, message) {
  return configurationError(param, message, { operation: NAME });
}

module.exports = { customRequest };
