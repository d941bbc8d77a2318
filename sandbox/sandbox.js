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
  world.origin = originOf(world, server);
  return createSandbox(world, server);
}

/** @param {World} world @param {Server} server @returns {Sandbox} */
function createSandbox(world, server) {
  const { store, faults } = world;
  const close = createClose(world, server);
  return {
    url: urlOf(world, world.settings.host, portOf(server)),
    port: portOf(server),
    keys: world.settings.keys,
    token: world.token,
    requests: world.requests,
    get sessions() {
      return store.current();
    },
    sessionsByIdempotencyKey: world.idempotency.sessionsByKey,
    clock: { now: world.clock.now, advance: world.clock.advance },
    get pendingFaults() {
      return faults.pending;
    },
    fail: faults.add,
    clearFaults: faults.clear,
    get deliveries() {
      return world.webhooks.deliveries();
    },
    setSession: store.set,
    startSession: store.start,
    completeSession: store.complete,
    abandonSession: store.abandon,
    play: store.play,
    reset: world.reset,
    nextRequest: (matches) => next(world, 'request', matches),
    sendWebhook: world.sendWebhook,
    duplicateWebhooks: world.webhooks.duplicate,
    reorderWebhooks: world.webhooks.reorder,
    nextDelivery: (matches) => next(world, 'delivery', matches),
    closeIdleConnections: () => server.closeIdleConnections(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** @param {Server} server */
function portOf(server) {
  return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
}

/** Browsers can't open the address that means all of this machine's. @param {World} world @param {Server} server */
function originOf(world, server) {
  const { host } = world.settings;
  return urlOf(world, ['0.0.0.0', '::'].includes(host) ? 'localhost' : host, portOf(server));
}

/** @param {World} world @param {string} host @param {number} port */
function urlOf({ settings }, host, port) {
  return `${settings.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * The next one that matches. Past ones don't count.
 * @template T
 * @param {World} world @param {'request' | 'delivery'} name @param {(item: T) => boolean} [matches]
 * @returns {Promise<T>}
 */
function next(world, name, matches = () => true) {
  return new Promise((resolve, reject) => {
    /** @param {T} item */
    const onItem = (item) => {
      try {
        if (!matches(item)) return;
        resolve(item);
      } catch (cause) {
        reject(cause);
      }
      world.events.off(name, onItem);
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
