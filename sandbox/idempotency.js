// @ts-check
// Idempotency keys: the first response for a key is replayed. Whether the live server supports them is unknown
// (docs/api-contract.md#api-errors); this is how other APIs do it. A key is forgotten together with its session.

const { createBound } = require('./bound.js');
const { error } = require('./responses.js');

/** @typedef {import('./responses').SandboxResponse} SandboxResponse */
/** @typedef {{ scope: string, body: string, response: SandboxResponse | undefined }} Entry */
/** @typedef {{ key: string, scope: string }} Owner of a session */

const OTHER_BODY = 'This idempotency key was used with another body. Send the same body, or a new key';
const IN_PROGRESS = 'A request with this idempotency key is still in progress. Try again later';

/** @param {{ idempotency: boolean, sessionLimit: number, sessionBytes: number }} settings */
function createIdempotency({ idempotency: isHonored, sessionLimit, sessionBytes }) {
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  /** @type {Map<string, string[]>} */
  const sessionsByKey = new Map();
  /** By session. @type {Map<string, Owner>} */
  const owners = new Map();
  const limit = createBound(
    { count: sessionLimit, bytes: sessionBytes, keep: 1 },
    { count: () => entries.size, items: () => entries.values(), dropOldest: () => dropOldest(entries) },
  );

  /** @param {Entry} entry @param {string} key @param {() => Promise<SandboxResponse>} work */
  const first = async (entry, key, work) => {
    const { scope, body } = entry;
    entries.set(scope, entry);
    try {
      const response = await work();
      entry.response = response;
      note(response.sessionId, { key, scope });
      limit(entry, Buffer.byteLength(body) + Buffer.byteLength(response.body));
      return response;
    } finally {
      if (!entry.response) entries.delete(scope);
    }
  };

  /** @param {Owner} owner @param {() => Promise<SandboxResponse>} work */
  const ignoringKey = async (owner, work) => {
    const response = await work();
    note(response.sessionId, owner);
    return response;
  };

  /** @param {string | undefined} sessionId @param {Owner} owner */
  const note = (sessionId, owner) => {
    if (sessionId === undefined) return;
    owners.set(sessionId, owner);
    sessionsByKey.set(owner.key, [...(sessionsByKey.get(owner.key) ?? []), sessionId]);
  };

  return {
    sessionsByKey,
    clear() {
      for (const map of [entries, sessionsByKey, owners]) map.clear();
    },
    /** A replay would give a session that is gone. @param {string} sessionId */
    forget(sessionId) {
      const owner = owners.get(sessionId);
      if (!owner) return;
      owners.delete(sessionId);
      entries.delete(owner.scope);
      const others = (sessionsByKey.get(owner.key) ?? []).filter((id) => id !== sessionId);
      if (others.length > 0) sessionsByKey.set(owner.key, others);
      else sessionsByKey.delete(owner.key);
    },
    /**
     * Runs the work once per API key and idempotency key, or each time if the option `idempotency` is off.
     * @param {string} apiKey @param {string} key @param {string} body @param {() => Promise<SandboxResponse>} work
     * @returns {Promise<SandboxResponse>}
     */
    async once(apiKey, key, body, work) {
      const scope = `${apiKey}\n${key}`;
      if (!isHonored) return ignoringKey({ key, scope }, work);
      const entry = entries.get(scope);
      if (!entry) return first({ scope, body, response: undefined }, key, work);
      if (entry.body !== body) return error(409, { message: OTHER_BODY });
      if (!entry.response) return error(409, { message: IN_PROGRESS });
      return { ...entry.response, headers: { ...entry.response.headers, 'Idempotent-Replayed': 'true' } };
    },
  };
}

/** One without a response is still in progress. @param {Map<string, Entry>} entries */
function dropOldest(entries) {
  for (const entry of entries.values()) {
    if (!entry.response) continue;
    entries.delete(entry.scope);
    return entry;
  }
  return undefined;
}

module.exports = { createIdempotency };
