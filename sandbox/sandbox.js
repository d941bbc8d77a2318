// @ts-check
// Starts a sandbox and makes the object its user holds; the public types and their documentation are in index.d.ts.

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
  return sandboxOf(world, server);
}

/** @param {World} world @param {Server} server @returns {Sandbox} */
function sandboxOf(world, server) {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const { store, faults } = world;
  const close = closer(world, server);
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
    clock: world.clock,
    get pendingFaults() {
      return faults.pending;
    },
    fail: faults.add,
    clearFaults: faults.clear,
    setSession: store.set,
    startSession: store.start,
    completeSession: store.complete,
    abandonSession: store.abandon,
    play: store.play,
    reset: world.reset,
    nextRequest: (fits) => nextRequest(world, fits),
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
 * @param {World} world @param {(request: import('./index').SandboxRequest) => boolean} [fits]
 * @returns {Promise<import('./index').SandboxRequest>}
 */
function nextRequest(world, fits = () => true) {
  return new Promise((resolve) => {
    /** @param {import('./index').SandboxRequest} request */
    const look = (request) => {
      if (!fits(request)) return;
      world.events.off('request', look);
      resolve(request);
    };
    world.events.on('request', look);
  });
}

/** @param {World} world @param {Server} server */
function closer(world, server) {
  /** @type {Promise<void> | undefined} */
  let closed;
  return () => {
    closed ??= new Promise((resolve) => {
      world.closing.abort();
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closed;
  };
}

module.exports = { startSandbox };
