// @ts-check
'use strict';

/**
 * Defines a property that can be written and deleted. The descriptor inherits nothing: a `get` or `value` that somebody
 * put on Object.prototype would be taken for its own.
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
