// @ts-check
// The recorded requests, limited in number and in bytes. The oldest are dropped first.

/** @typedef {import('./index').SandboxRequest} SandboxRequest */

/** @param {{ recordLimit: number, recordBytes: number }} limits */
function createRecords({ recordLimit, recordBytes }) {
  /** @type {SandboxRequest[]} */
  const requests = [];
  /** @type {WeakMap<SandboxRequest, number>} */
  const sizes = new WeakMap();
  const storedSize = (/** @type {SandboxRequest} */ request) => sizes.get(request) ?? 0;
  let bytes = 0;

  return {
    requests,
    clear() {
      requests.length = 0;
    },
    /** @param {SandboxRequest} request */
    add(request) {
      requests.push(request);
      sizes.set(request, bytesOf(request));
      bytes += storedSize(request);
      // Users may remove requests from the array, so the sum is only an upper bound.
      if (bytes > recordBytes) bytes = requests.reduce((sum, one) => sum + storedSize(one), 0);
      while (requests.length > recordLimit || (bytes > recordBytes && requests.length > 0)) {
        const [oldest] = requests.splice(0, 1);
        if (oldest) bytes -= storedSize(oldest);
      }
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
