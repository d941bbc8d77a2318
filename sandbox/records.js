// @ts-check
// The requests that are remembered, bounded in number and in bytes; the oldest go first.

/** @typedef {import('./index').SandboxRequest} SandboxRequest */

/** @param {{ recordLimit: number, recordBytes: number }} limits */
function createRecords({ recordLimit, recordBytes }) {
  /** @type {SandboxRequest[]} */
  const list = [];
  /** @type {WeakMap<SandboxRequest, number>} */
  const sizes = new WeakMap();
  const sizeOf = (/** @type {SandboxRequest} */ request) => sizes.get(request) ?? 0;
  let bytes = 0;

  return {
    list,
    clear() {
      list.length = 0;
    },
    /** @param {SandboxRequest} request */
    add(request) {
      list.push(request);
      sizes.set(request, bytesOf(request));
      bytes += sizeOf(request);
      // Counted anew only where it seems too much: the list is its user's, who may take requests out of it.
      if (bytes > recordBytes) bytes = list.reduce((sum, one) => sum + sizeOf(one), 0);
      while (list.length > recordLimit || (bytes > recordBytes && list.length > 0)) {
        const [oldest] = list.splice(0, 1);
        if (oldest) bytes -= sizeOf(oldest);
      }
    },
  };
}

/** About what it takes in memory. @param {SandboxRequest} request */
function bytesOf({ url, rawHeaders, body }) {
  return rawHeaders.reduce((sum, text) => sum + text.length, url.length + Buffer.byteLength(body));
}

module.exports = { createRecords };
