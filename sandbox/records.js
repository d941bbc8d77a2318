// @ts-check
// The recorded requests, limited in number and in bytes.

const { createBound } = require('./bound.js');

/** @typedef {import('./index').SandboxRequest} SandboxRequest */

/** @param {{ recordLimit: number, recordBytes: number }} limits */
function createRecords({ recordLimit, recordBytes }) {
  // Users may remove requests from the array.
  /** @type {SandboxRequest[]} */
  const requests = [];
  /** @type {import('./bound').Collection<SandboxRequest>} */
  const collection = {
    count: () => requests.length,
    items: () => requests,
    dropOldest: () => requests.shift(),
  };
  const limit = createBound({ count: recordLimit, bytes: recordBytes }, collection);

  return {
    requests,
    clear() {
      requests.length = 0;
    },
    /** @param {SandboxRequest} request */
    add(request) {
      requests.push(request);
      limit(request, bytesOf(request));
    },
  };
}

/** The approximate memory that it takes. @param {SandboxRequest} request */
function bytesOf({ url, rawHeaders, body }) {
  return rawHeaders.reduce((sum, header) => sum + header.length, url.length + Buffer.byteLength(body));
}

/** Hides the key, which could be a real one. @param {SandboxRequest} request */
function withoutKey(request) {
  const headers = {
    ...request.headers,
    ...(request.headers.authorization ? { authorization: '[hidden]' } : {}),
  };
  const isKey = (/** @type {number} */ i) =>
    i % 2 === 1 && request.rawHeaders[i - 1]?.toLowerCase() === 'authorization';
  return {
    ...request,
    headers,
    rawHeaders: request.rawHeaders.map((header, i) => (isKey(i) ? '[hidden]' : header)),
  };
}

module.exports = { createRecords, withoutKey };
