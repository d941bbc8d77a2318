// `withResponse`: the response of a call beside its data.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigurationError, withResponse } from '@facesignai/api-native';
import { clientOf, KEY, rejectionOf, SETTINGS } from './support/client.mjs';
import { send, serve } from './support/server.mjs';

const BODIES = {
  'session.create': '{"session":{"id":"s1"},"clientSecret":{"secret":"cs"}}',
  'session.retrieve': '{"session":{"id":"s1"},"clientSecret":{"secret":"cs"}}',
  'session.list': '{"sessions":[],"hasMore":false}',
  'session.createClientSecret': '{"secret":"cs"}',
  'langs.retrieve': '[{"id":"en"}]',
  'avatars.retrieve': '{"avatars":[]}',
};

/** Each call of a client, by its name. */
const CALLS = {
  'session.create': (client) => client.session.create(SETTINGS),
  'session.retrieve': (client) => client.session.retrieve({ sessionId: 's1' }),
  'session.list': (client) => client.session.list(),
  'session.createClientSecret': (client) => client.session.createClientSecret({ sessionId: 's1' }),
  'langs.retrieve': (client) => client.langs.retrieve(),
  'avatars.retrieve': (client) => client.avatars.retrieve(),
};

/** @param {import('node:test').TestContext} t @param {object} response @param {object} [options] of the client */
async function clientFor(t, response, options) {
  const server = await serve((_request, out, index) =>
    send(out, typeof response === 'function' ? response(index) : response),
  );
  t.after(server.close);
  return { server, client: clientOf(server, options) };
}

for (const [name, call] of Object.entries(CALLS))
  test(`${name}: gives data and response, and sends one request`, async (t) => {
    const headers = { 'X-Request-Id': 'req_1', 'X-RateLimit-Remaining': '59' };
    const { server, client } = await clientFor(t, { status: 201, body: BODIES[name], headers });
    const { data, response, requestId } = await withResponse(call(client));
    assert.deepEqual(data, JSON.parse(BODIES[name]));
    assert.deepEqual([response.status, response.requestId, requestId], [201, 'req_1', 'req_1']);
    assert.equal(response.headers['x-ratelimit-remaining'], '59');
    assert.deepEqual(Object.keys(response), ['status', 'requestId', 'attempts', 'elapsedMs', 'headers']);
    assert.equal(server.requests.length, 1);
  });

test('headers have lower-case names, repeated ones are joined, and set-cookie is left out', async (t) => {
  const headers = { Warning: ['299 a', '299 "b\\"'], 'Set-Cookie': 'session=secret', 'X-Latin': 'Zo\xeb' };
  const { client } = await clientFor(t, { headers });
  const { response } = await withResponse(client.langs.retrieve());
  assert.equal(response.headers.warning, '299 a, 299 "b\\"');
  assert.equal(response.headers['x-latin'], 'Zo\xeb');
  const ofNode = ['connection', 'date', 'keep-alive', 'transfer-encoding'];
  assert.deepEqual(Object.keys(response.headers).sort(), [...ofNode, 'warning', 'x-latin']);
});

test('a key that the server repeats is redacted', async (t) => {
  const headers = { 'x-request-id': `for-${KEY}`, 'x-debug': `key=${encodeURIComponent(`"${KEY}"`)}` };
  const { client } = await clientFor(t, { headers });
  const { response } = await withResponse(client.langs.retrieve());
  assert.ok(!JSON.stringify(response).includes(KEY));
  assert.equal(response.headers['x-debug'], 'key=%22[redacted]%22');
  assert.equal(response.requestId, 'for-[redacted]');
});

test('attempts and elapsedMs cover the retries', async (t) => {
  const { client } = await clientFor(t, (index) => ({ status: index === 0 ? 503 : 200 }), { maxRetries: 1 });
  const { response } = await withResponse(client.langs.retrieve());
  assert.deepEqual(
    response.attempts.map(({ number, status }) => [number, status]),
    [
      [1, 503],
      [2, 200],
    ],
  );
  const total = response.attempts.reduce((sum, { waitedMs, elapsedMs }) => sum + waitedMs + elapsedMs, 0);
  // Each part is rounded down.
  assert.ok(response.elapsedMs >= total && response.elapsedMs <= total + 4, `${response.elapsedMs} ${total}`);
});

test('a large response has its response, too', async (t) => {
  const sessions = Array.from({ length: 20_000 }, (_, id) => ({ id: `s${id}` }));
  const { client } = await clientFor(t, { body: JSON.stringify({ sessions, hasMore: false }) });
  const { data, response } = await withResponse(client.session.list());
  assert.equal(data.sessions.length, sessions.length);
  assert.equal(response.status, 200);
});

test('a failed call rejects with the same error', async (t) => {
  const { client } = await clientFor(t, { status: 404 });
  const call = client.session.retrieve({ sessionId: 's1' });
  const error = await rejectionOf(withResponse(call));
  assert.equal(error, await rejectionOf(call));
  assert.equal(error.name, 'NotFoundError');
});

test('a call that was refused before it was sent rejects with the same error', async (t) => {
  const { client } = await clientFor(t, {});
  const error = await rejectionOf(withResponse(client.session.retrieve({})));
  assert.deepEqual([error.name, error.param], ['ConfigurationError', 'sessionId']);
});

test('it may be asked again, also long after the call', async (t) => {
  const { client } = await clientFor(t, {});
  const call = client.langs.retrieve();
  const data = await call;
  const [first, second] = [await withResponse(call), await withResponse(call)];
  assert.equal(first.data, data);
  assert.deepEqual(second, first);
});

test('a call is a plain promise: nothing is added to it or to its data', async (t) => {
  const { client } = await clientFor(t, { body: BODIES['session.create'] });
  const call = client.session.create(SETTINGS);
  assert.equal(Object.getPrototypeOf(call), Promise.prototype);
  // Async hooks, such as the test runner's, add symbols to every promise.
  assert.deepEqual(Reflect.ownKeys(call), Reflect.ownKeys((async () => {})()));
  const data = await call;
  assert.deepEqual(Reflect.ownKeys(data), ['session', 'clientSecret']);
});

const FOREIGN = {
  'a promise of another origin': () => Promise.resolve({}),
  'the result of then': (client) => client.langs.retrieve().then((data) => data),
  'an async function': (client) => (async () => client.langs.retrieve())(),
  undefined: () => undefined,
};
for (const [what, make] of Object.entries(FOREIGN))
  test(`${what} is rejected`, async (t) => {
    const { client } = await clientFor(t, {});
    const made = make(client);
    const error = await rejectionOf(withResponse(made));
    assert.ok(error instanceof ConfigurationError);
    assert.equal(error.param, 'promise');
    assert.match(error.message, /^promise must be the promise that a call of a client returned, got /);
    await made;
  });
