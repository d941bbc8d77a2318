// @ts-check
// The HTTP side of a sandbox: reads and records a request, and sends the response that reply.js decides on.

const http = require('node:http');
const https = require('node:https');
const { error } = require('./answers.js');
const { control, isControlPath } = require('./control.js');
const { deliver } = require('./delivery.js');
const { refuseForeign, refuseWithoutToken } = require('./guard.js');
const { replyTo } = require('./reply.js');
const { findRoute } = require('./routes.js');

/** @typedef {import('./world').World} World */
/** @typedef {import('./index').SandboxRequest} SandboxRequest */
/** @typedef {import('./reply').Exchange} Exchange */
/** @typedef {http.IncomingMessage} Request */
/** @typedef {http.ServerResponse} Response */

/** A create takes far less; the report that a test puts on a session may hold pictures. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** @param {World} world */
function createServer(world) {
  const { tls } = world.settings;
  const server = tls ? https.createServer({ cert: pem(tls.cert), key: pem(tls.key) }) : http.createServer();
  const numberOf = numberConnections(server, tls ? 'secureConnection' : 'connection');
  server.on('request', (request, response) => {
    serve(world, request, response, numberOf(request.socket)).catch((failure) => {
      if (!world.closing.signal.aborted) answerFailure(response, failure);
    });
  });
  return server;
}

/** @param {string | Uint8Array} text */
function pem(text) {
  return typeof text === 'string' ? text : Buffer.from(text);
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

/** @param {World} world @param {Request} request @param {Response} response @param {number} connection */
async function serve(world, request, response, connection) {
  const body = await readBody(request);
  if (body === undefined) return;
  const { pathname, query } = splitUrl(request.url ?? '/');
  const isControl = isControlPath(pathname);
  const refusal = refuse(world, request, body, isControl);
  if (refusal) return deliver(response, refusal, 'whole');
  if (isControl)
    return deliver(response, control(world, request.method ?? '', pathname, String(body)), 'whole');
  const record = recordOf(world, request, String(body), connection);
  const route = findRoute(record.method, pathname);
  record.operation = route?.operation;
  follow(record, response);
  world.record(record);
  await answer(world, response, { record, pathname, query, route });
}

/** @param {World} world @param {Request} request @param {Buffer | TooLarge} body @param {boolean} isControl */
function refuse(world, request, body, isControl) {
  const foreign = refuseForeign(world.settings, request);
  if (foreign) return foreign;
  if (body === TOO_LARGE) return error(413, { message: `The body is larger than ${MAX_BODY_BYTES} bytes` });
  return isControl ? refuseWithoutToken(world.token, request) : undefined;
}

/** @param {World} world @param {Response} response @param {Exchange} exchange */
async function answer(world, response, exchange) {
  const reply = await replyTo(world, exchange);
  const { record } = exchange;
  const date = new Date(world.clock.now()).toUTCString();
  const headers = { Date: date, 'x-request-id': record.requestId, ...reply.answer.headers };
  deliver(response, { ...reply.answer, headers }, reply.delivery);
  if (response.headersSent) record.status = response.statusCode;
}

/** @typedef {typeof TOO_LARGE} TooLarge */
const TOO_LARGE = Symbol('too large');

/**
 * Undefined when the client went away before the body was complete. What is too large is read to its end, so that the
 * client gets the response, and not kept.
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

/** Not `new URL`, which would change what was sent (`//sessions`, `..`). @param {string} url */
function splitUrl(url) {
  const [pathname = '', ...query] = url.split('?');
  return { pathname, query: new URLSearchParams(query.join('?')) };
}

/** @param {World} world @param {Request} request @param {string} body @param {number} connection @returns {SandboxRequest} */
function recordOf(world, { method = '', url = '', headers, rawHeaders }, body, connection) {
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

/** @param {SandboxRequest} record @param {Response} response */
function follow(record, response) {
  response.on('close', () => {
    record.closedEarly = !response.writableFinished;
  });
}

/** A mistake of the sandbox itself must be seen, not hang. @param {Response} response @param {unknown} failure */
function answerFailure(response, failure) {
  if (response.headersSent) return void response.destroy();
  const reason = failure instanceof Error ? failure.message : String(failure);
  deliver(response, error(500, { message: `The sandbox itself failed: ${reason}` }), 'whole');
}

module.exports = { createServer };
