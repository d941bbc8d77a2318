// @ts-check
// Responses before they are sent, with the documented error envelope (docs/api-contract.md#api-errors).

/** @typedef {{ status: number, headers: Record<string, string>, body: string, sessionId?: string }} SandboxResponse `sessionId` of the session that was created */
/** @typedef {{ type?: string | undefined, code?: string | undefined, message?: string | undefined }} ErrorFields */

/** @type {Record<number, { type: string, message: string, code?: string }>} */
const ERRORS = {
  400: { type: 'validation_error', message: 'Invalid request parameters' },
  401: { type: 'authentication_error', message: 'Invalid API key provided', code: 'invalid_api_key' },
  403: { type: 'authentication_error', message: 'This key does not allow the call' },
  404: { type: 'not_found_error', message: 'Session not found' },
  405: { type: 'validation_error', message: 'The method is not allowed for this path' },
  408: { type: 'server_error', message: 'The server timed out waiting for the request' },
  409: { type: 'validation_error', message: 'The request collides with another one' },
  422: { type: 'validation_error', message: 'Invalid request parameters' },
  429: { type: 'rate_limit_error', message: 'Rate limit exceeded', code: 'rate_limit_exceeded' },
};

/** @param {number} status */
function defaultError(status) {
  const fallback = status >= 500 ? 'server_error' : 'validation_error';
  return ERRORS[status] ?? { type: fallback, message: `The sandbox was asked for a ${status}` };
}

/** @param {number} status @param {unknown} value @param {Record<string, string>} [headers] @returns {SandboxResponse} */
function json(status, value, headers = {}) {
  const body = JSON.stringify(value);
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers }, body };
}

/**
 * An error response. Fields default to those of the status.
 * @param {number} status @param {ErrorFields} [fields] @param {Record<string, string>} [headers]
 */
function error(status, fields = {}, headers = {}) {
  const defaults = defaultError(status);
  const code = fields.code ?? defaults.code;
  const envelope = { type: fields.type ?? defaults.type, message: fields.message ?? defaults.message };
  return json(status, { error: code === undefined ? envelope : { ...envelope, code } }, headers);
}

/** An error as the development server sent it in 2025. @param {number} status @param {string} [message] */
function bareError(status, message = defaultError(status).message) {
  return json(status, { error: message });
}

/** An error page of a proxy in front of the API. @param {number} status @param {string} [title] @returns {SandboxResponse} */
function html(status, title = `${status}`) {
  const page = `<html>\r\n<head><title>${title}</title></head>\r\n<body><h1>${title}</h1></body>\r\n</html>\r\n`;
  return { status, headers: { 'Content-Type': 'text/html' }, body: page };
}

module.exports = { json, error, bareError, html };
