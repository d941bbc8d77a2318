// @ts-check
// Decides on the response to a request: counts the rate limit, takes a fault, checks the key, carries out the operation.

const { bareError, error } = require('./responses.js');
const { parseFaultHeader } = require('./fault-header.js');
const { noRoute } = require('./routes.js');

/** @typedef {import('./responses').SandboxResponse} SandboxResponse */
/** @typedef {import('./faults').Fault} Fault */
/** @typedef {import('./world').World} World */
/** @typedef {import('./rate-limit').Verdict} Verdict */
/** @typedef {import('./index').SandboxRequest} SandboxRequest */
/** @typedef {ReturnType<typeof import('./routes').findRoute>} FoundRoute */
/** @typedef {{ record: SandboxRequest, pathname: string, query: URLSearchParams, route: FoundRoute }} Exchange */
/** @typedef {{ response: SandboxResponse, delivery: import('./faults').Delivery }} Reply */

/** @param {World} world @param {Exchange} exchange @returns {Promise<Reply>} */
async function replyTo(world, exchange) {
  const key = knownKey(world, exchange.record);
  // All callers with an unknown key share one window.
  const rate = world.rateLimit.count(key ?? '');
  const perform = (/** @type {number} */ delayMs) => performAfter(world, exchange, key, rate, delayMs);
  const { response, delivery } = await applyFault(world, faultFor(world, exchange.record), perform);
  return { response: withHeaders(response, { ...rate.headers, ...response.headers }), delivery };
}

/** @param {SandboxResponse} response @param {Record<string, string>} headers @returns {SandboxResponse} */
function withHeaders(response, headers) {
  return { ...response, headers };
}

/**
 * The fault in the request's header, or else one from the queue. An invalid header gets a response.
 * @param {World} world @param {SandboxRequest} record @returns {{ fault?: Fault | undefined, rejection?: SandboxResponse }}
 */
function faultFor(world, { headers, operation }) {
  const header = headerString(headers['x-sandbox-fault']);
  if (header === undefined) return { fault: world.faults.take(operation) };
  try {
    return { fault: parseFaultHeader(header) };
  } catch (cause) {
    return { rejection: error(400, { message: cause instanceof Error ? cause.message : String(cause) }) };
  }
}

/**
 * @param {World} world
 * @param {{ fault?: Fault | undefined, rejection?: SandboxResponse }} found
 * @param {(delayMs: number) => Promise<SandboxResponse>} perform
 * @returns {Promise<Reply>}
 */
async function applyFault(world, { fault, rejection }, perform) {
  if (!fault) return { response: rejection ?? (await perform(0)), delivery: 'whole' };
  if (!fault.handled) await world.wait(fault.delayBeforeMs);
  const real = fault.handled ? await perform(fault.delayBeforeMs) : undefined;
  await world.wait(fault.delayAfterMs);
  const response = fault.response ?? real ?? { status: 200, headers: {}, body: '' };
  return {
    response: withHeaders(response, { ...response.headers, ...fault.headers }),
    delivery: fault.delivery,
  };
}

/**
 * The delay is part of the operation, so that a second request with the same idempotency key finds it in progress.
 * @param {World} world @param {Exchange} exchange @param {string | undefined} key @param {Verdict} rate @param {number} delayMs
 */
async function performAfter(world, { record, pathname, query, route }, key, rate, delayMs) {
  const rejection = reject(world, key, rate);
  if (rejection) return rejection;
  if (!route) return noRoute(record.method, pathname);
  const idempotencyKey =
    route.operation === 'session.create' ? headerString(record.headers['idempotency-key']) : undefined;
  const work = async () => {
    await world.wait(delayMs);
    return route.handle(world, { sessionId: route.sessionId, query, body: record.body });
  };
  return idempotencyKey ? world.idempotency.once(`${key}`, idempotencyKey, record.body, work) : work();
}

/** @param {World} world @param {string | undefined} key @param {Verdict} rate */
function reject(world, key, rate) {
  if (key === undefined)
    return world.settings.mode === 'dev' ? bareError(403, 'Incorrect api key') : error(401);
  return rate.allowed ? undefined : error(429, {}, { 'Retry-After': rate.retryAfter });
}

/** @param {World} world @param {SandboxRequest} record */
function knownKey(world, record) {
  const [, key] = /^Bearer +(.+)$/i.exec(headerString(record.headers.authorization) ?? '') ?? [];
  return world.settings.keys.find((known) => known === key);
}

/** @param {string | string[] | undefined} header */
function headerString(header) {
  return Array.isArray(header) ? header.join(', ') : header;
}

module.exports = { replyTo };
