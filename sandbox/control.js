// @ts-check
// Control over HTTP, under /_sandbox, for tests in another process. It needs no API key, records no requests and has no
// faults.

const { boardPage } = require('./page/board.js');
const { sessionPage } = require('./page/session.js');
const { withoutKey } = require('./records.js');
const { error, json } = require('./responses.js');

/** @typedef {import('./world').World} World */
/** @typedef {{ method: string, path: RegExp, run: (world: World, value: any, id: string, action: string) => object | Promise<object>, status?: number }} Command */

const PREFIX = '/_sandbox';

/** @type {Command[]} */
const COMMANDS = [
  { method: 'GET', path: /^\/?$/, run: state },
  { method: 'GET', path: /^\/sessions\/([^/]+)$/, run: (world, _value, id) => world.store.get(id) },
  { method: 'POST', path: /^\/faults$/, run: addFault, status: 201 },
  { method: 'DELETE', path: /^\/faults$/, run: clearFaults },
  { method: 'GET', path: /^\/requests$/, run: (world) => world.requests.map(withoutKey) },
  { method: 'DELETE', path: /^\/requests$/, run: clearRequests },
  { method: 'POST', path: /^\/sessions\/([^/]+)\/(start|complete|abandon)$/, run: moveSession },
  { method: 'POST', path: /^\/sessions\/([^/]+)\/play$/, run: playSession },
  { method: 'PATCH', path: /^\/sessions\/([^/]+)$/, run: (world, value, id) => world.store.set(id, value) },
  { method: 'POST', path: /^\/clock$/, run: advanceClock },
  { method: 'GET', path: /^\/deliveries$/, run: (world) => world.webhooks.deliveries() },
  { method: 'POST', path: /^\/webhooks$/, run: (world, value) => world.sendWebhook(value) },
  { method: 'POST', path: /^\/reset$/, run: reset },
];

/** @param {string} pathname */
function isControlPath(pathname) {
  return pathname === PREFIX || pathname.startsWith(`${PREFIX}/`);
}

/**
 * @param {World} world
 * @param {{ method: string, pathname: string, body: string, accept: string | undefined }} request
 */
async function control(world, { method, pathname, body, accept = '' }) {
  const path = pathname.slice(PREFIX.length);
  const page = method === 'GET' && accept.includes('text/html') && pageAt(world, path);
  if (page) return page;
  const command = COMMANDS.find((item) => item.method === method && item.path.test(path));
  if (!command)
    return error(404, { message: `Unknown control ${method} ${pathname}; see sandbox/README.md` });
  const [, id = '', action = ''] = command.path.exec(path) ?? [];
  try {
    const result = await command.run(world, body === '' ? {} : JSON.parse(body), id, action);
    return json(command.status ?? 200, result);
  } catch (cause) {
    return error(400, { message: cause instanceof Error ? cause.message : String(cause) });
  }
}

/** What browsers get instead of JSON. @param {World} world @param {string} path */
function pageAt(world, path) {
  if (path === '' || path === '/') return boardPage(world);
  const session = world.store.current().get(/^\/sessions\/([^/]+)$/.exec(path)?.[1] ?? '');
  return session && sessionPage(session, world.store.path(session.id));
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

/** @type {Command['run']} */
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

/** @type {Command['run']} */
function moveSession(world, _value, id, action) {
  return world.store[/** @type {'start' | 'complete' | 'abandon'} */ (action)](id);
}

/** @type {Command['run']} */
function playSession(world, value, id) {
  return world.store.play(id, value.outcomes);
}

/** @param {World} world */
function reset(world) {
  world.reset();
  return state(world);
}

/** @type {Command['run']} */
function advanceClock(world, value) {
  world.clock.advance(value.advanceMs);
  return state(world);
}

module.exports = { control, isControlPath };
