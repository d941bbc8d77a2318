// The expected result of a cell, in terms of types/errors.d.ts. Each expectation has all asserted fields. A value may be
// `either(…)` if two results are right; the cell says why.
import { isDeepStrictEqual } from 'node:util';
import { VALUE } from './http1.mjs';

/** The documented number of attempts (`maxRetries` 2, plus the first). */
const ATTEMPTS = 3;

const exhausted = { stopReason: 'retries_exhausted', attempts: ATTEMPTS, requests: ATTEMPTS };
const final = { stopReason: 'not_retryable', attempts: 1, requests: 1 };

/** No response came: `ConnectionError`, retried. By default the request was sent and its outcome is unknown. */
export const connection = (code, changes = {}) => ({
  class: 'ConnectionError',
  type: 'connection_error',
  code,
  status: undefined,
  outcome: 'unknown',
  ...exhausted,
  ...changes,
});

/** The server cannot have acted on the request, and saw it `requests` times. */
export const unsent = (code, requests = 0) => connection(code, { outcome: 'not_sent', requests });

/** Every attempt timed out. */
export const timeout = (changes = {}) => ({
  class: 'TimeoutError',
  type: 'timeout_error',
  code: 'facesign_client_request_timeout',
  status: undefined,
  outcome: 'unknown',
  ...exhausted,
  ...changes,
});

const response = (changes) => ({
  class: 'ResponseError',
  type: 'response_error',
  code: 'facesign_client_response_error',
  status: 200,
  outcome: 'unknown',
  ...changes,
});

/** A good status and an incomplete body: retried. */
export const cutOff = (changes = {}) => response({ ...exhausted, ...changes });

/** A good status and a body that a retry would not help: damaged coding, too long. */
export const lost = (changes = {}) => response({ ...final, ...changes });

/** A good status and a complete body that is not JSON: its sender is unknown. */
export const noJson = (changes = {}) => response({ ...final, ...changes });

const KINDS = {
  ServerError: 'server_error',
  AuthenticationError: 'authentication_error',
  ValidationError: 'validation_error',
  NotFoundError: 'not_found_error',
};

/** Only a 4xx except 408 is a decision of the server (docs/decisions/0023). */
const decided = (status) => status >= 400 && status < 500 && status !== 408;

const withStatus = (name, status, counts, changes) => ({
  class: name,
  type: KINDS[name],
  code: undefined,
  status,
  outcome: decided(status) ? 'answered' : 'unknown',
  ...counts,
  ...changes,
});

export const retried = (name, status, changes) => withStatus(name, status, exhausted, changes);
export const refused = (name, status, changes) => withStatus(name, status, final, changes);

/** The call succeeds with the server's own value. */
export const success = (changes = {}) => ({ value: VALUE, attempts: 1, requests: 1, ...changes });

/** One of several right values. */
export const either = (...values) => ({ either: values });

/** No more than this. */
export const atMost = (limit) => ({ atMost: limit });

/**
 * The expectation for a create with `ambiguousRetries: false`: the first attempt that leaves it open whether the
 * server acted is the last.
 */
export function withoutAmbiguousRetries(expected) {
  if (expected.outcome !== 'unknown' || expected.stopReason !== 'retries_exhausted') return expected;
  const share = (count) => count / expected.attempts;
  const otherRequests = 'otherRequests' in expected && { otherRequests: share(expected.otherRequests) };
  const requests = share(expected.requests);
  return { ...expected, ...otherRequests, requests, stopReason: 'outcome_unknown', attempts: 1 };
}

/** The differences as sentences; empty if all is as expected. */
export function differences(expected, observed) {
  return Object.entries(expected)
    .filter(([name, wanted]) => !fits(wanted, observed[name]))
    .map(([name, wanted]) => `${name}: expected ${shown(wanted)}, but it is ${shown(observed[name])}`);
}

function fits(wanted, value) {
  if (wanted?.either) return wanted.either.some((one) => isDeepStrictEqual(one, value));
  if (wanted?.atMost !== undefined) return value <= wanted.atMost;
  return isDeepStrictEqual(wanted, value);
}

export function shown(value) {
  if (value?.either) return value.either.map(shown).join(' or ');
  if (value?.atMost !== undefined) return `at most ${value.atMost}`;
  return value === undefined ? 'absent' : JSON.stringify(value);
}
