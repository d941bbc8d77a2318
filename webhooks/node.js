// @ts-check
'use strict';

// The handler for node:http, and for frameworks that hand out its request and response.

const { receiver } = require('./receive.js');

const TOO_LARGE = Symbol('too large');
const GONE = Symbol('gone');

const EXPRESS =
  'Express: register this handler before express.json(), or keep the bytes: express.json({ verify: (req, _res, bytes) ' +
  '=> { req.rawBody = bytes } }). NestJS: NestFactory.create(AppModule, { rawBody: true }).';
const NEXT = 'Next.js: export const config = { api: { bodyParser: false } } beside the handler.';

/** @param {unknown} options @returns {(req: any, res: any) => Promise<void>} */
function createNodeWebhook(options) {
  const { maxBodyBytes, receive } = receiver(options);
  return async (req, res) => {
    if (req.method !== 'POST') return respond(res, 405, { allow: 'POST' });
    const body = await bodyOf(req, maxBodyBytes);
    if (body === GONE) return;
    if (body === TOO_LARGE) return respond(res, 413);
    respond(res, await receive(body, req.headers, hintOf(req, res)));
  };
}

/** @param {any} res @param {number} status @param {Record<string, string>} [headers] */
function respond(res, status, headers) {
  if (!res.headersSent) res.writeHead(status, { 'content-length': '0', ...headers }).end();
}

/** What a framework kept of the raw body, else what can still be read. @param {any} req @param {number} max */
async function bodyOf(req, max) {
  const kept = [req.rawBody, req.body].find((body) => typeof body === 'string' || ArrayBuffer.isView(body));
  if (kept === undefined) return req.readableDidRead ? req.body : read(req, max);
  return Buffer.byteLength(/** @type {string | Uint8Array} */ (kept)) > max ? TOO_LARGE : kept;
}

/** @param {import('node:http').IncomingMessage} req @param {number} max @returns {Promise<Buffer | symbol>} */
function read(req, max) {
  if (Number(req.headers['content-length']) > max) return Promise.resolve(TOO_LARGE);
  return new Promise((resolve) => {
    /** @type {Buffer[]} */
    const chunks = [];
    let size = 0;
    req.on('data', (chunk) => {
      size += chunk.length;
      if (size <= max) return chunks.push(Buffer.from(chunk));
      // The rest flows on into nothing: closing the connection here could lose the response.
      chunks.length = 0;
      resolve(TOO_LARGE);
    });
    req.on('end', () => resolve(Buffer.concat(chunks)));
    // Without an end: the sender is gone, and nobody reads a response.
    req.on('error', () => resolve(GONE)).on('close', () => resolve(GONE));
  });
}

/** What to do about a body that was parsed, for frameworks that can be told. @param {any} req @param {any} res */
function hintOf(req, res) {
  if (typeof res.revalidate === 'function') return NEXT;
  return typeof req.app?.use === 'function' ? EXPRESS : undefined;
}

module.exports = { createNodeWebhook };
