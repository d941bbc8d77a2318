// @ts-check
'use strict';

/**
 * Defines a property that can be written and deleted. The descriptor has no prototype, since a `get` on Object.prototype
 * would be taken for one of its own.
 * @param {object} target
 * @param {PropertyKey} name
 * @param {unknown} value
 * @param {boolean} enumerable
 */
function define(target, name, value, enumerable) {
  const descriptor = { __proto__: null, value, enumerable, writable: true, configurable: true };
  Object.defineProperty(target, name, descriptor);
}

module.exports = { define };
