// @ts-check
'use strict';

// `withResponse(promise)`: what belongs to a call besides its data. The promise of a call has its record in a private field,
// so calls stay plain promises and the data gets no property. Nothing of a record is parsed before somebody asks for it.

const { configurationError } = require('./error-factory.js');
const { describeType } = require('./describe-type.js');

/**
 * The record of a call.
 * @typedef {object} CallRecord
 * @property {string} report a line of JSON, then a line for each header, as src/core/crossing/reports.rs writes them; empty
 *   before the call succeeded
 */

/**
 * What the core reports of a call that succeeded.
 * @typedef {object} SuccessReport
 * @property {number} status
 * @property {string} [requestId]
 * @property {import('../index.js').Attempt[]} attempts
 * @property {import('../index.js').CallOutcome} outcome
 * @property {number} elapsedMs
 * @property {true} [adopted]
 * @property {string[]} [duplicates]
 */

/** @param {string} report @returns {SuccessReport} */
function readReport(report) {
  return JSON.parse(report.slice(0, report.indexOf('\n')));
}

/** The headers of a report, repeated ones joined. @param {string} report */
function headersOf(report) {
  const headers = new Map();
  for (const line of report.split('\n').slice(1, -1)) {
    const end = line.indexOf(': ');
    const [name, value] = [line.slice(0, end), line.slice(end + 2)];
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  }
  return Object.fromEntries(headers);
}

/** Returns its argument, so that the constructor of a derived class adds its fields to that object. */
class Given {
  /** @param {object} given */
  constructor(given) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what the class is for
    return given;
  }
}

/**
 * Adds the record to a promise as a private field, which nothing but this class can see or read. A `WeakMap` would do the
 * same, for a microsecond of garbage collection per call.
 */
class Remembered extends Given {
  #record;

  /** @param {Promise<unknown>} promise @param {CallRecord} record */
  constructor(promise, record) {
    super(promise);
    this.#record = record;
  }

  /** @param {unknown} value @returns {CallRecord | undefined} */
  static recordOf(value) {
    return typeof value === 'object' && value !== null && #record in value ? value.#record : undefined;
  }
}

/**
 * Makes `withResponse` know a call.
 * @template T
 * @param {Promise<T>} promise what the caller gets
 * @param {CallRecord} record
 */
function remember(promise, record) {
  new Remembered(promise, record);
  return promise;
}

/**
 * Makes `withResponse` know a promise whose data was made from that of another call.
 * @template T
 * @param {Promise<T>} promise
 * @param {Promise<unknown>} call
 */
function derive(promise, call) {
  return remember(promise, /** @type {CallRecord} */ (Remembered.recordOf(call)));
}

/**
 * @template T
 * @param {Promise<T>} promise of a call
 */
async function withResponse(promise) {
  const record = Remembered.recordOf(promise);
  if (!record) throw foreign(promise);
  const data = await promise;
  const { outcome, ...report } = readReport(record.report);
  const response = { ...report, headers: headersOf(record.report) };
  return { data, response, requestId: response.requestId };
}

/** @param {unknown} value */
function foreign(value) {
  const message =
    `promise must be the promise that a call of a client returned, got ${describeType(value)}. Pass the call itself, ` +
    'not the result of await, then() or an async function';
  return configurationError('promise', message);
}

module.exports = { derive, readReport, remember, withResponse };
