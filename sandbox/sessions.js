// @ts-check
// The sessions of a sandbox: how they are made, and how they live (docs/api-contract.md#responses-by-endpoint, #client-secrets-and-session-life-cycle).
// created -> inProgress -> complete | incomplete, by a call or by the clock.

const { DEFAULT_AVATAR_ID } = require('./catalogue.js');
const { normalizeFlow } = require('./normalize.js');
const { checkFields } = require('./check.js');
const { STATUSES } = require('./list.js');
const { reportOfPlayed, walk } = require('./report.js');

/** @typedef {import('./index').SandboxSession} Session */
/** @typedef {{ secret: string, createdAt: number, url: string, expireAt: number }} ClientSecret */

const SECRET_LIFE_MS = 7_200_000;
const SECRET_PAGES = { production: 'https://session.facesign.ai', dev: 'https://session.dev.facesign.ai' };

/** Older sessions may still have these. */
const OLD_STATUSES = ['requiresInput', 'processing', 'canceled'];
const ALL_STATUSES = [...STATUSES, ...OLD_STATUSES];

/** @param {unknown} value */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What has to fit where a test puts it on a session. @type {import('./check.js').Checks} */
const FIELDS = {
  status: { fits: (v) => ALL_STATUSES.includes(v), wants: `one of ${ALL_STATUSES.join(', ')}` },
  report: { fits: isObject, wants: 'an object' },
  settings: { fits: isObject, wants: 'an object' },
  createdAt: { fits: Number.isFinite, wants: 'milliseconds since 1970' },
  startedAt: { fits: Number.isFinite, wants: 'milliseconds since 1970' },
  finishedAt: { fits: Number.isFinite, wants: 'milliseconds since 1970' },
};

/**
 * @param {import('./options').Settings} settings
 * @param {import('./clock').Clock} clock
 * @param {import('./identifiers').Identifiers} identifiers
 */
function createStore(settings, clock, identifiers) {
  /** @type {Map<string, Session>} */
  const sessions = new Map();
  /** @type {Map<string, ClientSecret>} */
  const secrets = new Map();

  /** @returns {ClientSecret} */
  const newSecret = () => {
    const secret = identifiers.secret();
    const createdAt = clock.now();
    const url = `${SECRET_PAGES[settings.mode]}?cs=${secret}`;
    return { secret, createdAt, url, expireAt: createdAt + SECRET_LIFE_MS };
  };

  /** @param {string} id */
  const refreshSecret = (id) => {
    const secret = newSecret();
    secrets.set(id, secret);
    return secret;
  };

  /** @param {Record<string, unknown>} body */
  const create = (body) => {
    const { settings: kept, warnings } = settingsOf(body);
    const id = identifiers.sessionId();
    const report = { transcript: [], lang: 'en', nodeReports: [] };
    /** @type {Session} */
    const session = { id, createdAt: clock.now(), status: 'created', settings: kept, report };
    sessions.set(id, session);
    const answer = { session, clientSecret: refreshSecret(id) };
    return warnings.length > 0 ? { ...answer, warnings } : answer;
  };

  /** Brings every session up to the present. */
  const current = () => {
    if (settings.lifecycle)
      for (const session of sessions.values()) live(session, settings.lifecycle, clock.now());
    return sessions;
  };

  /** @param {string} id */
  const find = (id) => {
    const session = current().get(id);
    const clientSecret = secrets.get(id);
    return session && clientSecret && { session, clientSecret };
  };

  /** @param {string} id */
  const get = (id) => {
    const session = current().get(id);
    if (!session)
      throw new RangeError(`The sandbox has no session '${id}': look in sandbox.sessions for its ids.`);
    return session;
  };

  return {
    create,
    current,
    find,
    refreshSecret,
    clear() {
      sessions.clear();
      secrets.clear();
    },
    /** @param {string} id @param {object} fields */
    set(id, fields) {
      const session = get(id);
      checkFields(FIELDS, fields, { owner: 'a session', kind: 'field', open: true });
      return /** @type {Session} */ (Object.assign(session, fields));
    },
    /** @param {string} id */
    start: (id) => start(get(id), clock.now()),
    /** @param {string} id */
    complete: (id) => complete(get(id), clock.now()),
    /** @param {string} id @param {readonly string[]} [outcomes] */
    play: (id, outcomes) => play(get(id), clock.now(), outcomes),
    /** @param {string} id */
    abandon: (id) => abandon(get(id), clock.now()),
  };
}

