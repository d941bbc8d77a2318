// @ts-check
'use strict';

// The raw body: a string or bytes. A signature covers bytes, so a body that was parsed is of no use, however it is
// written out again.

const { describeType } = require('../lib/describe-type.js');
const { rejected } = require('./errors.js');

const HINT =
  "Pass the bytes as they arrived. Express: express.raw({ type: 'application/json' }); NestJS: rawBody: true and " +
  "request.rawBody; Fastify: a content type parser with parseAs: 'buffer'; Koa: no body parser before this route; " +
  'Next.js and Hono: await request.text(); Next.js Pages Router: bodyParser: false.';

/** @param {unknown} body @param {string} [hint] what to do, where the framework is known @returns {string | Uint8Array} */
function rawBody(body, hint = HINT) {
  if (typeof body === 'string' && body !== '[object Object]') return body;
  if (ArrayBuffer.isView(body)) return /** @type {Uint8Array} */ (body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  const got = typeof body === 'string' ? 'an object written as a string' : describeType(body);
  throw rejected(
    'body_not_raw',
    `body must be the raw body as a string or bytes, got ${got} (see hint)`,
    hint,
  );
}

module.exports = { rawBody };
