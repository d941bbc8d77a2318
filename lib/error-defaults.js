// @ts-check
'use strict';

// The defaults of each error class, for fields that its constructor isn't given. `type`, `code` and `userMessage` repeat
// src/core/error/class.rs, so that errors can be constructed without the addon; checks/lists.test.mjs compares the two.

const UNAVAILABLE = 'Identity verification is not available right now. Please try again later.';
const SERVER_PROBLEM =
  'The verification service has a problem at the moment. Please try again in a few minutes.';

/** Defaults of every class. */
const COMMON = {
  operation: 'client',
  attempts: Object.freeze([]),
  outcome: 'unknown',
  mayHaveActed: false,
  retryable: false,
};

/** Defaults of an error response of the API. @param {number} status @param {string} type @param {string} userMessage */
function apiError(status, type, userMessage) {
  return { type, outcome: 'answered', userMessage, response: { status, headers: {}, body: '' } };
}

const SERVER_ERROR = {
  ...apiError(500, 'server_error', SERVER_PROBLEM),
  outcome: 'unknown',
  retryable: true,
};

/** @type {Record<string, Record<string, unknown>>} */
const BY_CLASS = {
  FaceSignError: { type: 'internal_error', userMessage: UNAVAILABLE },
  ApiError: SERVER_ERROR,
  AuthenticationError: apiError(401, 'authentication_error', UNAVAILABLE),
  ValidationError: apiError(
    400,
    'validation_error',
    'Some of the details were not accepted. Please check them and try again.',
  ),
  ConflictError: apiError(
    409,
    'validation_error',
    'This request conflicts with an earlier one. Please check its result before you try again.',
  ),
  NotFoundError: apiError(
    404,
    'not_found_error',
    'This verification could not be found. Please start a new one.',
  ),
  RateLimitError: {
    ...apiError(
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
  // Raised in JavaScript alone, so the core has no such class.
  WebhookVerificationError: {
    type: 'webhook_verification_error',
    code: 'facesign_webhook_verification_error',
    operation: 'webhooks',
    outcome: 'not_sent',
    reason: 'mismatch',
    userMessage: 'This notification could not be verified.',
  },
};

/** The defaults of a class, in an object without a prototype. @param {string} name */
function defaultsOf(name) {
  return Object.assign(Object.create(null), COMMON, BY_CLASS[name]);
}

module.exports = { defaultsOf };
