// @ts-check
// The sessions of a sandbox and their life cycle: created -> inProgress -> complete | incomplete, by a call or by the clock
// (docs/api-contract.md#responses-by-endpoint, #client-secrets-and-session-life-cycle).

const { DEFAULT_AVATAR_ID } = require('./catalogue.js');
const { normalizeFlow } = require('./normalize.js');
const { checkFields } = require('./check.js');
const { STATUSES } = require('./list.js');
const { playedReport, reportSoFar } = require('./report.js');
const { endOf, readFlow, walk } = require('./walk.js');

/** @typedef {import('./index').SandboxSession} Session */
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
 */
function createStore(settings, clock, identifiers, secrets) {
  /** @type {Map<string, Session>} */
  const sessions = new Map();
  /** What was visited in each session, on the page. @type {Map<string, Visit[]>} */
  const paths = new Map();
  /** @param {Session} session @returns {readonly Visit[]} */
  const pathOf = ({ id, status }) => (status === 'created' ? [] : (paths.get(id) ?? []));

  /** @param {Record<string, unknown>} body */
  const create = (body) => {
    const { settings: kept, warnings } = storedSettings(body);
    const id = identifiers.sessionId();
    const report = { transcript: [], lang: 'en', nodeReports: [] };
    /** @type {Session} */
    const session = { id, createdAt: clock.now(), status: 'created', settings: kept, report };
    sessions.set(id, session);
    const response = { session, clientSecret: secrets.issue(id) };
    return warnings.length > 0 ? { ...response, warnings } : response;
  };

  /** All sessions, updated to the current time. */
  const current = () => {
    if (settings.lifecycle)
      for (const session of sessions.values())
        advance(session, settings.lifecycle, clock.now(), pathOf(session));
    return sessions;
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
    /** The visits of a session so far. @param {string} id */
    path: (id) => pathOf(get(id)),
    clear() {
      sessions.clear();
      paths.clear();
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
    complete: (id) => play(get(id), clock.now(), pathOf(get(id))),
    /** @param {string} id @param {readonly string[]} [outcomes] */
    play: (id, outcomes) => play(get(id), clock.now(), pathOf(get(id)), outcomes),
    /** The end user opens the page. @param {string} id */
    open(id) {
      const session = get(id);
      paths.set(id, [...pathOf(session)]);
      if (session.status === 'created') start(session, clock.now());
      return endAtEnd(session, clock.now(), pathOf(session));
    },
    /**
     * Leaves a node of a session in progress. Changes nothing if the session is no longer there, such as for a second click.
     * @param {string} id @param {number} index of the node on the path @param {string} outcome
     */
    step(id, index, outcome) {
      const session = get(id);
      const path = paths.get(id) ?? [];
      if (session.status !== 'inProgress' || path.length !== index) return session;
      const node = readFlow(session.settings.flow).after(path);
      const end = node && endOf(node, outcome);
      if (!end) return session;
      path.push({ node, end, at: clock.now() });
      paths.set(id, path);
      session.report = reportSoFar(session, path);
      return endAtEnd(session, clock.now(), path);
    },
    /** @param {string} id */
    abandon: (id) => abandon(get(id), clock.now()),
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

/** @param {Session} session @param {import('./index').SandboxLifecycle} lifecycle @param {number} now @param {readonly Visit[]} path */
function advance(session, lifecycle, now, path) {
  const startsAt = session.createdAt + lifecycle.startAfterMs;
  const { completeAfterMs, abandonAfterMs } = lifecycle;
  const endsAt = session.createdAt + (completeAfterMs ?? abandonAfterMs ?? Infinity);
  if (session.status === 'created' && now >= startsAt) start(session, startsAt);
  if (session.status !== 'inProgress' || now < endsAt) return;
  if (abandonAfterMs === undefined) play(session, endsAt, path);
  else abandon(session, endsAt);
}

/** @param {Session} session @param {number} at */
function start(session, at) {
  if (session.status !== 'created') throw stateError(session, 'start', 'created');
  session.status = 'inProgress';
  session.startedAt = at;
  return session;
}

/** @param {Session} session @param {number} at @param {readonly Visit[]} path so far @param {unknown} outcomes */
function play(session, at, path, outcomes = []) {
  if (!Array.isArray(outcomes) || outcomes.some((outcome) => typeof outcome !== 'string'))
    throw new TypeError("The outcomes to play must be an array of strings, such as ['deepfakeDetected'].");
  if (!['created', 'inProgress'].includes(session.status))
    throw stateError(session, 'play', 'created or inProgress');
  const startedAt = session.startedAt ?? at;
  const { visits, left } = walk(session.settings.flow, outcomes, { visits: path, at: startedAt });
  if (left.length > 0) throw outcomeError(session, left, visits);
  if (session.status === 'created') start(session, at);
  return complete(session, at, visits);
}

/** @param {Session} session @param {number} at @param {readonly Visit[]} path */
function complete(session, at, path) {
  session.status = 'complete';
  session.finishedAt = at;
  session.report = playedReport(session, path);
  return session;
}

/** @param {Session} session in progress @param {number} at @param {readonly Visit[]} path */
function endAtEnd(session, at, path) {
  const isAtEnd = readFlow(session.settings.flow).after(path)?.type === 'end';
  return isAtEnd && session.status === 'inProgress' ? complete(session, at, path) : session;
}

/** @param {Session} session @param {number} at */
function abandon(session, at) {
  if (!['created', 'inProgress'].includes(session.status)) {
    throw stateError(session, 'abandon', 'created or inProgress');
  }
  session.status = 'incomplete';
  session.finishedAt = at;
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
