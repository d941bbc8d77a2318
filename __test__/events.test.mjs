// `client.on`: what listeners get, when, and in which async context.
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { test } from 'node:test';
import { Client, ConfigurationError, NotFoundError } from '@facesignai/api-native';
import { clientOf, KEY, rejectionOf, SETTINGS } from './support/client.mjs';
import { isCollected } from './support/garbage.mjs';
import { send, serve } from './support/server.mjs';
import { ID, served } from './support/watched.mjs';

const EVENTS = ['call', 'retry', 'result'];

/**
 * A client for a server that responds with one status after the other, and what its listeners were given.
 * @param {import('node:test').TestContext} t
 * @param {number[]} statuses
 * @param {object} [options]
 */
async function listened(t, statuses, options) {
  const { server, client } = await served(t, statuses, { maxRetries: 2, ...options });
  /** @type {[string, any][]} */
  const events = [];
  for (const event of EVENTS) client.on(event, (payload) => events.push([event, payload]));
  return { server, client, events, names: () => events.map(([name]) => name) };
}

/** @param {import('node:test').TestContext} t the warnings while a test runs */
function warningsOf(t) {
  const warnings = [];
  const onWarning = (warning) => warnings.push(warning);
  process.on('warning', onWarning);
  t.after(() => process.off('warning', onWarning));
  return warnings;
}

test('a call that succeeds is a call and a result', async (t) => {
  const { client, events, names } = await listened(t, [200]);
  const before = Date.now();
  await client.session.retrieve({ sessionId: ID });
  assert.deepEqual(names(), ['call', 'result']);
  const [[, call], [, result]] = events;
  assert.deepEqual(Object.keys(call), ['callId', 'operation', 'method', 'path', 'startTime']);
  assert.deepEqual(
    [call.operation, call.method, call.path],
    ['session.retrieve', 'GET', '/sessions/{sessionId}'],
  );
  assert.ok(call.startTime > before - 1000 && call.startTime < Date.now() + 1000);
  const { status, requestId, attempts, elapsedMs, outcome, error, ...base } = result;
  assert.deepEqual(base, call);
  assert.deepEqual([status, requestId, outcome, error], [200, 'req_0', 'answered', undefined]);
  assert.deepEqual(
    attempts.map(({ number, status }) => [number, status]),
    [[1, 200]],
  );
  assert.ok(Number.isInteger(elapsedMs) && elapsedMs >= 0);
});

test('a call that fails is a result with its error', async (t) => {
  const { client, events, names } = await listened(t, [404]);
  const error = await rejectionOf(client.session.retrieve({ sessionId: ID }));
  assert.deepEqual(names(), ['call', 'result']);
  const { status, requestId, outcome, ...result } = events[1][1];
  assert.ok(error instanceof NotFoundError);
  assert.equal(result.error, error);
  assert.equal(result.attempts, error.attempts);
  assert.deepEqual([status, requestId, outcome], [404, 'req_0', 'answered']);
});

test('a call that is refused for its arguments is a call and a result, too', async (t) => {
  const { client, events, names } = await listened(t, [200]);
  for (const call of [
    () => client.session.retrieve({}),
    () => client.langs.retrieve({ timeoutMs: 'soon' }),
    () => client.langs.retrieve({ signal: AbortSignal.abort() }),
  ]) {
    const error = await rejectionOf(call());
    assert.deepEqual(names(), ['call', 'result']);
    const [, [, result]] = events.splice(0);
    assert.equal(result.error, error);
    assert.deepEqual([result.attempts, result.outcome], [[], 'not_sent']);
  }
});

test('a retry is reported while the call runs, before its delay is over', async (t) => {
  const statuses = [503, 200];
  const { server, client, events } = await listened(t, statuses, {
    retry: { initialDelayMs: 60_000, maxDelayMs: 60_000 },
  });
  const controller = new AbortController();
  const retried = new Promise((resolve) => client.once('retry', resolve));
  const ended = rejectionOf(client.langs.retrieve({ signal: controller.signal }));
  const { attempt, delayMs, ...base } = await retried;
  assert.deepEqual(base, events[0][1]);
  assert.deepEqual([attempt.number, attempt.status, attempt.failure], [1, 503, 'server_error']);
  assert.ok(delayMs >= 30_000 && delayMs <= 60_000, `${delayMs}`);
  assert.equal(server.requests.length, 1);
  controller.abort();
  const error = await ended;
  assert.equal(error.name, 'AbortError');
  assert.equal(events.at(-1)[1].error, error);
});

test('every retry is reported once, in order', async (t) => {
  const { client, events, names } = await listened(t, [503, 429, 200]);
  await client.session.create(SETTINGS);
  assert.deepEqual(names(), ['call', 'retry', 'retry', 'result']);
  assert.deepEqual(
    events.slice(1, 3).map(([, { attempt }]) => [attempt.number, attempt.status]),
    [
      [1, 503],
      [2, 429],
    ],
  );
  assert.deepEqual(
    events[3][1].attempts.map(({ status }) => status),
    [503, 429, 200],
  );
});

