// An AbortSignal ends a call at any point: on the wire, during a delay, in the queue. The call rejects with
// `AbortError`, whose cause is the signal's reason, and the server sees the connection close.
import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { after, describe, test } from 'node:test';
import sdk from '@facesignai/api-native';
import { clientOf, rejectionOf, SETTINGS } from './support/client.mjs';
import { send, serve, serveSockets } from './support/server.mjs';
import { listenWithoutAccepting } from './support/unaccepting.mjs';

const servers = [];
const started = async (starting) => servers[servers.push(await starting) - 1];
after(() => Promise.all(servers.map((server) => server.close())));

const serving = (act) => started(serve((request, response) => act(response, request)));
const RATE_LIMITED = { status: 429, headers: { 'retry-after': '60' } };

function assertAborted(error, { reason, outcome, attempts }) {
  assert.ok(error instanceof sdk.AbortError && error instanceof sdk.FaceSignError, String(error));
  assert.deepEqual([error.name, error.type, error.code], ['AbortError', 'abort_error', 'ABORT_ERR']);
  assert.equal(error.cause, reason);
  assert.equal(error.retryable, false);
  assert.equal(error.outcome, outcome);
  assert.equal(error.attempts.length, attempts);
}

/** Resolves once the 429 of another call has paused calls; until then the calls of this probe succeed. */
async function untilPaused(server) {
  const probe = clientOf(server, { totalTimeoutMs: 20_000 });
  const isPaused = () =>
    probe.langs.retrieve().then(
      () => false,
      (error) => error.outcome === 'not_sent',
    );
  while (!(await isPaused()));
}

describe('an abort', { timeout: 30_000 }, () => {
  const reason = new Error('the user went away');

  test('before the call sends nothing', async () => {
    const server = await serving((response) => send(response, {}));
    const error = await rejectionOf(clientOf(server).session.list({}, { signal: AbortSignal.abort(reason) }));
    assertAborted(error, { reason, outcome: 'not_sent', attempts: 0 });
    assert.equal(server.sockets.size, 0);
  });

  test('in the turn in which the call was made sends nothing', async () => {
    const server = await serving((response) => send(response, {}));
    const client = clientOf(server);
    const controller = new AbortController();
    const call = rejectionOf(client.session.list({}, { signal: controller.signal }));
    controller.abort(reason);
    assertAborted(await call, { reason, outcome: 'not_sent', attempts: 0 });
    await client.langs.retrieve();
    assert.deepEqual(
      server.requests.map(({ url }) => url),
      ['/langs'],
    );
  });

  test('while the connection is being made', async () => {
    const server = await started(listenWithoutAccepting());
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const call = rejectionOf(clientOf(server, { connectTimeoutMs: 60_000 }).session.list({}, options));
    setImmediate(() => controller.abort(reason));
    assert.equal((await call).cause, reason);
  });

  test('in the TLS handshake closes the connection', async () => {
    const connected = deferred();
    const { url } = await started(
      serveSockets((socket) => socket.once('data', () => connected.resolve(socket))),
    );
    const controller = new AbortController();
    const client = clientOf({ url: url.replace('http:', 'https:') });
    const call = rejectionOf(client.session.list({}, { signal: controller.signal }));
    const socket = await connected.promise;
    controller.abort(reason);
    assert.equal((await call).cause, reason);
    if (!socket.destroyed) await once(socket, 'close');
  });

  const WAITING = {
    'while the response is awaited': () => {},
    'in the middle of the body': (response) => response.writeHead(200, { 'content-length': 9 }).write('[1,'),
  };
  for (const [name, act] of Object.entries(WAITING))
    test(`${name} closes the connection`, async () => {
      const server = await serving(act);
      const controller = new AbortController();
      const call = rejectionOf(clientOf(server).session.create(SETTINGS, { signal: controller.signal }));
      const { socket } = await server.received(1);
      controller.abort(reason);
      assertAborted(await call, { reason, outcome: 'unknown', attempts: 1 });
      if (!socket.destroyed) await once(socket, 'close');
    });

  test('in the backoff keeps the record of what was tried', async () => {
    const server = await serving((response, { url }) =>
      send(response, url === '/sessions' ? RATE_LIMITED : {}),
    );
    const controller = new AbortController();
    const options = { signal: controller.signal, maxRetries: 2 };
    const call = rejectionOf(clientOf(server).session.create(SETTINGS, options));
    await server.received(1);
    await untilPaused(server);
    controller.abort(reason);
    const error = await call;
    assertAborted(error, { reason, outcome: 'answered', attempts: 1 });
    assert.equal(error.attempts[0].status, 429);
    assert.equal(error.stopReason, 'aborted');
  });

  test('while JavaScript is busy keeps the record of what was tried', async () => {
    const server = await serving(() => {});
    const controller = new AbortController();
    const call = rejectionOf(clientOf(server).session.create(SETTINGS, { signal: controller.signal }));
    await server.received(1);
    controller.abort(reason);
    const until = performance.now() + 100;
    while (performance.now() < until);
    assertAborted(await call, { reason, outcome: 'unknown', attempts: 1 });
  });

  test('ends every call that shares the signal, and no other', async () => {
    const isPaused = [];
    const server = await serving((response) => isPaused.push(response));
    const client = clientOf(server);
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const calls = Array.from({ length: 20 }, () => rejectionOf(client.session.list({}, options)));
    const other = client.langs.retrieve();
    await server.received(21);
    controller.abort(reason);
    for (const error of await Promise.all(calls)) assert.equal(error.cause, reason);
    for (const response of isPaused) send(response, {});
    assert.deepEqual(await other, []);
  });

  test('ends a call whose signal has outlived an earlier one', async () => {
    const server = await serving((response, { url }) => url === '/langs' && send(response, {}));
    const client = clientOf(server);
    const controller = new AbortController();
    const options = { signal: controller.signal };
    await client.langs.retrieve(undefined, options);
    const call = rejectionOf(client.session.list({}, options));
    await server.received(2);
    controller.abort(reason);
    assertAborted(await call, { reason, outcome: 'unknown', attempts: 1 });
  });

  test('leaves the client as good as it was', async () => {
    const server = await serving((response, { url }) => url === '/langs' && send(response, {}));
    const client = clientOf(server);
    const controller = new AbortController();
    const call = rejectionOf(client.session.list({}, { signal: controller.signal }));
    await server.received(1);
    controller.abort();
    await call;
    assert.deepEqual(await client.langs.retrieve(), []);
  });
});

