// @ts-check
// The sessions of a sandbox, which change by a call, by the page, or by the clock
// (docs/api-contract.md#responses-by-endpoint).

const { createBound } = require('./bound.js');
const { DEFAULT_AVATAR_ID } = require('./catalogue.js');
const { normalizeFlow } = require('./normalize.js');
const { checkFields } = require('./check.js');
const { STATUSES } = require('./list.js');
const { abandon, change, endAtEnd, play, start, step } = require('./transitions.js');

/** @typedef {import('./index').SandboxSession} Session */
/** @typedef {import('./transitions').Changed} Changed */
/** @typedef {import('./walk').Visit} Visit */

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
 * @param {import('./secrets').Secrets} secrets
 * @param {{ changed: Changed, dropped: (id: string) => void }} observer `changed` is called after each change of a session's
 *   status or report, `dropped` when a session goes because there are too many
 */
function createStore(settings, clock, identifiers, secrets, observer) {
  /** @type {Map<string, Session>} */
  const sessions = new Map();
  /** What was visited on the page, by session. @type {Map<string, Visit[]>} */
  const paths = new Map();
  /** What cancels the alarm of each session that the clock will change. @type {Map<string, () => void>} */
  const alarms = new Map();
  const limit = createBound(
    { count: settings.sessionLimit, bytes: settings.sessionBytes, keep: 1 },
    { count: () => sessions.size, items: () => sessions.values(), dropOldest: () => dropOldest() },
  );

  const dropOldest = () => {
    const [session] = sessions.values();
    if (!session) return undefined;
    alarms.get(session.id)?.();
    for (const map of [sessions, paths, alarms]) map.delete(session.id);
    secrets.forget(session.id);
    observer.dropped(session.id);
    return session;
  };

  /** @type {Changed} */
  const changed = (session, before, at) => {
    limit(session, bytesOf(session));
    observer.changed(session, before, at);
  };

  /** The visits of a session so far; setSession may have made it new again. @param {Session} session */
  const pathOf = ({ id, status }) => {
    const path = (status === 'created' ? undefined : paths.get(id)) ?? [];
    paths.set(id, path);
    return path;
  };

  /** @param {Record<string, unknown>} body */
  const create = (body) => {
    const { settings: kept, warnings } = storedSettings(body);
    const id = identifiers.sessionId();
    const report = { transcript: [], lang: 'en', nodeReports: [] };
    /** @type {Session} */
    const session = { id, createdAt: clock.now(), status: 'created', settings: kept, report };
    sessions.set(id, session);
    const response = { session, clientSecret: secrets.issue(id) };
    changed(session, {}, session.createdAt);
    watch(session);
    return warnings.length > 0 ? { ...response, warnings } : response;
  };

  /** All sessions, updated to the current time. */
  const current = () => {
    if (settings.lifecycle)
      for (const session of sessions.values())
        advance(session, settings.lifecycle, clock.now(), changed, pathOf(session));
    return sessions;
  };

  /** Webhooks go out when a session changes, not only when a call reads it. @param {Session} session */
  const watch = (session) => {
    alarms.delete(session.id);
    const { lifecycle } = settings;
    if (!lifecycle || !sessions.has(session.id)) return;
    const time = nextChange(session, lifecycle);
    if (time === Infinity) return;
    const onTime = () => {
      advance(session, lifecycle, clock.now(), changed, pathOf(session));
      watch(session);
    };
    alarms.set(session.id, clock.at(time, onTime));
  };

  /** @param {string} id */
  const find = (id) => {
    const session = current().get(id);
    const clientSecret = secrets.newest(id);
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
    get,
    /** @param {string} id @returns {readonly Visit[]} */
    path: (id) => pathOf(get(id)),
    clear() {
      for (const map of [sessions, paths, alarms]) map.clear();
    },
    /** @param {string} id @param {object} fields */
    set(id, fields) {
      const session = get(id);
      checkFields(FIELDS, fields, { owner: 'a session', kind: 'field', open: true });
      bytesOf({ ...session, ...fields }); // Throws for what JSON can't hold, before anything changes.
      return change(session, fields, clock.now(), changed);
    },
    /** @param {string} id */
    start: (id) => start(get(id), clock.now(), changed),
    /** @param {string} id */
    complete: (id) => play(get(id), clock.now(), changed, pathOf(get(id))),
    /** @param {string} id @param {readonly string[]} [outcomes] */
    play: (id, outcomes) => play(get(id), clock.now(), changed, pathOf(get(id)), outcomes),
    /** The end user opens the page. A flow may end there. @param {string} id */
    open(id) {
      const session = get(id);
      const path = pathOf(session);
      if (session.status === 'created') start(session, clock.now(), changed);
      return endAtEnd(session, clock.now(), changed, path);
    },
    /** The end user leaves a node. @param {string} id @param {{ index: number, outcome: string }} choice */
    step: (id, choice) => step(get(id), clock.now(), changed, pathOf(get(id)), choice),
    /** @param {string} id */
    abandon: (id) => abandon(get(id), clock.now(), changed),
  };
}

/** @param {object} session */
function bytesOf(session) {
  return Buffer.byteLength(JSON.stringify(session));
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

/**
 * @param {Session} session @param {import('./index').SandboxLifecycle} lifecycle @param {number} now @param {Changed} changed
 * @param {Visit[]} path
 */
function advance(session, lifecycle, now, changed, path) {
  const [startsAt, endsAt] = changesOf(session, lifecycle);
  if (session.status === 'created' && now >= startsAt) start(session, startsAt, changed);
  if (session.status !== 'inProgress' || now < endsAt) return;
  if (lifecycle.abandonAfterMs === undefined) play(session, endsAt, changed, path);
  else abandon(session, endsAt, changed);
}

/** When a session starts and ends. @param {Session} session @param {import('./index').SandboxLifecycle} lifecycle @returns {[number, number]} */
function changesOf({ createdAt }, { startAfterMs, completeAfterMs, abandonAfterMs }) {
  return [createdAt + startAfterMs, createdAt + (completeAfterMs ?? abandonAfterMs ?? Infinity)];
}

/** @param {Session} session @param {import('./index').SandboxLifecycle} lifecycle */
function nextChange(session, lifecycle) {
  const [startsAt, endsAt] = changesOf(session, lifecycle);
  if (session.status === 'created') return startsAt;
  return session.status === 'inProgress' ? endsAt : Infinity;
}

/** @typedef {ReturnType<typeof createStore>} Store */

module.exports = { createStore };
