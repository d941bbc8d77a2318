// @ts-check
// Client secrets and the addresses they open (docs/api-contract.md#client-secrets-and-session-life-cycle). A secret opens its
// session once. The browser then gets an address of its own, the visit, which it may load again.

/** @typedef {{ secret: string, createdAt: number, url: string, expireAt: number }} ClientSecret */
/** @typedef {{ sessionId: string, clientSecret: ClientSecret, used: boolean }} Link */
/** @typedef {'replaced' | 'used' | 'expired'} LinkProblem */

const SECRET_LIFE_MS = 7_200_000;
/** Earlier secrets of a session that are still recognized. */
const MAX_LINKS = 10;

/** @param {import('./clock').Clock} clock @param {import('./identifiers').Identifiers} identifiers @param {() => string} origin of the pages */
function createSecrets(clock, identifiers, origin) {
  /** By secret. @type {Map<string, Link>} */
  const links = new Map();
  /** The newest secret of each session. @type {Map<string, ClientSecret>} */
  const newest = new Map();
  /** The secrets of each session that have a link. @type {Map<string, string[]>} */
  const issued = new Map();
  /** Sessions by visit, and back. @type {Map<string, string>} */
  const sessions = new Map();
  /** @type {Map<string, string>} */
  const visits = new Map();

  return {
    /** Replaces the earlier secret of the session. @param {string} sessionId @returns {ClientSecret} */
    issue(sessionId) {
      const secret = identifiers.secret();
      const createdAt = clock.now();
      const url = `${origin()}/play?cs=${secret}`;
      const clientSecret = { secret, createdAt, url, expireAt: createdAt + SECRET_LIFE_MS };
      links.set(secret, { sessionId, clientSecret, used: false });
      newest.set(sessionId, clientSecret);
      const secretsOfSession = issued.get(sessionId) ?? [];
      issued.set(sessionId, secretsOfSession);
      if (secretsOfSession.push(secret) > MAX_LINKS) links.delete(String(secretsOfSession.shift()));
      return clientSecret;
    },
    /** Drops all that belongs to a session. @param {string} sessionId */
    forget(sessionId) {
      for (const secret of issued.get(sessionId) ?? []) links.delete(secret);
      sessions.delete(visits.get(sessionId) ?? '');
      for (const map of [newest, issued, visits]) map.delete(sessionId);
    },
    /** @param {string} sessionId */
    newest: (sessionId) => newest.get(sessionId),
    /** @param {string} secret */
    find: (secret) => links.get(secret),
    /** Why a secret doesn't open its session. @param {Link} link @returns {LinkProblem | undefined} */
    problem({ sessionId, clientSecret, used }) {
      if (used) return 'used';
      if (newest.get(sessionId) !== clientSecret) return 'replaced';
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
    clear() {
      for (const map of [links, newest, issued, sessions, visits]) map.clear();
    },
  };
}

/** @typedef {ReturnType<typeof createSecrets>} Secrets */

module.exports = { createSecrets };
