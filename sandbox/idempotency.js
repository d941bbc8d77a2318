// @ts-check
// Idempotency keys: the first response under a key is given again, whatever else happens.
// Whether the live server honours the header is unknown (docs/api-contract.md#api-errors); this is the behavior usual elsewhere.

const { error } = require('./answers.js');

/** @typedef {import('./answers').Answer} Answer */
/** @typedef {{ body: string, answer: Answer | undefined }} Entry */

const OTHER_BODY = 'This idempotency key was used with another body: send the same body, or a new key';
const IN_PROGRESS = 'A request with this idempotency key is still in progress: try again later';

function createIdempotency() {
  /** @type {Map<string, Entry>} */
  const entries = new Map();

  /** @param {string} scope @param {string} body @param {() => Promise<Answer>} work */
  const first = async (scope, body, work) => {
    /** @type {Entry} */
    const entry = { body, answer: undefined };
    entries.set(scope, entry);
    try {
      entry.answer = await work();
      return entry.answer;
    } finally {
      if (!entry.answer) entries.delete(scope);
    }
  };

  return {
    clear: () => entries.clear(),
    /**
     * Does the work once per scope (API key and idempotency key).
     * @param {string} scope @param {string} body @param {() => Promise<Answer>} work @returns {Promise<Answer>}
     */
    async once(scope, body, work) {
      const entry = entries.get(scope);
      if (!entry) return first(scope, body, work);
      if (entry.body !== body) return error(409, { message: OTHER_BODY });
      if (!entry.answer) return error(409, { message: IN_PROGRESS });
      return { ...entry.answer, headers: { ...entry.answer.headers, 'Idempotent-Replayed': 'true' } };
    },
  };
}

module.exports = { createIdempotency };
