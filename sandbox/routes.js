// @ts-check
// The six operations: their methods, paths and responses (docs/api-contract.md#endpoint-constants, #responses-by-endpoint,
// #server-side-validation).

const { error, json } = require('./responses.js');
const { AVATARS, LANGS } = require('./catalogue.js');
const { flowError } = require('./flow-rules.js');
const { listSessions, queryErrorResponse } = require('./list.js');
const REQUEST_SCHEMA = require('./request-schema.js');
const { firstMistake } = require('./validate.js');

/** @typedef {import('./responses').SandboxResponse} SandboxResponse */
/** @typedef {import('./index').SandboxOperation} Operation */
/** @typedef {import('./world').World} World */
/** @typedef {{ sessionId: string, query: URLSearchParams, body: string }} Input */
/** @typedef {{ operation: Operation, method: string, path: RegExp, handle: (world: World, input: Input) => SandboxResponse }} Route */

const MAX_METADATA_BYTES = 50 * 1024;

/** @type {Route[]} */
const ROUTES = [
  { operation: 'session.create', method: 'POST', path: /^\/sessions$/, handle: createSession },
  { operation: 'session.list', method: 'GET', path: /^\/sessions$/, handle: list },
  { operation: 'session.retrieve', method: 'GET', path: /^\/sessions\/([^/]+)$/, handle: retrieve },
  {
    operation: 'session.createClientSecret',
    method: 'GET',
    path: /^\/sessions\/([^/]+)\/refresh$/,
    handle: refresh,
  },
  { operation: 'langs.retrieve', method: 'GET', path: /^\/langs$/, handle: langs },
  { operation: 'avatars.retrieve', method: 'GET', path: /^\/avatars$/, handle: avatars },
];

/** @type {Operation[]} */
const OPERATIONS = ROUTES.map((route) => route.operation);

/** @param {string} method @param {string} path */
function findRoute(method, path) {
  const route = ROUTES.find((candidate) => candidate.method === method && candidate.path.test(path));
  return route && { ...route, sessionId: decode(route.path.exec(path)?.[1] ?? '') };
}

/** The response to a request that matches no route. @param {string} method @param {string} path */
function noRoute(method, path) {
  const methods = ROUTES.filter((route) => route.path.test(path)).map((route) => route.method);
  if (methods.length === 0) return error(404, { message: `Nothing is served at ${path}` });
  const message = `${method} is not allowed for ${path}; use ${methods.join(' or ')}`;
  return error(405, { message }, { Allow: methods.join(', ') });
}

/** @param {string} segment */
function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // A stray % belongs to an id that doesn't exist.
  }
}

/** @type {Route['handle']} */
function createSession(world, { body }) {
  const settings = parseObject(body);
  if (!settings) return error(400, { message: 'The body must be a JSON object' });
  const rejection = rejectSettings(world, settings);
  if (rejection) return rejection;
  const created = world.store.create(settings);
  return { ...json(world.settings.statusOnCreate, created), sessionId: created.session.id };
}

/**
 * The recorded server accepted an empty body (docs/api-contract.md#server-side-validation).
 * @param {string} body @returns {Record<string, unknown> | undefined}
 */
function parseObject(body) {
  if (body === '') return {};
  try {
    const value = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @param {World} world @param {Record<string, unknown>} settings */
function rejectSettings(world, settings) {
  if (!world.settings.lenient) {
    const mistake = findMistake(settings);
    if (mistake) return mistakeResponse(mistake);
    const message = flowError(settings);
    if (message) return error(400, { message });
  }
  if (Buffer.byteLength(JSON.stringify(settings.metadata ?? null)) > MAX_METADATA_BYTES) {
    return error(400, { message: `'metadata' is larger than ${MAX_METADATA_BYTES} bytes` });
  }
  return undefined;
}

/**
 * `clientReferenceId` is required by the documentation, but not by the SDK's types.
 * @param {Record<string, unknown>} settings @returns {import('./validate').Mistake | undefined}
 */
function findMistake(settings) {
  if (!settings.clientReferenceId)
    return { path: 'clientReferenceId', message: 'is required', missing: true };
  return firstMistake(REQUEST_SCHEMA, 'CreateSessionRequest', settings);
}

/** @param {import('./validate').Mistake} mistake */
function mistakeResponse({ path, message, missing }) {
  if (!missing) return error(400, { message: `'${path}' ${message}` });
  return error(400, { message: `The '${path}' field is required`, code: 'parameter_missing' });
}

/** @type {Route['handle']} */
function list(world, { query }) {
  try {
    return json(200, listSessions([...world.store.current().values()], query, world.settings.lenient));
  } catch (cause) {
    return queryErrorResponse(cause);
  }
}

/** @type {Route['handle']} */
function retrieve(world, { sessionId }) {
  const found = world.store.find(sessionId);
  return found ? json(200, found) : error(404);
}

/** @type {Route['handle']} */
function refresh(world, { sessionId }) {
  return world.store.find(sessionId) ? json(200, world.secrets.issue(sessionId)) : error(404);
}

/** @type {Route['handle']} */
function langs(world) {
  return json(200, world.settings.collections === 'array' ? LANGS : { langs: LANGS });
}

/** @type {Route['handle']} */
function avatars(world) {
  return json(200, world.settings.collections === 'array' ? AVATARS : { avatars: AVATARS });
}

module.exports = { OPERATIONS, findRoute, noRoute };
