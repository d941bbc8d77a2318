// @ts-check
// Filters, sorts and pages sessions (docs/api-contract.md#query-parameters, #limits-and-paging). README.md lists what the
// documentation leaves open.

const { error } = require('./responses.js');

/** @typedef {import('./index').SandboxSession} Session */
/** @typedef {import('./responses').SandboxResponse} SandboxResponse */

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 100;
const STATUSES = ['created', 'inProgress', 'incomplete', 'complete'];
const SORTS = ['createdAt', 'status', 'finishedAt'];
const ORDERS = ['asc', 'desc'];

/** An invalid query; `queryErrorResponse` turns it into a 400. */
class QueryError extends Error {}

/** @param {Session[]} sessions oldest first @param {URLSearchParams} query @param {boolean} lenient */
function listSessions(sessions, query, lenient) {
  if (!lenient) checkStrictly(query);
  const limit = Math.min(integer(query, 'limit') ?? DEFAULT_LIMIT, MAX_LIMIT);
  const matchesFilter = createFilter(query);
  const sorted = sortSessions(sessions, query);
  const matches = sorted.slice(positionAfter(sorted, query.get('cursor'))).filter(matchesFilter);
  const page = matches.slice(0, limit);
  const hasMore = limit > 0 && matches.length > page.length;
  return {
    sessions: page,
    ...(hasMore ? { nextCursor: page.at(-1)?.id } : {}),
    ...(query.get('includeTotal') === 'true' ? { totalCount: sorted.filter(matchesFilter).length } : {}),
    hasMore,
  };
}

/** Checks that a lenient server skips. @param {URLSearchParams} query */
function checkStrictly(query) {
  for (const status of query.getAll('status')) requireOneOf('status', status, STATUSES);
  requireOneOf('includeTotal', query.get('includeTotal') ?? 'false', ['true', 'false']);
  const limit = integer(query, 'limit') ?? 0;
  if (limit > MAX_LIMIT) throw new QueryError(`'limit' must be from 0 to ${MAX_LIMIT}, not ${limit}`);
}

/** @param {string} name @param {string} value @param {string[]} allowed */
function requireOneOf(name, value, allowed) {
  if (!allowed.includes(value))
    throw new QueryError(`'${name}' must be one of ${allowed.join(', ')}, not '${value}'`);
}

/** @param {URLSearchParams} query @param {string} name */
function integer(query, name) {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!/^\d{1,15}$/.test(value))
    throw new QueryError(`'${name}' must be a non-negative integer, not '${value}'`);
  return Number(value);
}

/** @param {URLSearchParams} query @param {string} name @param {string[]} allowed @param {string} fallback */
function choice(query, name, allowed, fallback) {
  const value = query.get(name) ?? fallback;
  requireOneOf(name, value, allowed);
  return value;
}

/** @param {URLSearchParams} query @returns {(session: Session) => boolean} */
function createFilter(query) {
  const [fromDate = -Infinity, toDate = Infinity] = ['fromDate', 'toDate'].map((name) =>
    integer(query, name),
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
 * A new session has its flow but no flow id, so the id of the start node counts as one.
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

/** Whether a value, or any value inside of it, contains the string. @param {unknown} value @param {string} search @returns {boolean} */
function contains(value, search) {
  if (typeof value === 'object' && value !== null)
    return Object.values(value).some((item) => contains(item, search));
  return value !== undefined && value !== null && String(value).toLowerCase().includes(search);
}

/** @param {Session[]} sessions @param {URLSearchParams} query */
function sortSessions(sessions, query) {
  const sortBy = choice(query, 'sortBy', SORTS, 'createdAt');
  const descending = choice(query, 'sortOrder', ORDERS, 'desc') === 'desc';
  const inOrder = descending ? [...sessions].reverse() : [...sessions];
  return inOrder.sort((a, b) => compare(a[sortBy], b[sortBy], descending));
}

/**
 * Unfinished sessions come last in both orders. Ties keep the order of creation.
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

/** @param {unknown} cause @returns {SandboxResponse} */
function queryErrorResponse(cause) {
  if (!(cause instanceof QueryError)) throw cause;
  return error(400, { message: cause.message });
}

module.exports = { STATUSES, listSessions, queryErrorResponse };
