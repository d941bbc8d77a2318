// @ts-check
// Client secrets and the addresses they open (docs/api-contract.md#client-secrets-and-session-life-cycle). A secret opens its
// session once. The browser then gets an address of its own, the visit, which it may load again.

/** @typedef {{ secret: string, createdAt: number, url: string, expireAt: number }} ClientSecret */
/** @typedef {{ sessionId: string, clientSecret: ClientSecret, used: boolean }} Link */
/** @typedef {'replaced' | 'used' | 'expired'} LinkProblem */

const SECRET_LIFE_MS = 7_200_000;
/** How many links of a session are known: one can be refreshed without end. */
const MAX_LINKS = 10;

/** @param {import('./clock').Clock} clock @param {import('./identifiers').Identifiers} identifiers @param {() => string} origin of the pages */
function createSecrets(clock, identifiers, origin) {
  /** By secret. @type {Map<string, Link>} */
  const links = new Map();
  /** The last secrets of each session, the newest at the end. @type {Map<string, ClientSecret[]>} */
  const issued = new Map();
  /** Sessions by visit, and back. @type {Map<string, string>} */
  const sessions = new Map();
  /** @type {Map<string, string>} */
  const visits = new Map();

  /** @param {string} sessionId */
  const newest = (sessionId) => issued.get(sessionId)?.at(-1);

  return {
    /** Replaces the earlier secret of the session. @param {string} sessionId @returns {ClientSecret} */
    issue(sessionId) {
      const secret = identifiers.secret();
      const createdAt = clock.now();
      const url = `${origin()}/play?cs=${secret}`;
      const clientSecret = { secret, createdAt, url, expireAt: createdAt + SECRET_LIFE_MS };
      links.set(secret, { sessionId, clientSecret, used: false });
      const ofSession = [...(issued.get(sessionId) ?? []), clientSecret];
      for (const old of ofSession.splice(0, ofSession.length - MAX_LINKS)) links.delete(old.secret);
      issued.set(sessionId, ofSession);
      return clientSecret;
    },
    newest,
    /** @param {string} secret */
    find: (secret) => links.get(secret),
    /** Why a secret doesn't open its session. @param {Link} link @returns {LinkProblem | undefined} */
    problem({ sessionId, clientSecret, used }) {
      if (used) return 'used';
      if (newest(sessionId) !== clientSecret) return 'replaced';
      return clientSecret.expireAt <= clock.now() ? 'expired' : undefined;
    },
    /** Uses a secret up. @param {Link} link @returns {string} the visit */
    use(link) {
      link.used = true;
      const visit = visits.get(link.sessionId) ?? identifiers.visit();
      visits.set(link.sessionId, visit);
      sessions.set(visit, link.sessionId);
      return visit;
    },
    /** @param {string} visit */
    visited: (visit) => sessions.get(visit),
    /** The address where a session that was opened goes on. @param {string} sessionId */
    visit: (sessionId) => visits.get(sessionId),
    /** Of a session that is gone. @param {string} sessionId */
    forget(sessionId) {
      for (const { secret } of issued.get(sessionId) ?? []) links.delete(secret);
      issued.delete(sessionId);
      sessions.delete(visits.get(sessionId) ?? '');
      visits.delete(sessionId);
    },
    clear() {
      for (const map of [links, issued, sessions, visits]) map.clear();
    },
  };
}

/** @typedef {ReturnType<typeof createSecrets>} Secrets */

module.exports = { createSecrets };
