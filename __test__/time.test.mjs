// Timeouts: of an attempt, of connecting, of a whole call; and delays that would end too late, which are not started.
// Lower bounds are asserted; the upper bound is that the test ends.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import sdk from '@facesignai/api-native';
import { clientOf, rejectionOf, SETTINGS } from './support/client.mjs';
import { send, serve, serveSockets } from './support/server.mjs';
import { listenWithoutAccepting } from './support/unaccepting.mjs';

const CODE = 'facesign_client_request_timeout';
const servers = [];
const started = async (starting) => servers[servers.push(await starting) - 1];
after(() => Promise.all(servers.map((server) => server.close())));

/** A server that does this to the first request, and responds to the next ones. */
const firstly = (act) =>
  started(serve((request, response, index) => (index === 0 ? act(response, request) : send(response, {}))));
const always = (act) => started(serve((request, response) => act(response, request)));
const silent = () => always(() => {});

function assertTimedOut(error, { url, option, ms }) {
  assert.ok(error instanceof sdk.TimeoutError && error instanceof Error, String(error));
  assert.deepEqual([error.type, error.code, error.message], ['timeout_error', CODE, CODE]);
  assert.throws(() => JSON.parse(error.message), SyntaxError);
  assert.ok(
    error.cause.message.includes(` from ${url} within ${ms} ms. Raise ${option} `),
    error.cause.message,
  );
  assert.equal(error.retryable, true);
  assert.equal(error.attempts.at(-1).failure, CODE);
  assert.match(error.userMessage, /took too long/);
}

describe('an attempt that takes longer than timeoutMs', { concurrency: true, timeout: 20_000 }, () => {
  const head = (response) => response.writeHead(200, { 'content-length': 100 });
  const STALLS = {
    'before the head': () => {},
    'after the head': (response) => head(response).flushHeaders(),
    'in the body': (response) => head(response).write('[1,'),
    'with a body that drips': (response) => {
      head(response);
      const drip = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(drip));
    },
  };
  for (const [where, stall] of Object.entries(STALLS))
    test(`stalled ${where}, is a TimeoutError of unknown outcome`, async () => {
      const server = await always(stall);
      const begun = performance.now();
      const error = await rejectionOf(clientOf(server, { timeoutMs: 60 }).session.list());
      assert.ok(performance.now() - begun >= 60);
      assertTimedOut(error, { url: server.url, option: 'timeoutMs', ms: 60 });
      assert.equal(error.outcome, 'unknown');
      assert.ok(error.attempts[0].elapsedMs >= 60);
    });

  test('is cut on the wire', async () => {
    const server = await silent();
    const call = rejectionOf(clientOf(server, { timeoutMs: 1500 }).session.list());
    const { socket } = await server.received(1);
    if (!socket.destroyed) await once(socket, 'close');
    assert.equal((await call).code, CODE);
  });

  test('is retried', async () => {
    const server = await firstly(() => {});
    await clientOf(server, { timeoutMs: 1500, maxRetries: 1 }).session.create(SETTINGS);
    assert.equal(server.requests.length, 2);
  });

  test('costs the budget double', async () => {
    const server = await silent();
    const retry = { initialDelayMs: 1, budgetTokens: 15 };
    const error = await rejectionOf(clientOf(server, { timeoutMs: 40, maxRetries: 5, retry }).session.list());
    assert.deepEqual([error.attempts.length, error.stopReason], [2, 'budget_exhausted']);
  });

  test('takes the option of the call before that of the client', async () => {
    const server = await silent();
    const error = await rejectionOf(clientOf(server).session.list({}, { timeoutMs: 40 }));
    assertTimedOut(error, { url: server.url, option: 'timeoutMs', ms: 40 });
  });
});

describe('connecting that takes longer than connectTimeoutMs', { timeout: 20_000 }, () => {
  const serveTls = async (act) => {
    const { url, close } = await serveSockets(act);
    return { url: url.replace('http:', 'https:'), close };
  };
  const NEVER = {
    'to a server that accepts no one': listenWithoutAccepting,
    'when no TLS handshake comes': () => serveTls(() => {}),
  };
  // The root certificates are read once in a process. Only the handshake shall take too long here.
  before(async () => {
    const server = await started(serveTls((socket) => socket.destroy()));
    assert.equal((await rejectionOf(clientOf(server).session.list())).name, 'ConnectionError');
  });
  for (const [name, start] of Object.entries(NEVER))
    test(`${name}, is a TimeoutError, and surely nothing was sent`, async () => {
      const server = await started(start());
      const error = await rejectionOf(clientOf(server, { connectTimeoutMs: 80 }).session.create(SETTINGS));
      assertTimedOut(error, { url: server.url, option: 'connectTimeoutMs', ms: 80 });
      assert.match(error.cause.message, /no connection to the server/);
      assert.equal(error.outcome, 'not_sent');
    });
});

describe('a call that takes longer than totalTimeoutMs', { concurrency: true, timeout: 20_000 }, () => {
  test('is ended in the middle of an attempt', async () => {
    const server = await silent();
    const error = await rejectionOf(clientOf(server, { totalTimeoutMs: 60, maxRetries: 5 }).session.list());
    assertTimedOut(error, { url: server.url, option: 'totalTimeoutMs', ms: 60 });
    assert.deepEqual([error.stopReason, error.attempts.length], ['deadline', 1]);
  });

  test('is ended however many attempts are left', async () => {
    const server = await silent();
    const options = { timeoutMs: 100, totalTimeoutMs: 250, maxRetries: 50 };
    const error = await rejectionOf(clientOf(server, options).session.list());
    assert.ok(error.attempts.length <= 3, `${error.attempts.length} attempts`);
    assert.equal(error.code, CODE);
    assert.equal(error.stopReason, 'deadline');
  });

  test('takes the option of the call before that of the client', async () => {
    const server = await silent();
    const error = await rejectionOf(clientOf(server).session.list({}, { totalTimeoutMs: 40 }));
    assertTimedOut(error, { url: server.url, option: 'totalTimeoutMs', ms: 40 });
  });
});

describe('a delay that ends after the deadline is not started', {
  concurrency: true,
  timeout: 20_000,
}, () => {
  const options = { maxRetries: 2, totalTimeoutMs: 30_000 };
  for (const [status, className, outcome] of [
    [429, 'RateLimitError', 'answered'],
    [503, 'ServerError', 'unknown'],
  ])
    test(`after a ${status} that asks for a minute: its error comes at once, with retryAfterMs`, async () => {
      const server = await always((response) => send(response, { status, headers: { 'retry-after': '60' } }));
      const error = await rejectionOf(clientOf(server, options).session.list());
      assert.equal(error.name, className);
      assert.deepEqual([error.retryAfterMs, error.stopReason, error.outcome], [60_000, 'deadline', outcome]);
      assert.equal(server.requests.length, 1);
    });

  test('nor is a backoff of our own', async () => {
    const server = await always((response) => send(response, { status: 500 }));
    const retry = { initialDelayMs: 80_000, maxDelayMs: 80_000 };
    const error = await rejectionOf(clientOf(server, { ...options, retry }).session.list());
    assert.deepEqual([error.response.status, error.stopReason], [500, 'deadline']);
    assert.equal(error.retryAfterMs, undefined);
  });
});
