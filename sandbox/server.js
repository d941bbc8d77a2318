// @ts-check
// The HTTP server: reads and records requests, and sends the responses that reply.js decides on.

const http = require('node:http');
const https = require('node:https');
const { error } = require('./responses.js');
const { control, isControlPath } = require('./control.js');
const { deliver } = require('./delivery.js');
const { rejectForeign, rejectWithoutToken } = require('./guard.js');
const { replyTo } = require('./reply.js');
const { isPagePath, page } = require('./page/index.js');
const { findRoute } = require('./routes.js');

/** @typedef {import('./world').World} World */
/** @typedef {import('./index').SandboxRequest} SandboxRequest */
/** @typedef {import('./reply').Exchange} Exchange */
/** @typedef {http.IncomingMessage} Request */
/** @typedef {http.ServerResponse} ServerResponse */

/** Far more than a create needs: a test may set a report with pictures. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** @param {World} world */
function createServer(world) {
  const { tls } = world.settings;
  const server = tls ? https.createServer({ cert: pem(tls.cert), key: pem(tls.key) }) : http.createServer();
  const numberOf = numberConnections(server, tls ? 'secureConnection' : 'connection');
  server.on('request', (request, response) => {
    serve(world, request, response, numberOf(request.socket)).catch((cause) => {
      if (!world.closing.signal.aborted) respondWithError(response, cause);
    });
  });
  return server;
}

/** @param {string | Uint8Array} value */
function pem(value) {
  return typeof value === 'string' ? value : Buffer.from(value);
}

/** @param {http.Server} server @param {string} event */
function numberConnections(server, event) {
  /** @type {WeakMap<object, number>} */
  const numbers = new WeakMap();
  let count = 0;
  server.on(event, (socket) => {
    count += 1;
    numbers.set(socket, count);
  });
  return (/** @type {object} */ socket) => numbers.get(socket) ?? 0;
}

/** @param {World} world @param {Request} request @param {ServerResponse} response @param {number} connection */
async function serve(world, request, response, connection) {
  const body = await readBody(request);
  if (body === undefined) return;
  const { pathname, query } = splitUrl(request.url ?? '/');
  const rejection = reject(world, request, body, pathname);
  if (rejection) return deliver(response, rejection, 'whole');
  const method = request.method ?? '';
  if (isControlPath(pathname))
    return deliver(
      response,
      await control(world, { method, pathname, body: String(body), accept: request.headers.accept }),
      'whole',
    );
  if (isPagePath(pathname))
    return deliver(response, await page(world, { method, pathname, query, body: String(body) }), 'whole');
  const record = createRecord(world, request, String(body), connection);
  const route = findRoute(record.method, pathname);
  record.operation = route?.operation;
  watchClose(record, response);
  world.record(record);
  await respond(world, response, { record, pathname, query, route });
}

/** @param {World} world @param {Request} request @param {Buffer | TooLarge} body @param {string} pathname */
function reject(world, request, body, pathname) {
  const foreign = rejectForeign(world.settings, request, { takesForms: isPagePath(pathname) });
  if (foreign) return foreign;
  if (body === TOO_LARGE) return error(413, { message: `The body is larger than ${MAX_BODY_BYTES} bytes` });
  return isControlPath(pathname) ? rejectWithoutToken(world.token, request) : undefined;
}

/** @param {World} world @param {ServerResponse} response @param {Exchange} exchange */
async function respond(world, response, exchange) {
  const reply = await replyTo(world, exchange);
  const { record } = exchange;
  const date = new Date(world.clock.now()).toUTCString();
  const headers = { Date: date, 'x-request-id': record.requestId, ...reply.response.headers };
  deliver(response, { ...reply.response, headers }, reply.delivery);
  if (response.headersSent) record.status = response.statusCode;
}

/** @typedef {typeof TOO_LARGE} TooLarge */
const TOO_LARGE = Symbol('too large');

/**
 * Undefined if the client disconnected early. A body that is too large is read but not kept, so that the client gets a
 * response.
 * @param {Request} request
 */
async function readBody(request) {
  try {
    /** @type {Buffer[]} */
    let chunks = [];
    let bytes = 0;
    for await (const chunk of request) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) chunks = [];
      else chunks.push(chunk);
    }
    return bytes > MAX_BODY_BYTES ? TOO_LARGE : Buffer.concat(chunks);
  } catch {
    return undefined;
  }
}

/** Not `new URL`, which normalizes the path (`//sessions`, `..`). @param {string} url */
function splitUrl(url) {
  const [pathname = '', ...query] = url.split('?');
  return { pathname, query: new URLSearchParams(query.join('?')) };
}

/** @param {World} world @param {Request} request @param {string} body @param {number} connection @returns {SandboxRequest} */
function createRecord(world, { method = '', url = '', headers, rawHeaders }, body, connection) {
  return {
    ...{ method, url, headers, rawHeaders, body },
    time: world.clock.now(),
    monotonicMs: performance.now(),
    requestId: world.identifiers.requestId(),
    operation: undefined,
    connection,
    status: undefined,
    closedEarly: false,
  };
}

/** @param {SandboxRequest} record @param {ServerResponse} response */
function watchClose(record, response) {
  response.on('close', () => {
    record.closedEarly = !response.writableFinished;
  });
}

/** A bug in the sandbox gets a 500, so that the call doesn't hang. @param {ServerResponse} response @param {unknown} cause */
function respondWithError(response, cause) {
  if (response.headersSent) return void response.destroy();
  const reason = cause instanceof Error ? cause.message : String(cause);
  deliver(response, error(500, { message: `The sandbox itself failed: ${reason}` }), 'whole');
}

module.exports = { createServer };
