// @ts-check
// How a session changes: created -> inProgress -> complete | incomplete
// (docs/api-contract.md#client-secrets-and-session-life-cycle). Each change is reported.

const { playedReport, reportSoFar } = require('./report.js');
const { endOf, readFlow, walk } = require('./walk.js');

/** @typedef {import('./index').SandboxSession} Session */
/** @typedef {import('./walk').Visit} Visit */
/** @typedef {(session: Session, before: { status?: string, report?: Session['report'] }, at: number) => void} Changed */

/** @param {Session} session @param {number} at @param {Changed} changed */
function start(session, at, changed) {
  if (session.status !== 'created') throw stateError(session, 'start', 'created');
  return change(session, { status: 'inProgress', startedAt: at }, at, changed);
}

/**
 * Plays a session to its end, from where it stands.
 * @param {Session} session @param {number} at @param {Changed} changed
 * @param {Visit[]} path so far; gets the rest @param {unknown} outcomes
 */
function play(session, at, changed, path, outcomes = []) {
  if (!Array.isArray(outcomes) || outcomes.some((outcome) => typeof outcome !== 'string'))
    throw new TypeError("The outcomes to play must be an array of strings, such as ['deepfakeDetected'].");
  if (hasEnded(session)) throw stateError(session, 'play', 'created or inProgress');
  const from = { visits: path, at: session.startedAt ?? at };
  const { visits, left } = walk(session.settings.flow, outcomes, from);
  if (left.length > 0) throw outcomeError(session, left, visits);
  path.push(...visits.slice(path.length));
  if (session.status === 'created') start(session, at, changed);
  return complete(session, at, changed, path);
}

/** @param {Session} session @param {number} at @param {Changed} changed @param {readonly Visit[]} path */
function complete(session, at, changed, path) {
  return change(
    session,
    { status: 'complete', finishedAt: at, report: playedReport(session, path) },
    at,
    changed,
  );
}

/** @param {Session} session @param {number} at @param {Changed} changed */
function abandon(session, at, changed) {
  if (hasEnded(session)) throw stateError(session, 'abandon', 'created or inProgress');
  return change(session, { status: 'incomplete', finishedAt: at }, at, changed);
}

/**
 * Leaves a node by an outcome, and adds it to the path. Nothing changes if the session isn't there, such as after a second
 * click.
 * @param {Session} session @param {number} at @param {Changed} changed @param {Visit[]} path
 * @param {{ index: number, outcome: string }} choice `index`: of the node on the path
 */
function step(session, at, changed, path, { index, outcome }) {
  if (session.status !== 'inProgress' || path.length !== index) return session;
  const node = readFlow(session.settings.flow).after(path);
  const end = node && endOf(node, outcome);
  if (!end) return session;
  path.push({ node, end, at });
  change(session, { report: reportSoFar(session, path) }, at, changed);
  return endAtEnd(session, at, changed, path);
}

/** Completes a session in progress whose path has led to an end. @param {Session} session @param {number} at @param {Changed} changed @param {readonly Visit[]} path */
function endAtEnd(session, at, changed, path) {
  const isAtEnd = readFlow(session.settings.flow).after(path)?.type === 'end';
  return isAtEnd && session.status === 'inProgress' ? complete(session, at, changed, path) : session;
}

/** @param {Session} session @param {Partial<Session>} fields @param {number} at @param {Changed} changed */
function change(session, fields, at, changed) {
  const { status, report } = session;
  Object.assign(session, fields);
  changed(session, { status, report }, at);
  return session;
}

/** Old sessions may have other states, which can't be played either. @param {Session} session */
function hasEnded({ status }) {
  return status !== 'created' && status !== 'inProgress';
}

/** @param {Session} session @param {readonly string[]} left @param {readonly Visit[]} visits */
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

module.exports = { abandon, change, endAtEnd, hasEnded, play, start, step };
