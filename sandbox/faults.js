// @ts-check
// Fault injection: validates faults and queues them. An invalid fault throws at once, since a fault that never happens lets
// a test pass for the wrong reason.

const { validateHeaderName, validateHeaderValue } = require('node:http');
const { bareError, error, html } = require('./responses.js');
const { checkFields } = require('./check.js');
const { OPERATIONS } = require('./routes.js');

/** @typedef {import('./responses').SandboxResponse} SandboxResponse */
/** @typedef {import('./index').SandboxFault} SandboxFault */
/** @typedef {import('./index').SandboxOperation} Operation */
/** @typedef {'whole' | 'stall-headers' | 'stall-body' | 'reset-headers' | 'reset-body' | 'truncate'} Delivery */
/**
 * A validated fault. `handled`: the operation is carried out. `response`: sent instead of the real one.
 * @typedef {object} Fault
 * @property {Operation | undefined} operation
 * @property {number} times
 * @property {boolean} handled
 * @property {SandboxResponse | undefined} response
 * @property {Record<string, string>} headers
 * @property {number} delayBeforeMs
 * @property {number} delayAfterMs
 * @property {Delivery} delivery
 */

const BODIES = ['envelope', 'bare-string', 'html', 'empty'];

/** @param {number} value @param {number} minimum */
const isInteger = (value, minimum) => Number.isInteger(value) && value >= minimum;
/** @param {any} value */
const isString = (value) => typeof value === 'string';

/** @type {import('./check.js').Checks} */
const FIELDS = {
  times: {
    isValid: (v) => v === Infinity || isInteger(v, 1),
    expected: 'an integer of at least 1, or Infinity',
  },
  operation: { isValid: (v) => OPERATIONS.includes(v), expected: `one of ${OPERATIONS.join(', ')}` },
  status: { isValid: (v) => isInteger(v, 200) && v <= 599, expected: 'a status from 200 to 599' },
  code: { isValid: isString, expected: 'a string' },
  type: { isValid: isString, expected: 'a string' },
  message: { isValid: isString, expected: 'a string' },
  retryAfter: {
    isValid: (v) => Number.isFinite(v) || areHeaders({ retryAfter: v }),
    expected: 'seconds or an HTTP date',
  },
  headers: { isValid: areHeaders, expected: 'an object of valid HTTP header names and strings' },
  body: {
    isValid: (v) => BODIES.includes(v) || isString(v?.raw),
    expected: `one of ${BODIES.join(', ')}, or { raw: string }`,
  },
  delayMs: {
    isValid: (v) => Number.isFinite(v) && v >= 0 && v < 2 ** 31,
    expected: 'milliseconds of at least 0',
  },
  stall: { isValid: (v) => v === 'headers' || v === 'body', expected: "'headers' or 'body'" },
  reset: {
    isValid: (v) => v === 'before-headers' || v === 'in-body',
    expected: "'before-headers' or 'in-body'",
  },
  truncate: { isValid: (v) => typeof v === 'boolean', expected: 'true or false' },
  afterHandling: { isValid: (v) => typeof v === 'boolean', expected: 'true or false' },
};

/** @param {unknown} value */
function areHeaders(value) {
  if (typeof value !== 'object' || value === null) return false;
  try {
    for (const [name, header] of Object.entries(value)) {
      validateHeaderName(name);
      validateHeaderValue(name, header);
    }
    return Object.values(value).every(isString);
  } catch {
    return false;
  }
}

/** @param {any} given @returns {Fault} */
function checkFault(given) {
  const fault = definedFields(given);
  const response = injectedResponse(fault);
  const delivery = deliveryOf(fault);
  const keepsRealResponse = !response && delivery !== 'stall-headers' && delivery !== 'reset-headers';
  rejectContradictions(fault, response, delivery, keepsRealResponse);
  const after = fault.afterHandling === true;
  return {
    operation: fault.operation,
    times: fault.times ?? 1,
    handled: fault.afterHandling ?? keepsRealResponse,
    response,
    headers: { ...retryAfterHeader(fault), ...fault.headers },
    delayBeforeMs: after ? 0 : (fault.delayMs ?? 0),
    delayAfterMs: after ? (fault.delayMs ?? 0) : 0,
    delivery,
  };
}

/** @param {any} given @returns {SandboxFault} */
function definedFields(given) {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError('A fault must be an object, such as { status: 503, times: 2 }.');
  }
  checkFields(FIELDS, given, { owner: 'a fault', kind: 'field' });
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** @param {SandboxFault} fault @returns {SandboxResponse | undefined} */
function injectedResponse({ status, body, type, code, message }) {
  if ([status, body, type, code, message].every((field) => field === undefined)) return undefined;
  const chosen = status ?? 500;
  if (typeof body === 'object') {
    return { status: chosen, headers: { 'Content-Type': 'application/json; charset=utf-8' }, body: body.raw };
  }
  if (body === 'bare-string') return bareError(chosen, message);
  if (body === 'html') return html(chosen, message);
  if (body === 'empty' || chosen === 204 || chosen === 304) return { status: chosen, headers: {}, body: '' };
  return error(chosen, { type, code, message });
}

/** @param {SandboxFault} fault @returns {Delivery} */
function deliveryOf({ stall, reset, truncate }) {
  if (stall) return stall === 'headers' ? 'stall-headers' : 'stall-body';
  if (reset) return reset === 'before-headers' ? 'reset-headers' : 'reset-body';
  return truncate ? 'truncate' : 'whole';
}

/** @param {SandboxFault} fault @param {SandboxResponse | undefined} response @param {Delivery} delivery @param {boolean} keepsReal */
function rejectContradictions(fault, response, delivery, keepsReal) {
  const modes = [fault.stall, fault.reset, fault.truncate].filter(Boolean);
  if (modes.length > 1)
    throw new TypeError('A fault can have only one of stall, reset and truncate. Remove the others.');
  const hasEffect =
    Boolean(response) ||
    delivery !== 'whole' ||
    fault.delayMs ||
    fault.headers ||
    fault.retryAfter !== undefined;
  if (!hasEffect)
    throw new TypeError('A fault must have an effect: set status, delayMs, stall, reset or truncate.');
  const truncates = delivery === 'stall-body' || delivery === 'reset-body' || delivery === 'truncate';
  if (truncates && response && response.body.length < 2) {
    throw new TypeError(
      'A fault cannot cut an empty body. Set another body, or remove stall, reset and truncate.',
    );
  }
  if (truncates && keepsReal && fault.afterHandling === false) {
    throw new TypeError(
      'The real response can only be cut after the operation. Remove afterHandling, or set a status.',
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
    /** Takes one use of the first queued fault that matches. @param {Operation | undefined} operation */
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
