// @ts-check
// Faults on demand: the check of a description, the queue, and the form a description has in a request header.
// A description that makes no sense is refused at once: a fault that never happens lets a test pass for nothing.

const { validateHeaderName, validateHeaderValue } = require('node:http');
const { bareError, error, html } = require('./answers.js');
const { checkFields } = require('./check.js');
const { OPERATIONS } = require('./routes.js');

/** @typedef {import('./answers').Answer} Answer */
/** @typedef {import('./index').SandboxFault} SandboxFault */
/** @typedef {import('./index').SandboxOperation} Operation */
/** @typedef {'whole' | 'stall-headers' | 'stall-body' | 'reset-headers' | 'reset-body' | 'truncate'} Delivery */
/**
 * A checked fault. `handled`: the operation is carried out. `answer`: what is sent in place of the real response.
 * @typedef {object} Fault
 * @property {Operation | undefined} operation
 * @property {number} times
 * @property {boolean} handled
 * @property {Answer | undefined} answer
 * @property {Record<string, string>} headers
 * @property {number} delayBeforeMs
 * @property {number} delayAfterMs
 * @property {Delivery} delivery
 */

const BODIES = ['envelope', 'bare-string', 'html', 'empty'];

/** @param {number} value @param {number} least */
const isWhole = (value, least) => Number.isInteger(value) && value >= least;
/** @param {any} value */
const isText = (value) => typeof value === 'string';

/** @type {import('./check.js').Checks} */
const FIELDS = {
  times: { fits: (v) => v === Infinity || isWhole(v, 1), wants: 'a whole number from 1 up, or Infinity' },
  operation: { fits: (v) => OPERATIONS.includes(v), wants: `one of ${OPERATIONS.join(', ')}` },
  status: { fits: (v) => isWhole(v, 200) && v <= 599, wants: 'a status from 200 to 599' },
  code: { fits: isText, wants: 'a text' },
  type: { fits: isText, wants: 'a text' },
  message: { fits: isText, wants: 'a text' },
  retryAfter: {
    fits: (v) => Number.isFinite(v) || areHeaders({ retryAfter: v }),
    wants: 'seconds or an HTTP date',
  },
  headers: { fits: areHeaders, wants: 'an object of header names and texts that HTTP allows' },
  body: {
    fits: (v) => BODIES.includes(v) || isText(v?.raw),
    wants: `one of ${BODIES.join(', ')}, or { raw: text }`,
  },
  delayMs: { fits: (v) => Number.isFinite(v) && v >= 0 && v < 2 ** 31, wants: 'milliseconds from 0 up' },
  stall: { fits: (v) => v === 'headers' || v === 'body', wants: "'headers' or 'body'" },
  reset: { fits: (v) => v === 'before-headers' || v === 'in-body', wants: "'before-headers' or 'in-body'" },
  truncate: { fits: (v) => typeof v === 'boolean', wants: 'true or false' },
  afterHandling: { fits: (v) => typeof v === 'boolean', wants: 'true or false' },
};

/** @param {unknown} value */
function areHeaders(value) {
  if (typeof value !== 'object' || value === null) return false;
  try {
    for (const [name, text] of Object.entries(value)) {
      validateHeaderName(name);
      validateHeaderValue(name, text);
    }
    return Object.values(value).every(isText);
  } catch {
    return false;
  }
}

/** @param {any} given @returns {Fault} */
function checkFault(given) {
  const fault = onlyGivenFields(given);
  const answer = madeUpAnswer(fault);
  const delivery = deliveryOf(fault);
  const keepsRealAnswer = !answer && delivery !== 'stall-headers' && delivery !== 'reset-headers';
  refuseContradictions(fault, answer, delivery, keepsRealAnswer);
  const after = fault.afterHandling === true;
  return {
    operation: fault.operation,
    times: fault.times ?? 1,
    handled: fault.afterHandling ?? keepsRealAnswer,
    answer,
    headers: { ...retryAfterHeader(fault), ...fault.headers },
    delayBeforeMs: after ? 0 : (fault.delayMs ?? 0),
    delayAfterMs: after ? (fault.delayMs ?? 0) : 0,
    delivery,
  };
}

/** @param {any} given @returns {SandboxFault} */
function onlyGivenFields(given) {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError('A fault is described by an object, for example { status: 503, times: 2 }.');
  }
  checkFields(FIELDS, given, { owner: 'a fault', kind: 'field' });
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** @param {SandboxFault} fault @returns {Answer | undefined} */
function madeUpAnswer({ status, body, type, code, message }) {
  if ([status, body, type, code, message].every((field) => field === undefined)) return undefined;
  const chosen = status ?? 500;
  if (typeof body === 'object') {
    return { status: chosen, headers: { 'Content-Type': 'application/json; charset=utf-8' }, text: body.raw };
  }
  if (body === 'bare-string') return bareError(chosen, message);
  if (body === 'html') return html(chosen, message);
  if (body === 'empty' || chosen === 204 || chosen === 304) return { status: chosen, headers: {}, text: '' };
  return error(chosen, { type, code, message });
}

/** @param {SandboxFault} fault @returns {Delivery} */
function deliveryOf({ stall, reset, truncate }) {
  if (stall) return stall === 'headers' ? 'stall-headers' : 'stall-body';
  if (reset) return reset === 'before-headers' ? 'reset-headers' : 'reset-body';
  return truncate ? 'truncate' : 'whole';
}

/** @param {SandboxFault} fault @param {Answer | undefined} answer @param {Delivery} delivery @param {boolean} keepsReal */
function refuseContradictions(fault, answer, delivery, keepsReal) {
  const ways = [fault.stall, fault.reset, fault.truncate].filter(Boolean);
  if (ways.length > 1)
    throw new TypeError('A fault can only do one of stall, reset and truncate: leave one.');
  const changes =
    Boolean(answer) ||
    delivery !== 'whole' ||
    fault.delayMs ||
    fault.headers ||
    fault.retryAfter !== undefined;
  if (!changes)
    throw new TypeError('A fault must say what goes wrong: give status, delayMs, stall, reset or truncate.');
  const cuts = delivery === 'stall-body' || delivery === 'reset-body' || delivery === 'truncate';
  if (cuts && answer && answer.text.length < 2) {
    throw new TypeError('A fault cannot cut an empty body: give another body, or leave the cut out.');
  }
  if (cuts && keepsReal && fault.afterHandling === false) {
    throw new TypeError(
      'The real answer can only be cut after the operation: leave afterHandling out, or give a status.',
    );
  }
}

/** @param {SandboxFault} fault @returns {Record<string, string>} */
function retryAfterHeader({ retryAfter }) {
  return retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
}

function createFaults() {
  /** @type {Fault[]} */
  let queue = [];
  return {
    /** @param {SandboxFault} given */
    add(given) {
      queue.push(checkFault(given));
    },
    clear() {
      queue = [];
    },
    get pending() {
      return queue.reduce((sum, fault) => sum + fault.times, 0);
    },
    /** The first queued fault that fits, used up by one. @param {Operation | undefined} operation */
    take(operation) {
      const fault = queue.find((item) => item.operation === undefined || item.operation === operation);
      if (!fault) return undefined;
      fault.times -= 1;
      if (fault.times === 0) queue = queue.filter((item) => item !== fault);
      return fault;
    },
  };
}

/** @typedef {ReturnType<typeof createFaults>} Faults */

module.exports = { checkFault, createFaults };
