// The tracing channel `facesign:call` of node:diagnostics_channel.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { test } from 'node:test';
import { clientOf, KEY, rejectionOf, SETTINGS } from './support/client.mjs';
import { ID, served } from './support/watched.mjs';

const channel = tracingChannel('facesign:call');
const NAMES = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'];

/** Subscribes while a test runs. @param {import('node:test').TestContext} t @param {Partial<Record<string, (context: any) => void>>} subscribers */
function subscribe(t, subscribers) {
  for (const [name, subscriber] of Object.entries(subscribers)) {
    channel[name].subscribe(subscriber);
    t.after(() => channel[name].unsubscribe(subscriber));
  }
}

/** The messages of a test: the event, the context, and a copy of it as it was then. @param {import('node:test').TestContext} t */
function recorded(t) {
  /** @type {{ name: string, context: any, copy: any }[]} */
  const messages = [];
  const record = (name) => [name, (context) => messages.push({ name, context, copy: { ...context } })];
  subscribe(t, Object.fromEntries(NAMES.map(record)));
  return messages;
}

test('a call that succeeds publishes start, end, asyncStart and asyncEnd with one context', async (t) => {
  const { server, client } = await served(t, [200]);
  const messages = recorded(t);
  const called = client.session.retrieve({ sessionId: ID });
  assert.deepEqual(
    messages.map(({ name }) => name),
    ['start', 'end'],
  );
  await called;
  assert.deepEqual(
    messages.map(({ name }) => name),
    ['start', 'end', 'asyncStart', 'asyncEnd'],
  );
  assert.equal(new Set(messages.map(({ context }) => context)).size, 1);
  const { callId, ...start } = messages[0].copy;
  assert.deepEqual(start, {
    operation: 'session.retrieve',
    method: 'GET',
    urlTemplate: `${server.url}/sessions/{sessionId}`,
    serverAddress: '127.0.0.1',
    serverPort: server.port,
    headers: {},
  });
  const { status, requestId, attempts, outcome, ...rest } = messages[3].copy;
  assert.deepEqual(rest, { callId, ...start });
  assert.deepEqual([status, requestId, outcome, attempts.length], [200, 'req_0', 'answered', 1]);
});

test('a call that fails publishes error, too, and its context has the error', async (t) => {
  const { client } = await served(t, [404]);
  const messages = recorded(t);
  const error = await rejectionOf(client.session.retrieve({ sessionId: ID }));
  assert.deepEqual(
    messages.map(({ name }) => name),
    ['start', 'end', 'error', 'asyncStart', 'asyncEnd'],
  );
  const { status, requestId, attempts, outcome, error: published } = messages[4].copy;
  assert.equal(published, error);
  assert.deepEqual([status, requestId, outcome, attempts.length], [404, 'req_0', 'answered', 1]);
});

test('a call that is refused at once publishes end before error', async (t) => {
  const { client } = await served(t, [200]);
  const messages = recorded(t);
  await rejectionOf(client.langs.retrieve({ timeoutMs: 'soon' }));
  assert.deepEqual(
    messages.map(({ name }) => name),
    ['start', 'end', 'error', 'asyncStart', 'asyncEnd'],
  );
});

test('the context holds no body, no key and no id', async (t) => {
  const { client } = await served(t, [200]);
  const messages = recorded(t);
  await client.session.createClientSecret({ sessionId: ID });
  const json = JSON.stringify(messages);
  for (const secret of [KEY, ID, 'cs_secret']) assert.ok(!json.includes(secret), json);
});

test('headers that a subscriber of start sets go out with every attempt', async (t) => {
  const { server, client } = await served(t, [503, 200], { maxRetries: 1 });
  subscribe(t, {
    start: ({ headers }) => {
      headers.traceparent = '00-trace-span-01';
    },
  });
  await client.session.create(SETTINGS, { timeoutMs: 5000 });
  await client.langs.retrieve();
  assert.ok(server.requests.length >= 3);
  for (const { headers } of server.requests) assert.equal(headers.traceparent, '00-trace-span-01');
});

test("a header of the call or of the client wins over a subscriber's", async (t) => {
  const { server, client } = await served(t, [200], { headers: { Tracestate: 'client' } });
  subscribe(t, {
    start: ({ headers }) =>
      Object.assign(headers, { traceparent: 'trace', tracestate: 'trace', authorization: 'x' }),
  });
  await client.langs.retrieve({ headers: { TraceParent: 'call' } });
  const { traceparent, tracestate, authorization } = server.requests[0].headers;
  assert.deepEqual([traceparent, tracestate, authorization], ['call', 'client', `Bearer ${KEY}`]);
});

const USELESS = {
  'a number': { 'x-a': 7 },
  'a lone surrogate': { 'x-a': '\ud800' },
  'a line break': { 'x-a': 'a\r\nx-b: c' },
  'an invalid name': { 'x a': 'b' },
  'a header of the transport': { host: 'evil.example' },
};
for (const [what, added] of Object.entries(USELESS))
  test(`${what} is ignored`, async (t) => {
    const { server, client } = await served(t, [200]);
    subscribe(t, { start: ({ headers }) => Object.assign(headers, added, { 'x-ok': 'yes' }) });
    await client.langs.retrieve();
    const { headers } = server.requests[0];
    assert.deepEqual([headers['x-a'], headers['x-b'], headers['x-ok']], [undefined, undefined, 'yes']);
    assert.equal(headers.host, `127.0.0.1:${server.port}`);
  });

test('stores bound to start last until the call has ended', async (t) => {
  const { client } = await served(t, [503, 200], { maxRetries: 1 });
  const storage = new AsyncLocalStorage();
  channel.start.bindStore(storage, ({ operation }) => operation);
  t.after(() => channel.start.unbindStore(storage));
  const seen = [];
  subscribe(t, { asyncEnd: () => seen.push(storage.getStore()) });
  for (const event of ['call', 'retry', 'result']) client.on(event, () => seen.push(storage.getStore()));
  await client.langs.retrieve();
  assert.deepEqual(seen, Array(4).fill('langs.retrieve'));
  assert.equal(storage.getStore(), undefined);
});

test('events and trace of a call have the same callId', async (t) => {
  const { client } = await served(t, [200]);
  const messages = recorded(t);
  const ids = [];
  client.on('call', ({ callId }) => ids.push(callId));
  await client.langs.retrieve();
  assert.deepEqual(ids, [messages[0].context.callId]);
});

const ADDRESSES = [
  ['https://api.facesign.ai', 'https://api.facesign.ai/langs', 'api.facesign.ai', 443],
  ['http://h.example/', 'http://h.example/langs', 'h.example', 80],
  ['https://h.example:8443/base/', 'https://h.example:8443/base/langs', 'h.example', 8443],
  ['http://[::1]:81', 'http://[::1]:81/langs', '::1', 81],
];
for (const [url, urlTemplate, serverAddress, serverPort] of ADDRESSES)
  test(`the address of ${url}`, async (t) => {
    const messages = recorded(t);
    await rejectionOf(clientOf({ url }).langs.retrieve({ signal: AbortSignal.abort() }));
    const { context } = messages[0];
    assert.deepEqual(
      [context.urlTemplate, context.serverAddress, context.serverPort],
      [urlTemplate, serverAddress, serverPort],
    );
  });

test('a call that starts before anyone subscribes publishes nothing', async (t) => {
  const { client } = await served(t, [200]);
  const call = client.langs.retrieve();
  const messages = recorded(t);
  await call;
  assert.deepEqual(messages, []);
});
