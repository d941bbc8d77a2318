// @ts-check
'use strict';

// The exported endpoint constants, derived from the core's table of operations (docs/api-contract.md#endpoint-constants).

const { OPERATIONS } = require('./operations.js');

/** @typedef {import('../native.js').OperationInfo} Operation */

/** @param {Operation} operation */
function endpoint({ method, path, pathFields, queryFields, bodyFields }) {
  return {
    method,
    // Values are inserted without encoding, as in the old SDK. The client's own calls encode them.
    path: (/** @type {Record<string, string>} */ params = {}) =>
      pathFields.reduce((filled, name) => filled.replace(`{${name}}`, () => String(params[name])), path),
    pathParams: [...pathFields],
    queryParams: queryFields.map(({ name }) => name),
    bodyParams: [...bodyFields],
  };
}

module.exports = Object.fromEntries(
  Array.from(OPERATIONS.values())
    .filter(({ constant }) => constant)
    .map((operation) => [operation.constant, endpoint(operation)]),
);