describe('the cause of an AbortError is the reason of the signal', { timeout: 30_000 }, () => {
  test('whatever that is', async () => {
    const server = await serving(() => {});
    const client = clientOf(server);
    for (const reason of ['left', 0, null, { why: 'left' }, new TypeError('left')]) {
      const controller = new AbortController();
      const call = rejectionOf(client.session.list({}, { signal: controller.signal }));
      controller.abort(reason);
      assert.equal((await call).cause, reason);
    }
  });

  test('also of AbortSignal.timeout and AbortSignal.any', async () => {
    const server = await serving(() => {});
    const client = clientOf(server);
    const timed = AbortSignal.timeout(20);
    const any = AbortSignal.any([timed, new AbortController().signal]);
    const errors = await Promise.all(
      [timed, any].map((signal) => rejectionOf(client.session.list({}, { signal }))),
    );
    for (const error of errors) {
      assert.ok(error instanceof sdk.AbortError);
      assert.deepEqual([error.cause, error.cause.name], [timed.reason, 'TimeoutError']);
    }
  });
});

describe('no listener stays on the signal', () => {
  const OUTCOMES = {
    'after success': [(response) => send(response, {}), (call) => call],
    'after an error': [(response) => send(response, { status: 404 }), rejectionOf],
  };
  for (const [name, [act, settled]] of Object.entries(OUTCOMES))
    test(name, async () => {
      const server = await serving(act);
      const { signal } = new AbortController();
      const call = clientOf(server).session.list({}, { signal });
      assert.equal(getEventListeners(signal, 'abort').length, 1);
      await settled(call);
      assert.equal(getEventListeners(signal, 'abort').length, 0);
    });

  test('after an abort', async () => {
    const server = await serving(() => {});
    const controller = new AbortController();
    const call = rejectionOf(clientOf(server).session.list({}, { signal: controller.signal }));
    controller.abort();
    await call;
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  });
});

/** `Promise.withResolvers`, which Node 20 lacks. */
function deferred() {
  let resolve;
  const promise = new Promise((resolved) => {
    resolve = resolved;
  });
  return { promise, resolve };
}
