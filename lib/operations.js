// @ts-check
'use strict';

// The core's table of operations (src/core/endpoints.rs), by name.

const native = require('./binding.js');

/** @type {ReadonlyMap<string, import('../native.js').OperationInfo>} */
const OPERATIONS = new Map(native.operations().map((operation) => [operation.name, operation]));

module.exports = { OPERATIONS };
