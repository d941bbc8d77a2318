// @ts-check
// The sessions of a sandbox and their life cycle: created -> inProgress -> complete | incomplete, by a call or by the clock
// (docs/api-contract.md#responses-by-endpoint, #client-secrets-and-session-life-cycle).

const { DEFAULT_AVATAR_ID } = require('./catalogue.js');
const { normalizeFlow } = require('./normalize.js');
const { checkFields } = require('./check.js');
const { STATUSES } = require('./list.js');
const { playedReport, walk } = require('./report.js');

/** @typedef {import('./index').SandboxSession} Session */
/** @typedef {{ secret: string, createdAt: number, url: string, expireAt: number }} ClientSecret */
/** @typedef {(session: Session, before: { status?: string, report?: Session['report'] }, at: number) => void} Changed */

const SECRET_LIFE_MS = 7_200_000;
const SECRET_PAGES = { production: 'https://session.facesign.ai', dev: 'https://session.dev.facesign.ai' };

/** Older sessions may still have these. */
const OLD_STATUSES = ['requiresInput', 'processing', 'canceled'];
const ALL_STATUSES = [...STATUSES, ...OLD_STATUSES];

/** @param {unknown} value */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields that setSession checks. @type {import('./check.js').Checks} */
const FIELDS = {
  status: { isValid: (v) => ALL_STATUSES.includes(v), expected: `one of ${ALL_STATUSES.join(', ')}` },
  report: { isValid: isObject, expected: 'an object' },
  settings: { isValid: isObject, expected: 'an object' },
  createdAt: { isValid: Number.isFinite, expected: 'milliseconds since 1970' },
  startedAt: { isValid: Number.isFinite, expected: 'milliseconds since 1970' },
  finishedAt: { isValid: Number.isFinite, expected: 'milliseconds since 1970' },
};

/**
 * @param {import('./options').Settings} settings
 * @param {import('./clock').Clock} clock
 * @param {import('./identifiers').Identifiers} identifiers
 * @param {Changed} changed is called after each change of a session's status or report
 */
function createStore(settings, clock, identifiers, changed) {
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
    const { settings: kept, warnings } = storedSettings(body);
    const id = identifiers.sessionId();
    const report = { transcript: [], lang: 'en', nodeReports: [] };
    /** @type {Session} */
    const session = { id, createdAt: clock.now(), status: 'created', settings: kept, report };
    sessions.set(id, session);
    const response = { session, clientSecret: refreshSecret(id) };
    changed(session, {}, session.createdAt);
    watch(session);
    return warnings.length > 0 ? { ...response, warnings } : response;
  };

  /** All sessions, updated to the current time. */
  const current = () => {
    if (settings.lifecycle)
      for (const session of sessions.values()) advance(session, settings.lifecycle, clock.now(), changed);
    return sessions;
  };

  /** Webhooks go out when a session changes, not only when a call reads it. @param {Session} session */
  const watch = (session) => {
    const time = settings.lifecycle && nextChange(session, settings.lifecycle);
    if (time === undefined || time === Infinity) return;
    clock.at(time, () => {
      current();
      watch(session);
    });
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
    if (!session) throw new RangeError(`There is no session '${id}'. sandbox.sessions has all ids.`);
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
      const { status, report } = session;
      Object.assign(session, fields);
      changed(session, { status, report }, clock.now());
      return session;
    },
    /** @param {string} id */
    start: (id) => start(get(id), clock.now(), changed),
    /** @param {string} id */
    complete: (id) => complete(get(id), clock.now(), changed),
    /** @param {string} id @param {readonly string[]} [outcomes] */
    play: (id, outcomes) => play(get(id), clock.now(), changed, outcomes),
    /** @param {string} id */
    abandon: (id) => abandon(get(id), clock.now(), changed),
  };
}

/** The settings as the server keeps them. @param {Record<string, unknown>} body */
function storedSettings(body) {
  const { flowNormalizations: _onlyInResponses, ...given } = body;
  const { flow, normalizations, warnings } = normalizeFlow(given.flow);
  const settings = {
    ...given,
    ...(flow === undefined ? {} : { flow }),
    avatarId: given.avatarId ?? DEFAULT_AVATAR_ID,
  };
  if (normalizations.length === 0) return { settings, warnings };
  return { settings: { ...settings, flowNormalizations: normalizations }, warnings };
}

