// @ts-check
'use strict';

// The handler for frameworks that hand out a web `Request` and take a `Response`.

const { receiver } = require('./receive.js');

const TOO_LARGE = Symbol('too large');
const GONE = Symbol('gone');
/** Nobody reads the response to a sender that left in the middle of the body. @type {Map<unknown, number>} */
const STATUS = new Map([
  [TOO_LARGE, 413],
  [GONE, 400],
]);

/** @param {unknown} options @returns {(request: any) => Promise<any>} */
function createWebWebhook(options) {
  const { maxBodyBytes, receive } = receiver(options);
  return async (request) => {
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } });
    const body = request.bodyUsed ? undefined : await read(request, maxBodyBytes).catch(() => GONE);
    return new Response(null, { status: STATUS.get(body) ?? (await receive(body, request.headers)) });
  };
}

/** @param {Request} request @param {number} max */
async function read({ body, headers }, max) {
  if (Number(headers.get('content-length')) > max) return TOO_LARGE;
  /** @type {Uint8Array[]} */
  const chunks = [];
  let size = 0;
  const reader = body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > max) return tooLarge(reader);
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}

/** Whatever the sender makes of it. @param {ReadableStreamDefaultReader | undefined} reader */
function tooLarge(reader) {
  reader?.cancel().catch(() => {});
  return TOO_LARGE;
}

module.exports = { createWebWebhook };
