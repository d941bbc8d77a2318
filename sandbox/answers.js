// @ts-check
// What a response is before it is sent, and the documented error envelope (docs/api-contract.md#api-errors).

/** @typedef {{ status: number, headers: Record<string, string>, text: string }} Answer */
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
function usualError(status) {
  const fallback = status >= 500 ? 'server_error' : 'validation_error';
  return ERRORS[status] ?? { type: fallback, message: `The sandbox was asked for a ${status}` };
}

/** @param {number} status @param {unknown} value @param {Record<string, string>} [headers] @returns {Answer} */
function json(status, value, headers = {}) {
  const text = JSON.stringify(value);
  return { status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers }, text };
}

/**
 * The envelope of a failed answer; what `fields` leaves out is the usual text for the status.
 * @param {number} status @param {ErrorFields} [fields] @param {Record<string, string>} [headers]
 */
function error(status, fields = {}, headers = {}) {
  const usual = usualError(status);
  const code = fields.code ?? usual.code;
  const envelope = { type: fields.type ?? usual.type, message: fields.message ?? usual.message };
  return json(status, { error: code === undefined ? envelope : { ...envelope, code } }, headers);
}

/** The form seen on the development server in 2025. @param {number} status @param {string} [text] */
function bareError(status, text = usualError(status).message) {
  return json(status, { error: text });
}

/** The page of a proxy that stands before the API. @param {number} status @param {string} [text] @returns {Answer} */
function html(status, text = `${status}`) {
  const page = `<html>\r\n<head><title>${text}</title></head>\r\n<body><h1>${text}</h1></body>\r\n</html>\r\n`;
  return { status, headers: { 'Content-Type': 'text/html' }, text: page };
}

module.exports = { json, error, bareError, html };