/** @param {Session} session @param {import('./index').SandboxLifecycle} lifecycle @param {number} now @param {Changed} changed */
function advance(session, lifecycle, now, changed) {
  const end = lifecycle.abandonAfterMs === undefined ? complete : abandon;
  const [startsAt, endsAt] = changesOf(session, lifecycle);
  if (session.status === 'created' && now >= startsAt) start(session, startsAt, changed);
  if (session.status === 'inProgress' && now >= endsAt) end(session, endsAt, changed);
}

/** When a session starts and ends. @param {Session} session @param {import('./index').SandboxLifecycle} lifecycle @returns {[number, number]} */
function changesOf({ createdAt }, { startAfterMs, completeAfterMs, abandonAfterMs }) {
  return [createdAt + startAfterMs, createdAt + (completeAfterMs ?? abandonAfterMs ?? Infinity)];
}

/** @param {Session} session @param {import('./index').SandboxLifecycle} lifecycle @returns {number | undefined} */
function nextChange(session, lifecycle) {
  const [startsAt, endsAt] = changesOf(session, lifecycle);
  return /** @type {Record<string, number>} */ ({ created: startsAt, inProgress: endsAt })[session.status];
}

/** @param {Session} session @param {number} at @param {Changed} changed */
function start(session, at, changed) {
  if (session.status !== 'created') throw stateError(session, 'start', 'created');
  session.status = 'inProgress';
  session.startedAt = at;
  changed(session, { status: 'created', report: session.report }, at);
  return session;
}

/** @param {Session} session @param {number} at @param {Changed} changed */
function complete(session, at, changed) {
  return finish(session, at, changed, 'complete', []);
}

/** @param {Session} session @param {number} at @param {Changed} changed @param {unknown} outcomes */
function play(session, at, changed, outcomes = []) {
  if (!Array.isArray(outcomes) || outcomes.some((outcome) => typeof outcome !== 'string'))
    throw new TypeError("The outcomes to play must be an array of strings, such as ['deepfakeDetected'].");
  return finish(session, at, changed, 'play', outcomes);
}

/** @param {Session} session @param {number} at @param {Changed} changed @param {string} action @param {readonly string[]} outcomes */
function finish(session, at, changed, action, outcomes) {
  if (!['created', 'inProgress'].includes(session.status))
    throw stateError(session, action, 'created or inProgress');
  const { visits, left } = walk(session.settings.flow, outcomes);
  if (left.length > 0) throw outcomeError(session, left, visits);
  if (session.status === 'created') start(session, at, changed);
  const { status, report } = session;
  session.status = 'complete';
  session.finishedAt = at;
  session.report = playedReport(session, visits);
  changed(session, { status, report }, at);
  return session;
}

/** @param {Session} session @param {number} at @param {Changed} changed */
function abandon(session, at, changed) {
  if (!['created', 'inProgress'].includes(session.status)) {
    throw stateError(session, 'abandon', 'created or inProgress');
  }
  const { status, report } = session;
  session.status = 'incomplete';
  session.finishedAt = at;
  changed(session, { status, report }, at);
  return session;
}

/** @param {Session} session @param {readonly string[]} left @param {import('./report').Visit[]} visits */
function outcomeError({ id }, [outcome], visits) {
  const path = visits.map(({ node, end }) => `${node.id} (${end.outcome})`).join(', ');
  return new RangeError(
    `Cannot play session '${id}': no node on its path has the outcome '${outcome}'. The path was: ${path || 'empty'}.`,
  );
}

/** @param {Session} session @param {string} action @param {string} required */
function stateError(session, action, required) {
  return new RangeError(
    `Cannot ${action} session '${session.id}': it must be ${required}, but is ${session.status}. ` +
      'setSession() sets any state.',
  );
}

/** @typedef {ReturnType<typeof createStore>} Store */

module.exports = { createStore };
