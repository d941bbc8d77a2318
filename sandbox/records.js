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

module.exports = { createRecords };
