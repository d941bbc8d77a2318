// @ts-check
'use strict';

// What a value is, without the addon.

/**
 * Even this question throws for a proxy that was revoked; it is taken for an object that cannot be read.
 * @param {unknown} value
 * @returns {value is unknown[]}
 */
function isArray(value) {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** What a value is, for messages; never the value itself, which may be secret. @param {unknown} value */
function describeType(value) {
  if (value === null) return 'null';
  if (isArray(value)) return 'an array';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value === undefined) return 'undefined';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

module.exports = { isArray, describeType };
