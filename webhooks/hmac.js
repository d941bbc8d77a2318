// @ts-check
'use strict';

// HMAC-SHA256 over the raw bytes, and its comparison in constant time.

const { createHmac, timingSafeEqual } = require('node:crypto');

/** @param {string | Uint8Array} body @param {string} secret used as text @returns {string} 64 hex digits in lower case */
function hmac(body, secret) {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/**
 * Compares every candidate with every secret, so that the time tells neither which one matches nor whether one does.
 * @param {string | Uint8Array} body
 * @param {string[]} secrets
 * @param {Buffer[]} candidates of 64 hex digits in lower case
 */
function isSigned(body, secrets, candidates) {
  let found = 0;
  for (const secret of secrets) {
    const expected = Buffer.from(hmac(body, secret));
    for (const candidate of candidates) found |= Number(timingSafeEqual(expected, candidate));
  }
  return found !== 0;
}

module.exports = { hmac, isSigned };