/** The settings as the server keeps them. @param {Record<string, unknown>} body */
function settingsOf(body) {
  const { flowNormalizations: _onlyInAnswers, ...given } = body;
  const { flow, normalizations, warnings } = normalizeFlow(given.flow);
  const settings = {
    ...given,
    ...(flow === undefined ? {} : { flow }),
    avatarId: given.avatarId ?? DEFAULT_AVATAR_ID,
  };
  if (normalizations.length === 0) return { settings, warnings };
  return { settings: { ...settings, flowNormalizations: normalizations }, warnings };
}

/** @param {Session} session @param {import('./index').SandboxLifecycle} lifecycle @param {number} now */
function live(session, lifecycle, now) {
  const startsAt = session.createdAt + lifecycle.startAfterMs;
  const { completeAfterMs, abandonAfterMs } = lifecycle;
  const endsAt = session.createdAt + (completeAfterMs ?? abandonAfterMs ?? Infinity);
  const end = abandonAfterMs === undefined ? complete : abandon;
  if (session.status === 'created' && now >= startsAt) start(session, startsAt);
  if (session.status === 'inProgress' && now >= endsAt) end(session, endsAt);
}

/** @param {Session} session @param {number} at */
function start(session, at) {
  if (session.status !== 'created') throw stateError(session, 'start', 'is created');
  session.status = 'inProgress';
  session.startedAt = at;
  return session;
}

/** @param {Session} session @param {number} at */
function complete(session, at) {
  return finish(session, at, 'complete', []);
}

/** @param {Session} session @param {number} at @param {unknown} outcomes */
function play(session, at, outcomes = []) {
  if (!Array.isArray(outcomes) || outcomes.some((outcome) => typeof outcome !== 'string'))
    throw new TypeError("The outcomes to play must be an array of strings, such as ['deepfakeDetected'].");
  return finish(session, at, 'play', outcomes);
}

/** @param {Session} session @param {number} at @param {string} verb @param {readonly string[]} outcomes */
function finish(session, at, verb, outcomes) {
  if (!['created', 'inProgress'].includes(session.status))
    throw stateError(session, verb, 'is created or inProgress');
  const { visits, left } = walk(session.settings.flow, outcomes);
  if (left.length > 0) throw outcomeError(session, left, visits);
  if (session.status === 'created') start(session, at);
  session.status = 'complete';
  session.finishedAt = at;
  session.report = reportOfPlayed(session, visits);
  return session;
}

/** @param {Session} session @param {number} at */
function abandon(session, at) {
  if (!['created', 'inProgress'].includes(session.status)) {
    throw stateError(session, 'abandon', 'is created or inProgress');
  }
  session.status = 'incomplete';
  session.finishedAt = at;
  return session;
}

/** @param {Session} session @param {readonly string[]} left @param {import('./report').Visit[]} visits */
function outcomeError({ id }, [outcome], visits) {
  const way = visits.map(({ node, end }) => `${node.id} (${end.outcome})`).join(', ');
  return new RangeError(
    `Cannot play session '${id}': no node on its way has the outcome '${outcome}'. The way was: ${way || 'empty'}.`,
  );
}

/** @param {Session} session @param {string} verb @param {string} wants */
function stateError(session, verb, wants) {
  return new RangeError(
    `Cannot ${verb} session '${session.id}', which is ${session.status}: only a session that ${wants} can; ` +
      'setSession() sets any state.',
  );
}

/** @typedef {ReturnType<typeof createStore>} Store */

module.exports = { createStore };
