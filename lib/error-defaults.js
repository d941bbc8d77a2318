// @ts-check
'use strict';

// What an error has when whoever constructs it leaves a field out. `type`, `code` and `userMessage` are those of
// src/core/error/class.rs: this twin lets errors be constructed where no addon is loaded, and a test compares the two.

const UNAVAILABLE = 'Identity verification is not available right now. Please try again later.';
const SERVER_PROBLEM =
  'The verification service has a problem at the moment. Please try again in a few minutes.';

const ANY = {
  operation: 'client',
  attempts: Object.freeze([]),
  outcome: 'unknown',
  mayHaveActed: false,
  retryable: false,
};

/** Of an error that stands for a response. @param {number} status @param {string} type @param {string} userMessage */
function answered(status, type, userMessage) {
  return { type, outcome: 'answered', userMessage, response: { status, headers: {}, body: '' } };
}

const SERVER_ERROR = {
  ...answered(500, 'server_error', SERVER_PROBLEM),
  outcome: 'unknown',
  retryable: true,
};

/** @type {Record<string, Record<string, unknown>>} */
const OF_CLASS = {
  FaceSignError: { type: 'internal_error', userMessage: UNAVAILABLE },
  ApiError: SERVER_ERROR,
  AuthenticationError: answered(401, 'authentication_error', UNAVAILABLE),
  ValidationError: answered(
    400,
    'validation_error',
    'Some of the details were not accepted. Please check them and try again.',
  ),
  ConflictError: answered(
    409,
    'validation_error',
    'This request conflicts with an earlier one. Please check its result before you try again.',
  ),
  NotFoundError: answered(
    404,
    'not_found_error',
    'This verification could not be found. Please start a new one.',
  ),
  RateLimitError: {
    ...answered(
      429,
      'rate_limit_error',
      'There are many requests at the moment. Please wait a little and try again.',
    ),
    retryable: true,
  },
  ServerError: SERVER_ERROR,
  ConnectionError: {
    type: 'connection_error',
    retryable: true,
    userMessage: 'The verification service could not be reached. Please try again in a few minutes.',
  },
  TimeoutError: {
    type: 'timeout_error',
    // As in the old SDK, the message of a timeout is its code.
    message: 'facesign_client_request_timeout',
    code: 'facesign_client_request_timeout',
    retryable: true,
    userMessage: 'The verification service took too long to respond. Please try again.',
  },
  AbortError: { type: 'abort_error', code: 'ABORT_ERR', userMessage: 'The request was cancelled.' },
  ResponseError: {
    type: 'response_error',
    code: 'facesign_client_response_error',
    userMessage: SERVER_PROBLEM,
  },
  ConfigurationError: {
    type: 'configuration_error',
    code: 'facesign_client_configuration_error',
    outcome: 'not_sent',
    param: 'options',
    userMessage: UNAVAILABLE,
  },
  InternalError: {
    type: 'internal_error',
    code: 'facesign_client_internal_error',
    userMessage: UNAVAILABLE,
  },
};

/** The defaults of a class, on an object that inherits nothing. @param {string} name */
function defaultsOf(name) {
  return Object.assign(Object.create(null), ANY, OF_CLASS[name]);
}

module.exports = { defaultsOf };
