// Uncaught errors in real HTTP frameworks: the end user gets the framework's plain 500, and nothing of FaceSign's
// response. Frameworks read fields of errors: Express, Koa and Fastify `status`, `statusCode` and `headers`, hapi
// `output`; Hono calls `getResponse`.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, describe, test } from 'node:test';
import sdk from '@facesignai/api-native';
import Hapi from '@hapi/hapi';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { clientOf, rejectionOf } from './support/client.mjs';
import { freePort, listen, send, serve } from './support/server.mjs';

const HOSTILE = {
  'access-control-allow-origin': '*',
  'cache-control': 'public, max-age=31536000',
  'set-cookie': 'session=of-facesign',
  'x-of-facesign': 'yes',
};
const WORDS = 'said by FaceSign alone';

/** What FaceSign sends, with hostile headers; without a body, nothing. */
let reply = {};
const facesign = await serve((_request, response) => {
  if (reply.body === undefined) return;
  send(response, { ...reply, headers: { 'content-length': Buffer.byteLength(reply.body), ...HOSTILE } });
});
after(facesign.close);

async function errorFrom(given, options) {
  reply = given;
  return rejectionOf(clientOf(facesign, { maxRetries: 0, ...options }).langs.retrieve());
}

const envelope = (type) => JSON.stringify({ error: { type, message: WORDS, code: 'of_facesign' } });
const api = (status, type) => errorFrom({ status, body: envelope(type) });

/** One of each class, all but the last as a client rejects with it. */
const ERRORS = {
  AuthenticationError: await api(401, 'authentication_error'),
  ValidationError: await api(400, 'validation_error'),
  ConflictError: await api(409, 'validation_error'),
  NotFoundError: await api(404, 'not_found_error'),
  RateLimitError: await api(429, 'rate_limit_error'),
  ServerError: await api(503, 'server_error'),
  ConnectionError: await rejectionOf(
    clientOf({ url: `http://127.0.0.1:${await freePort()}` }).langs.retrieve(),
  ),
  TimeoutError: await errorFrom({}, { timeoutMs: 20 }),
  AbortError: await rejectionOf(clientOf(facesign).langs.retrieve(null, { signal: AbortSignal.abort() })),
  ResponseError: await errorFrom({ status: 200, body: `<p>${WORDS}` }),
  ConfigurationError: await rejectionOf(clientOf(facesign).session.retrieve({})),
  InternalError: new sdk.InternalError('a fault'),
};

/** Names by which frameworks, or middleware for them, take a response out of an error. */
const READ = [
  ...['status', 'statusCode', 'statusMessage', 'statusText', 'headers', 'expose', 'body', 'rawBody', 'data'],
  ...[
    'output',
    'isBoom',
    'isServer',
    'getResponse',
    'toResponse',
    'respond',
    'render',
    'extensions',
    'validation',
  ],
];
const read = (error) => READ.filter((name) => name in error);
// Before hapi, which writes its own onto every error.
for (const [name, error] of Object.entries(ERRORS)) {
  const found = [...read(error), ...read(new sdk[name]())];
  test(`a ${name} has no property that a framework reads`, () => assert.deepEqual(found, []));
}

/** Each framework as its manual sets it up, with one route that throws. */
const FRAMEWORKS = {
  async Express(error) {
    const app = express().set('env', 'production').disable('x-powered-by');
    app.get('/', async () => {
      throw error;
    });
    return nodeServer(app);
  },
  async Koa(error) {
    const app = new Koa({ env: 'production' });
    app.silent = true;
    app.use(async () => {
      throw error;
    });
    return nodeServer(app.callback());
  },
  async Fastify(error) {
    const app = Fastify();
    app.get('/', async () => {
      throw error;
    });
    return { url: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
  },
  async Hono(error) {
    const app = new Hono();
    app.get('/', async () => {
      throw error;
    });
    return serve(async (_request, response) => {
      // Hono prints what it catches.
      const { error: print } = console;
      console.error = () => {};
      const reply = await app.request('/').finally(() => {
        console.error = print;
      });
      response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(await reply.text());
    });
  },
  async hapi(error) {
    const app = Hapi.server({ host: '127.0.0.1', port: 0, debug: false });
    app.route({
      method: 'GET',
      path: '/',
      handler: async () => {
        throw error;
      },
    });
    await app.start();
    return { url: app.info.uri, close: () => app.stop() };
  },
};

async function nodeServer(handler) {
  const server = await listen(createServer(handler));
  return { url: `http://127.0.0.1:${server.port}`, close: server.close };
}

/** What the end user gets. */
async function shownBy(framework, error) {
  const { url, close } = await FRAMEWORKS[framework](error);
  try {
    const response = await fetch(url);
    return { status: response.status, headers: [...response.headers], body: await response.text() };
  } finally {
    await close();
  }
}

const without = (headers, ...names) => headers.filter(([name]) => !names.includes(name));

for (const framework of Object.keys(FRAMEWORKS)) {
  describe(framework, () => {
    for (const [name, error] of Object.entries(ERRORS)) {
      test(`responds to a ${name} as to any other error`, async () => {
        assert.equal(error.name, name);
        const plain = await shownBy(framework, new Error('plain'));
        const shown = await shownBy(framework, error);
        assert.equal(shown.status, 500);
        // Fastify sends `code` and `message` of every error.
        const own = framework === 'Fastify' ? ['date', 'content-length'] : ['date'];
        assert.deepEqual(without(shown.headers, ...own), without(plain.headers, ...own));
        if (framework !== 'Fastify') assert.equal(shown.body, plain.body);
        else {
          const { code, message } = error;
          const expected = { ...JSON.parse(plain.body), message, ...(code && { code }) };
          assert.deepEqual(JSON.parse(shown.body), expected);
        }
      });
    }
  });
}
