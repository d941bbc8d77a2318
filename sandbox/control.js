// @ts-check
// Control over HTTP, under /_sandbox, for tests that run in another process than the sandbox.
// No key is asked for, nothing is recorded and no fault strikes here.

const { error, json } = require('./answers.js');

/** @typedef {import('./world').World} World */
/** @typedef {{ method: string, path: RegExp, does: (world: World, value: any, id: string, verb: string) => object, status?: number }} Command */

const PREFIX = '/_sandbox';

/** @type {Command[]} */
const COMMANDS = [
  { method: 'GET', path: /^\/?$/, does: state },
  { method: 'POST', path: /^\/faults$/, does: addFault, status: 201 },
  { method: 'DELETE', path: /^\/faults$/, does: clearFaults },
  { method: 'GET', path: /^\/requests$/, does: (world) => world.requests.map(withoutKey) },
  { method: 'DELETE', path: /^\/requests$/, does: clearRequests },
  { method: 'POST', path: /^\/sessions\/([^/]+)\/(start|complete|abandon)$/, does: moveSession },
  { method: 'POST', path: /^\/sessions\/([^/]+)\/play$/, does: playSession },
  { method: 'PATCH', path: /^\/sessions\/([^/]+)$/, does: (world, value, id) => world.store.set(id, value) },
  { method: 'POST', path: /^\/clock$/, does: advanceClock },
  { method: 'POST', path: /^\/reset$/, does: reset },
];

/** @param {string} pathname */
function isControlPath(pathname) {
  return pathname === PREFIX || pathname.startsWith(`${PREFIX}/`);
}

/** @param {World} world @param {string} method @param {string} pathname @param {string} body */
function control(world, method, pathname, body) {
  const path = pathname.slice(PREFIX.length);
  const command = COMMANDS.find((item) => item.method === method && item.path.test(path));
  if (!command)
    return error(404, { message: `The sandbox has no control ${method} ${pathname}; see sandbox/README.md` });
  const [, id = '', verb = ''] = command.path.exec(path) ?? [];
  try {
    return json(command.status ?? 200, command.does(world, body === '' ? {} : JSON.parse(body), id, verb));
  } catch (failure) {
    return error(400, { message: failure instanceof Error ? failure.message : String(failure) });
  }
}

/** @param {World} world */
function state(world) {
  return {
    now: world.clock.now(),
    sessions: world.store.current().size,
    requests: world.requests.length,
    pendingFaults: world.faults.pending,
  };
}

/** @type {Command['does']} */
function addFault(world, value) {
  world.faults.add(value);
  return state(world);
}

/** @param {World} world */
function clearFaults(world) {
  world.faults.clear();
  return state(world);
}

/** @param {World} world */
function clearRequests(world) {
  world.requests.length = 0;
  return state(world);
}

/** @type {Command['does']} */
function moveSession(world, _value, id, verb) {
  return world.store[/** @type {'start' | 'complete' | 'abandon'} */ (verb)](id);
}

/** @type {Command['does']} */
function playSession(world, value, id) {
  return world.store.play(id, value.outcomes);
}

/** @param {World} world */
function reset(world) {
  world.reset();
  return state(world);
}

/** @type {Command['does']} */
function advanceClock(world, value) {
  world.clock.advance(value.advanceMs);
  return state(world);
}

/** Someone may have sent a real key by mistake; it goes no further. @param {import('./index').SandboxRequest} request */
function withoutKey(request) {
  const headers = {
    ...request.headers,
    ...(request.headers.authorization ? { authorization: '[hidden]' } : {}),
  };
  const isKey = (/** @type {number} */ i) =>
    i % 2 === 1 && request.rawHeaders[i - 1]?.toLowerCase() === 'authorization';
  return {
    ...request,
    headers,
    rawHeaders: request.rawHeaders.map((text, i) => (isKey(i) ? '[hidden]' : text)),
  };
}

module.exports = { control, isControlPath };
