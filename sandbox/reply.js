// @ts-check
// Decides on the reply to one request: rate limit counted, fault taken, key checked, operation carried out.

const { bareError, error } = require('./answers.js');
const { parseFaultHeader } = require('./fault-header.js');
const { noRoute } = require('./routes.js');

/** @typedef {import('./answers').Answer} Answer */
/** @typedef {import('./faults').Fault} Fault */
/** @typedef {import('./world').World} World */
/** @typedef {import('./rate-limit').Verdict} Verdict */
/** @typedef {import('./index').SandboxRequest} SandboxRequest */
/** @typedef {ReturnType<typeof import('./routes').findRoute>} FoundRoute */
/** @typedef {{ record: SandboxRequest, pathname: string, query: URLSearchParams, route: FoundRoute }} Exchange */
/** @typedef {{ answer: Answer, delivery: import('./faults').Delivery }} Reply */

/** @param {World} world @param {Exchange} exchange @returns {Promise<Reply>} */
async function replyTo(world, exchange) {
  const key = knownKey(world, exchange.record);
  // All callers with an unknown key share one window: the limit is per key, and they have none.
  const rate = world.rateLimit.count(key ?? '');
  const perform = (/** @type {number} */ delayMs) => performAfter(world, exchange, key, rate, delayMs);
  const { answer, delivery } = await spoil(world, faultFor(world, exchange.record), perform);
  return { answer: withHeaders(answer, { ...rate.headers, ...answer.headers }), delivery };
}

/** @param {Answer} answer @param {Record<string, string>} headers @returns {Answer} */
function withHeaders(answer, headers) {
  return { ...answer, headers };
}

/**
 * The fault of the request's own header, else one from the queue; a response when the header makes no sense.
 * @param {World} world @param {SandboxRequest} record @returns {{ fault?: Fault | undefined, refusal?: Answer }}
 */
function faultFor(world, { headers, operation }) {
  const header = textOf(headers['x-sandbox-fault']);
  if (header === undefined) return { fault: world.faults.take(operation) };
  try {
    return { fault: parseFaultHeader(header) };
  } catch (failure) {
    return { refusal: error(400, { message: failure instanceof Error ? failure.message : String(failure) }) };
  }
}

/**
 * @param {World} world
 * @param {{ fault?: Fault | undefined, refusal?: Answer }} found
 * @param {(delayMs: number) => Promise<Answer>} perform
 * @returns {Promise<Reply>}
 */
async function spoil(world, { fault, refusal }, perform) {
  if (!fault) return { answer: refusal ?? (await perform(0)), delivery: 'whole' };
  if (!fault.handled) await world.wait(fault.delayBeforeMs);
  const real = fault.handled ? await perform(fault.delayBeforeMs) : undefined;
  await world.wait(fault.delayAfterMs);
  const answer = fault.answer ?? real ?? { status: 200, headers: {}, text: '' };
  return { answer: withHeaders(answer, { ...answer.headers, ...fault.headers }), delivery: fault.delivery };
}

/**
 * The delay lies inside the operation, so that a repeat under the same idempotency key meets it in progress.
 * @param {World} world @param {Exchange} exchange @param {string | undefined} key @param {Verdict} rate @param {number} delayMs
 */
async function performAfter(world, { record, pathname, query, route }, key, rate, delayMs) {
  const refusal = refuse(world, key, rate);
  if (refusal) return refusal;
  if (!route) return noRoute(record.method, pathname);
  const idempotencyKey =
    route.operation === 'session.create' ? textOf(record.headers['idempotency-key']) : undefined;
  const work = async () => {
    await world.wait(delayMs);
    return route.answer(world, { sessionId: route.sessionId, query, body: record.body, idempotencyKey });
  };
  return idempotencyKey ? world.idempotency.once(`${key}\n${idempotencyKey}`, record.body, work) : work();
}

/** @param {World} world @param {string | undefined} key @param {Verdict} rate */
function refuse(world, key, rate) {
  if (key === undefined)
    return world.settings.mode === 'dev' ? bareError(403, 'Incorrect api key') : error(401);
  return rate.allowed ? undefined : error(429, {}, { 'Retry-After': rate.retryAfter });
}

/** @param {World} world @param {SandboxRequest} record */
function knownKey(world, record) {
  const [, key] = /^Bearer +(.+)$/i.exec(textOf(record.headers.authorization) ?? '') ?? [];
  return world.settings.keys.find((known) => known === key);
}

/** @param {string | string[] | undefined} header */
function textOf(header) {
  return Array.isArray(header) ? header.join(', ') : header;
}

module.exports = { replyTo };
