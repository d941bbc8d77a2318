// The recipes for webhooks, with real deliveries: in each framework an event is verified and its session read, a forged one is
// rejected, and other routes get what they got before.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { sign } from '@facesignai/api-native/webhooks';
import { startSandbox } from '../../sandbox/index.mjs';
import { SETTINGS } from '../support/client.mjs';
import { listen } from '../support/server.mjs';
import { onNode, post } from './receivers.mjs';
import { SECRET } from './support.mjs';

const PATH = '/webhooks/facesign';
const sandbox = await startSandbox();
after(() => sandbox.close());
Object.assign(process.env, {
  FACESIGN_API_KEY: sandbox.keys[0],
  FACESIGN_SERVER_URL: sandbox.url,
  FACESIGN_WEBHOOK_SECRET: SECRET,
});

const recipe = (name) => import(`../../docs/recipes/code/webhooks/${name}.mjs`);
const served = (listener) => listen(createServer(listener));

/** Each recipe in its server, on a free port. */
const SERVERS = {
  node: async () => listen((await recipe('node')).server),
  express: async () => served((await recipe('express')).app),
  'express-after-json': async () => served((await recipe('express-after-json')).app),
  fastify: async () => {
    const { app } = await recipe('fastify');
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { port: app.server.address().port, close: () => app.close() };
  },
  koa: async () => served((await recipe('koa')).app.callback()),
  hono: async () => served(onNode((await recipe('hono')).app.fetch)),
  'next-app-router': async () => served(onNode((await recipe('next-app-router')).POST)),
  'next-pages-router': async () => served((await recipe('next-pages-router')).default),
  // As the function URL's documentation shows its events (payload format 2.0).
  lambda: async () => served(onFunctionUrl((await recipe('lambda')).handler)),
};

function onFunctionUrl(handler) {
  return async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString('base64');
    const { headers, method } = request;
    const event = {
      version: '2.0',
      headers,
      body,
      isBase64Encoded: true,
      requestContext: { http: { method } },
    };
    const { statusCode } = await handler(event);
    response.writeHead(statusCode).end();
  };
}

let events = 0;
/** Written with blanks, so that a body which is parsed and written out again has other bytes. */
function eventOf(sessionId) {
  events += 1;
  const event = { id: `evt_${events}`, type: 'session.status', createdAt: Date.now(), sessionId, note: 'é' };
  return JSON.stringify(event, null, 2);
}

async function made() {
  const { default: Client } = await import('@facesignai/api-native');
  const { session } = await new Client({ serverUrl: sandbox.url }).session.create(SETTINGS);
  return session.id;
}

for (const [name, start] of Object.entries(SERVERS))
  describe(name, () => {
    let hook;
    before(async () => {
      hook = post(await start(), PATH);
    });
    after(() => hook.close());

    test('verifies an event in each form, and reads its session', async (t) => {
      const log = t.mock.method(console, 'log', () => {});
      const id = await made();
      sandbox.completeSession(id);
      for (const form of ['hex', 'sha256', 't-v1']) {
        const body = eventOf(id);
        assert.equal(await hook.deliver(body, sign(body, { form })), 200);
      }
      assert.deepEqual(
        log.mock.calls.map(({ arguments: [line] }) => line),
        Array(3).fill(`session ${id} is complete`),
      );
    });

    test('rejects a forged event', async (t) => {
      t.mock.method(console, 'error', () => {});
      const body = eventOf('s');
      assert.equal(await hook.deliver(body, sign(body, { secret: 'forged' })), 400);
      assert.equal(await hook.deliver(body, {}), 400);
    });

    test('responds 500 when the session cannot be read, so that the event comes again', async (t) => {
      t.mock.method(console, 'error', () => {});
      const body = eventOf('unknown');
      assert.equal(await hook.deliver(body, sign(body)), 500);
    });
  });

test('Express parses the bodies of other routes as before', async (t) => {
  const { app } = await recipe('express');
  app.post('/other', (request, response) => response.json(request.body));
  const { port, close } = await served(app);
  t.after(close);
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`http://127.0.0.1:${port}/other`, {
    method: 'POST',
    body: '{"a":1}',
    headers,
  });
  assert.deepEqual(await response.json(), { a: 1 });
});

test('express.json() without its option: 500 and the advice for Express, and nothing is handled', async (t) => {
  const { default: express } = await import('express');
  const { createNodeWebhook } = await import('@facesignai/api-native/webhooks');
  const reported = [];
  const app = express();
  app.use(express.json());
  const onError = ({ reason, hint }) => reported.push(reason, hint);
  app.post(PATH, createNodeWebhook({ on: { '*': assert.fail }, onError }));
  const hook = post(await served(app), PATH);
  t.after(hook.close);
  const body = eventOf('s');
  assert.equal(await hook.deliver(body, sign(body)), 500);
  assert.equal(reported[0], 'body_not_raw');
  assert.match(reported[1], /^Express: register this handler before express\.json\(\)/);
});
