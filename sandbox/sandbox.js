// @ts-check
// Starts a sandbox and creates its public object. The types and their documentation are in index.d.ts.

const { randomUUID } = require('node:crypto');
const { once } = require('node:events');
const { isLoopback } = require('./guard.js');
const { resolveOptions } = require('./options.js');
const { createServer } = require('./server.js');
const { createWorld } = require('./world.js');

/** @typedef {import('./index').Sandbox} Sandbox */
/** @typedef {import('./world').World} World */
/** @typedef {ReturnType<typeof createServer>} Server */

/** @type {typeof import('./index').startSandbox} */
async function startSandbox(options) {
  const settings = resolveOptions(options);
  const world = createWorld(settings);
  const server = createServer(world);
  server.listen(settings.port, settings.host);
  await once(server, 'listening');
  const { address } = /** @type {import('node:net').AddressInfo} */ (server.address());
  if (!isLoopback(address)) world.token ??= randomUUID();
  return createSandbox(world, server);
}

/** @param {World} world @param {Server} server @returns {Sandbox} */
function createSandbox(world, server) {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const { store, faults } = world;
  const close = createClose(world, server);
  return {
    url: urlOf(world, port),
    port,
    keys: world.settings.keys,
    token: world.token,
    requests: world.requests,
    get sessions() {
      return store.current();
    },
    sessionsByIdempotencyKey: world.sessionsByIdempotencyKey,
    clock: { now: world.clock.now, advance: world.clock.advance },
    get pendingFaults() {
      return faults.pending;
    },
    fail: faults.add,
    clearFaults: faults.clear,
    get deliveries() {
      return world.webhooks.list();
    },
    setSession: store.set,
    startSession: store.start,
    completeSession: store.complete,
    abandonSession: store.abandon,
    play: store.play,
    reset: world.reset,
    nextRequest: (matches) => next(world, 'request', matches),
    nextDelivery: (matches) => next(world, 'delivery', matches),
    closeIdleConnections: () => server.closeIdleConnections(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** @param {World} world @param {number} port */
function urlOf({ settings }, port) {
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return `${settings.tls ? 'https' : 'http'}://${host}:${port}`;
}

/**
 * The next one that matches. Past ones don't count.
 * @template T
 * @param {World} world @param {'request' | 'delivery'} name @param {(item: T) => boolean} [matches]
 * @returns {Promise<T>}
 */
function next(world, name, matches = () => true) {
  return new Promise((resolve) => {
    /** @param {T} item */
    const onItem = (item) => {
      if (!matches(item)) return;
      world.events.off(name, onItem);
      resolve(item);
    };
    world.events.on(name, onItem);
  });
}

/** @param {World} world @param {Server} server */
function createClose(world, server) {
  /** @type {Promise<void> | undefined} */
  let closed;
  return () => {
    closed ??= new Promise((resolve) => {
      world.close();
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closed;
  };
}

module.exports = { startSandbox };
