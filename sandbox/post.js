// @ts-check
// Posts one webhook over a connection of its own, without redirects and proxies. Also used by `facesign webhook send`.

const http = require('node:http');
const https = require('node:https');
const { isLoopback } = require('./guard.js');

/** @typedef {{ status: number, body: string } | { error: string }} Posted */
/** @typedef {{ headers: Record<string, string>, timeoutMs: number, signal?: AbortSignal }} PostOptions */

/** More of a response is read, but not kept. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Never rejects: what goes wrong is in `error`.
 * @param {URL} url @param {string} body @param {PostOptions} options @returns {Promise<Posted>}
 */
function post(url, body, options) {
  return exchange(url, body, options).catch((cause) => ({ error: reasonOf(cause) }));
}

/** @param {URL} url @param {string} body @param {PostOptions} options @returns {Promise<Posted>} */
function exchange(url, body, { headers, timeoutMs, signal }) {
  return new Promise((resolve, reject) => {
    const { request } = url.protocol === 'https:' ? https : http;
    const type = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(url, { method: 'POST', agent: false, headers: { ...type, ...headers }, signal });
    const timer = setTimeout(() => sent.destroy(new Error(`timed out after ${timeoutMs} ms`)), timeoutMs);
    sent.on('close', () => clearTimeout(timer));
    sent.on('error', reject);
    sent.on('response', (response) => {
      const { statusCode: status = 0 } = response;
      read(response).then(
        (text) => resolve({ status, body: text }),
        (cause) => reject(sent.errored ?? cause),
      );
    });
    sent.end(body);
  });
}

/** @param {http.IncomingMessage} response */
async function read(response) {
  /** @type {Buffer[]} */
  const chunks = [];
  let bytes = 0;
  for await (const chunk of response) {
    if (bytes < MAX_BODY_BYTES) chunks.push(chunk);
    bytes += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString();
}

/** An error for several addresses has no message. @param {any} cause */
function reasonOf(cause) {
  return String(cause.message || cause.code || cause);
}

/** Names other than `localhost` may lead anywhere. @param {URL} url */
function isLoopbackUrl({ hostname }) {
  return hostname === 'localhost' || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'));
}

/** @param {unknown} value @returns {URL | undefined} undefined for anything but an http or https address */
function urlOf(value) {
  const url = URL.canParse(String(value)) ? new URL(String(value)) : undefined;
  return url && ['http:', 'https:'].includes(url.protocol) ? url : undefined;
}

/** As it may be printed: without user, password and query. @param {URL} url */
function shown({ origin, pathname }) {
  return `${origin}${pathname}`;
}

module.exports = { isLoopbackUrl, post, shown, urlOf };
