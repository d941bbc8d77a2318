// @ts-check
// Ids and secrets in the recorded formats (docs/api-contract.md#responses-by-endpoint,
// #client-secrets-and-session-life-cycle). Each kind has its own counter, so the nth session has the same id whatever other
// calls came in between.

const { createHash, randomUUID } = require('node:crypto');

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** @param {Buffer} bytes @param {number} length */
function lettersAndDigits(bytes, length) {
  return Array.from(bytes.subarray(0, length), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** @param {number | string} [given] seed; defaults to random ids */
function createIdentifiers(given) {
  let seed = given ?? randomUUID();
  /** @type {Record<string, number>} */
  let counts = {};
  /** @param {string} kind */
  const next = (kind) => {
    counts[kind] = (counts[kind] ?? 0) + 1;
    return createHash('sha256').update(`${seed}/${kind}/${counts[kind]}`).digest();
  };
  return {
    /** Without a seed, ids are new after a reset too. */
    reset() {
      seed = given ?? randomUUID();
      counts = {};
    },
    sessionId: () => lettersAndDigits(next('session'), 20),
    /** Of an event that is about no session of this sandbox. */
    otherSessionId: () => lettersAndDigits(next('other session'), 20),
    requestId: () => `req_${lettersAndDigits(next('request'), 20)}`,
    visit: () => next('visit').toString('hex').slice(0, 32),
    secret: () => `cs${next('secret').toString('hex').slice(0, 32)}`,
    eventId: () => `evt_${next('event').toString('hex').slice(0, 24)}`,
  };
}

/** @typedef {ReturnType<typeof createIdentifiers>} Identifiers */

module.exports = { createIdentifiers };
