// @ts-check
// Filters, order and paging of the list of sessions (docs/api-contract.md#query-parameters, #limits-and-paging).
// What the documentation leaves open is decided here and told in README.md.

const { error } = require('./answers.js');

/** @typedef {import('./index').SandboxSession} Session */
/** @typedef {import('./answers').Answer} Answer */

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;
const STATUSES = ['created', 'inProgress', 'incomplete', 'complete'];
const SORTS = ['createdAt', 'status', 'finishedAt'];
const ORDERS = ['asc', 'desc'];

/** Why a query cannot be read; `queryErrorAnswer` makes a 400 of it. */
class QueryError extends Error {}

/** @param {Session[]} sessions oldest first @param {URLSearchParams} query @param {boolean} lenient */
function listSessions(sessions, query, lenient) {
  if (!lenient) refuseMisfits(query);
  const limit = Math.min(wholeNumber(query, 'limit') ?? DEFAULT_LIMIT, MAX_LIMIT);
  const fits = filterOf(query);
  const sorted = sortSessions(sessions, query);
  const matches = sorted.slice(positionAfter(sorted, query.get('cursor'))).filter(fits);
  const page = matches.slice(0, limit);
  const hasMore = limit > 0 && matches.length > page.length;
  return {
    sessions: page,
    ...(hasMore ? { nextCursor: page.at(-1)?.id } : {}),
    ...(query.get('includeTotal') === 'true' ? { totalCount: sorted.filter(fits).length } : {}),
    hasMore,
  };
}

/** What a lenient server overlooks. @param {URLSearchParams} query */
function refuseMisfits(query) {
  for (const status of query.getAll('status')) refuseOther('status', status, STATUSES);
  refuseOther('includeTotal', query.get('includeTotal') ?? 'false', ['true', 'false']);
  const limit = wholeNumber(query, 'limit') ?? 0;
  if (limit > MAX_LIMIT) throw new QueryError(`'limit' must be from 0 to ${MAX_LIMIT}, not ${limit}`);
}

/** @param {string} name @param {string} text @param {string[]} allowed */
function refuseOther(name, text, allowed) {
  if (!allowed.includes(text))
    throw new QueryError(`'${name}' must be one of ${allowed.join(', ')}, not '${text}'`);
}

/** @param {URLSearchParams} query @param {string} name */
function wholeNumber(query, name) {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new QueryError(`'${name}' must be a whole number, not '${text}'`);
  return Number(text);
}

/** @param {URLSearchParams} query @param {string} name @param {string[]} allowed @param {string} usual */
function choice(query, name, allowed, usual) {
  const text = query.get(name) ?? usual;
  refuseOther(name, text, allowed);
  return text;
}

/** @param {URLSearchParams} query @returns {(session: Session) => boolean} */
function filterOf(query) {
  const [fromDate = -Infinity, toDate = Infinity] = ['fromDate', 'toDate'].map((name) =>
    wholeNumber(query, name),
  );
  const statuses = query.getAll('status');
  const [flowId, reference, search] = ['flowId', 'clientReferenceId', 'search'].map((name) =>
    query.get(name),
  );
  return (session) =>
    session.createdAt >= fromDate &&
    session.createdAt <= toDate &&
    (statuses.length === 0 || statuses.includes(session.status)) &&
    (!reference || session.settings.clientReferenceId === reference) &&
    (!flowId || hasFlow(session, flowId)) &&
    (!search || contains([session.id, ...searchable(session)], search.toLowerCase()));
}

/**
 * A new session carries its flow and no flow id, so the id of the start node stands for it.
 * @param {Session} session @param {string} flowId
 */
function hasFlow({ settings }, flowId) {
  const flow = Array.isArray(settings.flow) ? settings.flow : [];
  return settings.flowId === flowId || flow.some((node) => node?.type === 'start' && node.id === flowId);
}

/** @param {Session} session */
function searchable({ settings }) {
  return [settings.clientReferenceId, settings.metadata, settings.providedData];
}

/** Whether a value, or any value inside it, holds the text. @param {unknown} value @param {string} text @returns {boolean} */
function contains(value, text) {
  if (typeof value === 'object' && value !== null)
    return Object.values(value).some((item) => contains(item, text));
  return value !== undefined && value !== null && String(value).toLowerCase().includes(text);
}

/** @param {Session[]} sessions @param {URLSearchParams} query */
function sortSessions(sessions, query) {
  const sortBy = choice(query, 'sortBy', SORTS, 'createdAt');
  const descending = choice(query, 'sortOrder', ORDERS, 'desc') === 'desc';
  const inOrder = descending ? [...sessions].reverse() : [...sessions];
  return inOrder.sort((a, b) => compare(a[sortBy], b[sortBy], descending));
}

/**
 * Unfinished sessions come last either way; ties keep the order of creation.
 * @param {any} a @param {any} b @param {boolean} descending
 */
function compare(a, b, descending) {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  return a < b === descending ? 1 : -1;
}

/** @param {Session[]} sorted @param {string | null} cursor */
function positionAfter(sorted, cursor) {
  if (!cursor) return 0;
  const index = sorted.findIndex((session) => session.id === cursor);
  if (index < 0) throw new QueryError(`'cursor' must be a nextCursor of this sandbox, not '${cursor}'`);
  return index + 1;
}

/** @param {unknown} failure @returns {Answer} */
function queryErrorAnswer(failure) {
  if (!(failure instanceof QueryError)) throw failure;
  return error(400, { message: failure.message });
}

module.exports = { STATUSES, listSessions, queryErrorAnswer };
