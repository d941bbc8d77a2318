// @ts-check
// Idempotency keys: the first response for a key is replayed. Whether the live server supports them is unknown
// (docs/api-contract.md#api-errors); this is how other APIs do it.

const { error } = require('./responses.js');

/** @typedef {import('./responses').SandboxResponse} SandboxResponse */
/** @typedef {{ body: string, response: SandboxResponse | undefined }} Entry */

const OTHER_BODY = 'This idempotency key was used with another body. Send the same body, or a new key';
const IN_PROGRESS = 'A request with this idempotency key is still in progress. Try again later';

function createIdempotency() {
  /** @type {Map<string, Entry>} */
  const entries = new Map();

  /** @param {string} scope @param {string} body @param {() => Promise<SandboxResponse>} work */
  const first = async (scope, body, work) => {
    /** @type {Entry} */
    const entry = { body, response: undefined };
    entries.set(scope, entry);
    try {
      entry.response = await work();
      return entry.response;
    } finally {
      if (!entry.response) entries.delete(scope);
    }
  };

  return {
    clear: () => entries.clear(),
    /**
     * Runs the work once per scope (API key and idempotency key).
     * @param {string} scope @param {string} body @param {() => Promise<SandboxResponse>} work @returns {Promise<SandboxResponse>}
     */
    async once(scope, body, work) {
      const entry = entries.get(scope);
      if (!entry) return first(scope, body, work);
      if (entry.body !== body) return error(409, { message: OTHER_BODY });
      if (!entry.response) return error(409, { message: IN_PROGRESS });
      return { ...entry.response, headers: { ...entry.response.headers, 'Idempotent-Replayed': 'true' } };
    },
  };
}

module.exports = { createIdempotency };