test('each call has an id of its own', async (t) => {
  const { client, events } = await listened(t, [200]);
  await Promise.all([client.langs.retrieve(), client.avatars.retrieve()]);
  const ids = events.filter(([name]) => name === 'call').map(([, { callId }]) => callId);
  assert.equal(new Set(ids).size, 2);
  for (const id of ids) assert.match(id, /^[\da-z]+-\d+$/);
});

test('events hold no body, no key and no id from a path', async (t) => {
  for (const statuses of [[503, 200], [404]]) {
    const { client, events } = await listened(t, statuses);
    await client.session.createClientSecret({ sessionId: ID }).catch(() => {});
    const json = JSON.stringify(events);
    for (const secret of [KEY, ID, 'cs_secret']) assert.ok(!json.includes(secret), json);
  }
});

test('off removes a listener, and once listens to one event', async (t) => {
  const { client } = await listened(t, [200]);
  const heard = [];
  const removed = () => heard.push('removed');
  client.on('call', removed).once('call', () => heard.push('once'));
  client.off('call', removed);
  await client.langs.retrieve();
  await client.langs.retrieve();
  assert.deepEqual(heard, ['once']);
});

test('a call that started without listeners reports nothing', async (t) => {
  const server = await serve((_request, response) => send(response, {}));
  t.after(server.close);
  const client = clientOf(server);
  const heard = [];
  const call = client.langs.retrieve();
  client.on('result', (result) => heard.push(result));
  await call;
  assert.deepEqual(heard, []);
});

test('a listener that throws or rejects is a process warning, and the others still hear', async (t) => {
  const { client, names } = await listened(t, [503, 200]);
  const warnings = warningsOf(t);
  client.on('call', () => {
    throw new Error('one');
  });
  client.on('retry', async () => {
    throw new Error('two');
  });
  client.on('result', () => {
    throw 'three';
  });
  await client.langs.retrieve();
  while (warnings.length < 3) await once(process, 'warning');
  assert.deepEqual(names(), ['call', 'retry', 'result']);
  assert.deepEqual(
    warnings.map(({ code, message }) => [code, message]),
    [
      ['FACESIGN_LISTENER', 'a listener of the FaceSign client for call threw: Error: one'],
      ['FACESIGN_LISTENER', 'a listener of the FaceSign client for retry threw: Error: two'],
      ['FACESIGN_LISTENER', 'a listener of the FaceSign client for result threw: three'],
    ],
  );
});

test('listeners run in the async context of the caller', async (t) => {
  const { client } = await listened(t, [503, 200]);
  const storage = new AsyncLocalStorage();
  const heard = [];
  for (const event of EVENTS) client.on(event, () => heard.push([event, storage.getStore()]));
  await storage.run('a', () => client.langs.retrieve());
  await storage.run('b', () => client.langs.retrieve());
  assert.deepEqual(heard, [...EVENTS.map((event) => [event, 'a']), ...EVENTS.map((event) => [event, 'b'])]);
});

test('the async context of a call is forgotten when the call has ended', async (t) => {
  const { client } = await listened(t, [200]);
  const storage = new AsyncLocalStorage();
  const store = new WeakRef({});
  await storage.run(store.deref(), () => client.langs.retrieve());
  assert.ok(await isCollected(store));
});

const INVALID = [
  ['error', () => {}, 'event', 'event must be call, retry, result, got "error"'],
  [
    'longer-than-any-event',
    () => {},
    'event',
    'event must be call, retry, result, got "longer-than-any-even"',
  ],
  [7, () => {}, 'event', 'event must be call, retry, result, got a number'],
  ['call', undefined, 'listener', 'listener must be a function, got undefined'],
  ['call', {}, 'listener', 'listener must be a function, got an object'],
];
for (const [event, listener, param, message] of INVALID)
  test(`on(${event}, ${typeof listener}) throws: ${message}`, () => {
    const client = new Client({ auth: undefined });
    for (const method of ['on', 'once', 'off'])
      assert.throws(
        () => client[method](event, listener),
        (error) => {
          assert.ok(error instanceof ConfigurationError);
          assert.deepEqual([error.param, error.message], [param, message]);
          return true;
        },
      );
  });

test('what a listener changes in an event is not seen by later ones', async (t) => {
  const { client, events } = await listened(t, [503, 200], { maxRetries: 1, retry: { initialDelayMs: 1 } });
  client.on('call', (event) => Reflect.set(event, 'operation', 'mine'));
  await client.session.retrieve({ sessionId: ID });
  assert.deepEqual(
    events.map(([name, { operation }]) => [name, operation]),
    EVENTS.map((name) => [name, 'session.retrieve']),
  );
});

test('a client shows no listeners when it is printed', async (t) => {
  const { client } = await listened(t, [200]);
  assert.deepEqual(Object.keys(client), ['session', 'langs', 'avatars']);
});

test('on works through a Proxy and on an object that inherits from a client', async (t) => {
  const { client } = await listened(t, [200]);
  const heard = [];
  new Proxy(client, {}).on('call', () => heard.push('proxy'));
  Object.create(client).on('call', () => heard.push('heir'));
  await client.langs.retrieve();
  assert.deepEqual(heard, ['proxy', 'heir']);
});
