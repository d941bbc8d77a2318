// @ts-check
'use strict';

// Reads signatures and times from the headers, in every form that has been described: `X-FaceSign-Signature` or
// `FaceSign-Signature` with bare hex, `sha256=<hex>` or `t=<seconds>,v1=<hex>`, and `X-FaceSign-Timestamp`. Repeated
// headers are the same as one with commas (RFC 9110, section 5.3).

const { describeType } = require('../lib/describe-type.js');
const { configurationError, rejected } = require('./errors.js');

const SIGNATURES = ['x-facesign-signature', 'facesign-signature'];
const TIMESTAMP = 'x-facesign-timestamp';
/** A signature has 64 characters, so an honest header has some hundred. */
const MAX_LENGTH = 4096;
const MAX_CANDIDATES = 16;
const HEX = /^[0-9a-f]{64}$/i;
const SECONDS = /^\d{1,12}$/;

/** @typedef {{ candidates: Buffer[], times: number[] }} Signature candidates as hex digits in lower case, times in milliseconds since 1970 */

/** @param {unknown} headers @returns {Signature} */
function signatureOf(headers) {
  const elements = elementsOf(headers, SIGNATURES);
  if (elements.length === 0)
    throw rejected(
      'missing',
      'the request has no signature: X-FaceSign-Signature and FaceSign-Signature are absent or empty',
    );
  const pairs = elements.map(pairOf);
  return { candidates: candidatesOf(pairs), times: timesOf(pairs, elementsOf(headers, [TIMESTAMP])) };
}

/** Plain loops: every webhook comes through here. @param {unknown} headers @param {string[]} names @returns {string[]} what stands between the commas */
function elementsOf(headers, names) {
  const elements = [];
  let length = 0;
  for (const name of names)
    for (const value of valuesOf(headers, name)) {
      length += value.length;
      if (length > MAX_LENGTH)
        throw rejected('malformed', `${name} has more than ${MAX_LENGTH} characters, the maximum`);
      for (const element of value.split(',')) if (element.trim() !== '') elements.push(element.trim());
    }
  return elements;
}

/** @param {unknown} headers @param {string} name in lower case @returns {string[]} */
function valuesOf(headers, name) {
  const found = [];
  for (const value of isHeaders(headers) ? [headers.get(name)] : ownValues(headers, name)) {
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string')
      throw rejected('malformed', `${name} must be a string, got ${describeType(value)}`);
    found.push(value);
  }
  return found;
}

/** @param {unknown} headers @param {string} name @returns {unknown[]} */
function ownValues(headers, name) {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers))
    throw configurationError(
      'headers',
      `headers must be a Headers object or an object of strings, got ${describeType(headers)}`,
    );
  /** @type {unknown[]} */
  const values = [];
  for (const key of Object.keys(headers)) {
    if (key.length !== name.length || key.toLowerCase() !== name) continue;
    const value = /** @type {Record<string, unknown>} */ (headers)[key];
    if (Array.isArray(value)) values.push(...value);
    else values.push(value);
  }
  return values;
}

/** @param {any} headers @returns {headers is { get(name: string): unknown }} */
function isHeaders(headers) {
  return typeof headers === 'object' && headers !== null && typeof headers.get === 'function';
}

/** @param {string} element @returns {[string, string]} */
function pairOf(element) {
  const at = element.indexOf('=');
  return at < 0 ? ['', element] : [element.slice(0, at), element.slice(at + 1)];
}

/** Names that aren't known are skipped: a later form may stand beside the one of today. @param {[string, string][]} pairs */
function candidatesOf(pairs) {
  const found = pairs.filter(([name]) => name === '' || name === 'v1' || name === 'sha256');
  if (found.length === 0)
    throw rejected('malformed', 'the signature header has no signature in a known form');
  if (found.length > MAX_CANDIDATES)
    throw rejected(
      'malformed',
      `the signature header has ${found.length} signatures, the maximum is ${MAX_CANDIDATES}`,
    );
  return found.map(([, hex]) => {
    if (HEX.test(hex)) return Buffer.from(hex.toLowerCase());
    throw rejected('malformed', `a signature must have 64 hex digits, got ${hex.length} characters`);
  });
}

/** @param {[string, string][]} pairs @param {string[]} others of the header for it alone */
function timesOf(pairs, others) {
  const inside = pairs.filter(([name]) => name === 't').map(([, seconds]) => seconds);
  for (const [name, times] of /** @type {[string, string[]][]} */ ([
    ['t=', inside],
    [TIMESTAMP, others],
  ]))
    if (times.length > 1)
      throw rejected('malformed', `there are ${times.length} times in ${name}, the maximum is 1`);
  return [...inside, ...others].map((seconds) => {
    if (SECONDS.test(seconds)) return Number(seconds) * 1000;
    throw rejected('malformed', 'the time beside the signature must be whole seconds since 1970');
  });
}

module.exports = { signatureOf };
