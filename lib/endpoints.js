// @ts-check
'use strict';

// The exported endpoint constants, made from the core's table of operations (docs/api-contract.md#endpoint-constants).

const { OPERATIONS } = require('./operations.js');

/** @typedef {import('../native.js').OperationInfo} Operation */

/** @param {Operation} operation */
function endpoint({ method, path, pathFields, queryFields, bodyFields }) {
  return {
    method,
    // As in the old SDK the values go in as they are; only the client's own calls encode them.
    path: (/** @type {Record<string, string>} */ params = {}) =>
      pathFields.reduce((filled, name) => filled.replace(`{${name}}`, () => String(params[name])), path),
    pathParams: [...pathFields],
    queryParams: queryFields.map(({ name }) => name),
    bodyParams: [...bodyFields],
  };
}

module.exports = Object.fromEntries(
  Array.from(OPERATIONS.values(), (operation) => [operation.constant, endpoint(operation)]),
);
