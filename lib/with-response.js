// @ts-check
'use strict';

// `withResponse(promise)`: what belongs to a call besides its data. The record of a call is found by its promise, so calls
// stay plain promises and the data gets no property. Nothing of a record is parsed before somebody asks for it.

const { configurationError } = require('./error-factory.js');
const { describeType } = require('./describe-type.js');

/**
 * The record of a call.
 * @typedef {object} CallRecord
 * @property {string} report JSON, as src/core/crossing/reports.rs writes it; empty before the call succeeded
 */

/**
 * What the core reports of a call that succeeded.
 * @typedef {object} SuccessReport
 * @property {number} status
 * @property {string} [requestId]
 * @property {import('../index.js').Attempt[]} attempts
 * @property {import('../index.js').CallOutcome} outcome
 * @property {number} elapsedMs
 * @property {Record<string, string>} headers
 */

/** The records of the calls, by their promises. @type {WeakMap<Promise<unknown>, CallRecord>} */
const records = new WeakMap();

/**
 * Makes `withResponse` know a call.
 * @template T
 * @param {Promise<T>} promise what the caller gets
 * @param {CallRecord} record
 */
function remember(promise, record) {
  records.set(promise, record);
  return promise;
}

/**
 * Makes `withResponse` know a promise whose data was made from that of another call.
 * @template T
 * @param {Promise<T>} promise
 * @param {Promise<unknown>} call
 */
function derive(promise, call) {
  return remember(promise, /** @type {CallRecord} */ (records.get(call)));
}

/**
 * @template T
 * @param {Promise<T>} promise of a call
 */
async function withResponse(promise) {
  const record = records.get(promise);
  if (!record) throw foreign(promise);
  const data = await promise;
  const { outcome, ...response } = /** @type {SuccessReport} */ (JSON.parse(record.report));
  return { data, response, requestId: response.requestId };
}

/** @param {unknown} value */
function foreign(value) {
  const message =
    `promise must be the promise that a call of a client returned, got ${describeType(value)}. Pass the call itself, ` +
    'not the result of await, then() or an async function';
  return configurationError('promise', message);
}

module.exports = { derive, remember, withResponse };
