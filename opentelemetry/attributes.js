// @ts-check
'use strict';

// What spans and metrics say about a call, by the conventions for HTTP clients
// (https://opentelemetry.io/docs/specs/semconv/http/).

/**
 * @typedef {import('../types/observability.js').CallTraceContext} CallContext
 * @typedef {import('../types/errors.js').Attempt} Attempt
 * @typedef {import('@opentelemetry/api').Attributes} Attributes
 */

/** The part that spans and metrics share. @param {CallContext} context @returns {Attributes} */
function common({ method, serverAddress, serverPort }) {
  return {
    'http.request.method': method,
    'server.address': serverAddress,
    'server.port': serverPort,
  };
}

/** @param {CallContext} context of a call that starts */
function callAttributes(context) {
  const { method, urlTemplate, operation, callId } = context;
  const path = urlTemplate.slice(urlTemplate.indexOf('/', urlTemplate.indexOf('://') + 3));
  const own = { 'url.full': urlTemplate, 'facesign.operation': operation, 'facesign.call_id': callId };
  return { spanName: `${method} ${path}`, attributes: { ...common(context), ...own } };
}

/** @param {CallContext} context of a call that ended @returns {Attributes} */
function resultAttributes({ status, requestId, attempts, error }) {
  const resends = (attempts?.length ?? 0) - 1;
  return {
    ...response(status),
    ...(error && { 'error.type': errorType(status, error.code ?? error.name) }),
    ...(resends > 0 && { 'http.request.resend_count': resends }),
    ...(requestId !== undefined && { 'facesign.request_id': requestId }),
  };
}

/** The retries of a call that ended. @param {CallContext} context @param {number} startTime in ms since 1970 */
function retryEvents({ attempts = [] }, startTime) {
  let time = startTime;
  return attempts.slice(0, -1).map((failed, at) => {
    time += failed.waitedMs + failed.elapsedMs;
    const delay = /** @type {Attempt} */ (attempts[at + 1]).waitedMs;
    return { time, attributes: { ...failureOf(failed), 'facesign.retry.delay_ms': delay } };
  });
}

/** @param {CallContext} context @param {Attempt} attempt @returns {Attributes} */
function attemptAttributes(context, attempt) {
  return { ...common(context), ...failureOf(attempt) };
}

/** @param {Attempt} attempt @returns {Attributes} */
function failureOf({ status, failure }) {
  return { ...response(status), ...(failure && { 'error.type': errorType(status, failure) }) };
}

/** @param {number | undefined} status @returns {Attributes} */
function response(status) {
  return status === undefined ? {} : { 'http.response.status_code': status };
}

/** The status where it says that there was an error, otherwise what else is known. @param {number | undefined} status @param {string} otherwise */
function errorType(status, otherwise) {
  return status !== undefined && status >= 400 ? String(status) : otherwise;
}

module.exports = { attemptAttributes, callAttributes, resultAttributes, retryEvents };
