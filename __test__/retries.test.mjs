// Retries, as a server sees them: which calls are retried, how long the client waits, and what pauses calls.
// src/core/retry tests the decisions; these tests prove that they are used.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import sdk from '@facesignai/api-native';
import { clientOf, rejectionOf, SETTINGS } from './support/client.mjs';
import { freePort, send, serve } from './support/server.mjs';
import { RETRIED, STATUSES } from './support/statuses.mjs';

const servers = [];
after(() => Promise.all(servers.map((server) => server.close())));

/** A server that sends these responses in turn, then the last one forever. A function acts on the socket instead. */
async function responding(...responses) {
  const server = await serve((request, response, index) => {
    const reply = responses[Math.min(index, responses.length - 1)];
    if (typeof reply === 'function') reply(request.socket, response);
    else send(response, reply);
  });
  servers.push(server);
  return server;
}

const OK = { status: 200 };
const BUSY = { status: 503 };
const reset = (socket) => socket.resetAndDestroy();
const statusesOf = (error) => error.attempts.map(({ status, failure }) => status ?? failure);
/** Milliseconds between the arrival of one request and of the next. */
const gap = ({ requests }, index) => requests[index + 1].at - requests[index].at;

describe('what is retried', { concurrency: true }, () => {
  for (const status of RETRIED)
    test(`status ${status}`, async () => {
      const server = await responding({ status }, { status }, OK);
      await clientOf(server, { maxRetries: 2 }).session.list();
      assert.equal(server.requests.length, 3);
    });

  const FAILURES = {
    'a reset connection': reset,
    'a connection that closes before the response': (socket) => socket.end(),
    'a body that is cut off': (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n[1,'),
    'a body that is cut off in a chunk': (socket) =>
      socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n[1,'),
  };
  for (const [name, failure] of Object.entries(FAILURES))
    test(name, async () => {
      const server = await responding(failure, OK);
      await clientOf(server, { maxRetries: 1 }).session.create(SETTINGS);
      assert.equal(server.requests.length, 2);
      assert.equal(server.requests[1].body, server.requests[0].body);
    });
});

describe('what is never retried', { concurrency: true }, () => {
  for (const { status } of STATUSES.filter(({ retried }) => !retried))
    test(`status ${status}`, async () => {
      const server = await responding({ status, body: '' }, OK);
      const error = await rejectionOf(clientOf(server, { maxRetries: 2 }).session.list());
      assert.equal(server.requests.length, 1);
      assert.deepEqual([error.retryable, error.stopReason], [false, 'not_retryable']);
    });

  const RESPONSES = {
    'a success that is not JSON': { body: '<html>' },
    'a success without a body': { body: '' },
    'a body that cannot be decompressed': { body: 'no', headers: { 'content-encoding': 'gzip' } },
  };
  for (const [name, response] of Object.entries(RESPONSES))
    test(name, async () => {
      const server = await responding(response, OK);
      const error = await rejectionOf(clientOf(server, { maxRetries: 2 }).session.list());
      assert.ok(error instanceof sdk.ResponseError, String(error));
      assert.equal(server.requests.length, 1);
    });
});

describe('how often', () => {
  test('two retries unless options say otherwise', async () => {
    const server = await responding(BUSY);
    const error = await rejectionOf(clientOf(server, { maxRetries: undefined }).session.list());
    assert.deepEqual(statusesOf(error), [503, 503, 503]);
    assert.equal(error.stopReason, 'retries_exhausted');
  });

  test("0 retries nothing; a call's own number goes before the client's", async () => {
    const server = await responding(BUSY);
    const client = clientOf(server, { maxRetries: 0 });
    assert.equal((await rejectionOf(client.session.list())).attempts.length, 1);
    assert.equal((await rejectionOf(client.session.list({}, { maxRetries: 3 }))).attempts.length, 4);
  });

  test('each attempt is on record in order, with what became of it', async () => {
    const server = await responding(BUSY, reset, { status: 404 });
    const error = await rejectionOf(clientOf(server, { maxRetries: 5 }).session.list());
    assert.deepEqual(
      error.attempts.map(({ number, status }) => [number, status]),
      [
        [1, 503],
        [2, undefined],
        [3, 404],
      ],
    );
    assert.equal(error.attempts[1].failure, 'ECONNRESET');
    assert.equal(error.response.status, 404);
  });
});

describe('how long', { concurrency: true }, () => {
  test('each delay is longer than the last, and on record', async () => {
    const server = await responding(BUSY);
    const retry = { initialDelayMs: 40, multiplier: 3, jitter: 0 };
    const error = await rejectionOf(clientOf(server, { maxRetries: 2, retry }).session.list());
    const delays = error.attempts.map(({ waitedMs }) => waitedMs);
    assert.ok(delays[1] >= 40 && delays[2] >= 120, `waits ${delays}`);
    assert.ok(gap(server, 0) >= 40 && gap(server, 1) >= 120);
  });

  const NOW = new Date('2026-11-23T12:00:00Z');
  const later = new Date(NOW.getTime() + 1000);
  const dated = { date: NOW.toUTCString() };
  const ASKED = {
    'Retry-After in seconds': [{ 'retry-after': '1' }, 1000],
    'Retry-After with a fraction': [{ 'retry-after': '0.2' }, 200],
    'Retry-After as a date, by the clock of the server': [
      { ...dated, 'retry-after': later.toUTCString() },
      1000,
    ],
    'retry-after-ms': [{ 'retry-after-ms': '200' }, 200],
    'X-RateLimit-Reset as a span': [{ 'x-ratelimit-reset': '1' }, 1000],
    'X-RateLimit-Reset as a time': [{ ...dated, 'x-ratelimit-reset': `${later.getTime() / 1000}` }, 1000],
  };
  for (const [name, [headers, leastMs]] of Object.entries(ASKED))
    test(`never earlier than ${name} asks`, async () => {
      const server = await responding({ status: 429, headers }, OK);
      await clientOf(server, { maxRetries: 1 }).session.list();
      assert.ok(gap(server, 0) >= leastMs, `${gap(server, 0)} ms`);
    });

  test('a server that asks for no delay gets none', async () => {
    const server = await responding({ status: 503, headers: { 'retry-after': '0' } }, OK);
    const retry = { initialDelayMs: 60_000, maxDelayMs: 60_000 };
    await clientOf(server, { maxRetries: 1, retry }).session.list();
    assert.equal(server.requests.length, 2);
  });
});

describe('after a 429 that names a time', { concurrency: true }, () => {
  const limited = (retryAfter) => ({ status: 429, headers: { 'retry-after': String(retryAfter) } });

  test('other calls of the client, and of others with the same key, wait and then go out', async () => {
    const server = await responding(limited(0.3), OK);
    const client = clientOf(server);
    await rejectionOf(client.session.list());
    await Promise.all([client.langs.retrieve(), clientOf(server).avatars.retrieve()]);
    assert.equal(server.requests.length, 3);
    assert.ok(gap(server, 0) >= 300, `${gap(server, 0)} ms`);
  });

  test('a client with another key is not paused', { timeout: 20_000 }, async () => {
    const server = await responding(limited(60), OK);
    await rejectionOf(clientOf(server).session.list());
    await clientOf(server, { auth: 'sk_test_other' }).session.list();
    assert.equal(server.requests.length, 2);
  });

  test("a call with its own key among its headers is not paused by the client's", {
    timeout: 20_000,
  }, async () => {
    const server = await responding(limited(30), OK);
    const client = clientOf(server);
    await rejectionOf(client.session.list());
    const own = { headers: { authorization: 'Bearer sk_test_of_a_tenant' }, totalTimeoutMs: 5_000 };
    await client.session.list({}, own);
    assert.equal(server.requests.length, 2);
  });

  test('a paused call that would miss its deadline is rejected at once and not sent', {
    timeout: 20_000,
  }, async () => {
    const server = await responding(limited(60), OK);
    const client = clientOf(server, { totalTimeoutMs: 30_000 });
    await rejectionOf(client.session.list());
    const error = await rejectionOf(client.session.create(SETTINGS));
    assert.ok(error instanceof sdk.RateLimitError && error instanceof sdk.ApiError);
    assert.deepEqual([error.outcome, error.stopReason, error.retryable], ['not_sent', 'deadline', true]);
    assert.deepEqual([error.attempts, error.response], [[], undefined]);
    assert.ok(error.retryAfterMs > 30_000 && error.retryAfterMs <= 66_000, `${error.retryAfterMs}`);
    assert.match(
      error.message,
      /^session\.create was not sent: .* rate limited all calls with this key .*totalTimeoutMs$/,
    );
    assert.equal(server.requests.length, 1);
  });

  test('it pauses calls although its body never arrives: the headers are enough', {
    timeout: 20_000,
  }, async () => {
    const server = await responding((socket) =>
      socket.write('HTTP/1.1 429 Busy\r\nretry-after: 60\r\ncontent-length: 99\r\n\r\n{"err'),
    );
    const error = await rejectionOf(clientOf(server).session.list());
    assert.deepEqual(
      [error.name, error.response.status, error.retryAfterMs],
      ['RateLimitError', 429, 60_000],
    );
    assert.deepEqual(statusesOf(error), [429]);
  });

  test('so it is after a success that says that none remain', { timeout: 20_000 }, async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' };
    const server = await responding({ headers }, OK);
    const client = clientOf(server, { totalTimeoutMs: 30_000 });
    await client.session.list();
    const error = await rejectionOf(client.session.list());
    assert.ok(error instanceof sdk.RateLimitError);
    assert.deepEqual([error.outcome, server.requests.length], ['not_sent', 1]);
  });

  test('a 503 that asks for a delay pauses no other call', { timeout: 20_000 }, async () => {
    const server = await responding({ status: 503, headers: { 'retry-after': '60' } }, OK);
    const client = clientOf(server);
    await rejectionOf(client.session.list());
    await client.session.list();
    assert.equal(server.requests.length, 2);
  });
});

test('rateLimit spaces the calls of a client before the server has to', async () => {
  const server = await responding(OK);
  const client = clientOf(server, { rateLimit: { requestsPerMinute: 600 } });
  const started = performance.now();
  await Promise.all(Array.from({ length: 4 }, () => client.session.list()));
  assert.ok(server.requests[3].at - started >= 300, 'four calls at 100 ms each');
});

describe('the idempotency key', () => {
  const keysOf = ({ requests }) => requests.map(({ headers }) => headers['idempotency-key']);

  test('of a create is one UUID on all its attempts, and another for the next call', async () => {
    const server = await responding(BUSY, reset, OK);
    const client = clientOf(server, { maxRetries: 2 });
    await client.session.create(SETTINGS);
    await client.session.create(SETTINGS);
    const [first, second, third, next] = keysOf(server);
    assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.deepEqual([second, third], [first, first]);
    assert.notEqual(next, first);
  });

  test("of the caller's own is sent as given on all attempts", async () => {
    const server = await responding(BUSY, OK);
    const options = { idempotencyKey: 'order-1/2026', maxRetries: 1 };
    await clientOf(server).session.create(SETTINGS, options);
    assert.deepEqual(keysOf(server), ['order-1/2026', 'order-1/2026']);
  });

  for (const blank of ['', ' '])
    test(`is rejected as a header of ${JSON.stringify(blank)}: a server takes that for none`, async () => {
      const server = await responding(OK);
      const headers = { 'Idempotency-Key': blank };
      const error = await rejectionOf(clientOf(server).session.create(SETTINGS, { headers }));
      assert.deepEqual([error.name, error.param], ['ConfigurationError', 'headers["idempotency-key"]']);
      assert.equal(server.requests.length, 0);
    });

  test('is on no call but create', async () => {
    const server = await responding(OK);
    const client = clientOf(server);
    await client.session.list();
    await client.session.createClientSecret({ sessionId: 'id-1' });
    assert.deepEqual(keysOf(server), [undefined, undefined]);
  });
});

describe('ambiguousRetries: false', () => {
  const careful = { maxRetries: 2, ambiguousRetries: false };

  test('stops a create whose response was lost', async () => {
    const server = await responding(reset, OK);
    const error = await rejectionOf(clientOf(server, careful).session.create(SETTINGS));
    assert.deepEqual([error.stopReason, error.outcome], ['outcome_unknown', 'unknown']);
    assert.equal(error.retryable, true);
    assert.equal(server.requests.length, 1);
  });

  test('may be an option of one call', async () => {
    const server = await responding(reset, OK);
    const call = clientOf(server, { maxRetries: 2 }).session.create(SETTINGS, { ambiguousRetries: false });
    assert.equal((await rejectionOf(call)).stopReason, 'outcome_unknown');
  });

  for (const status of [408, 500, 502, 503, 504])
    test(`stops a create after ${status}, which does not tell whether the server acted`, async () => {
      const server = await responding({ status }, OK);
      const error = await rejectionOf(clientOf(server, careful).session.create(SETTINGS));
      assert.deepEqual(
        [error.response.status, error.stopReason, error.outcome],
        [status, 'outcome_unknown', 'unknown'],
      );
      assert.equal(server.requests.length, 1);
    });

  test('still retries a create after 429, which says that the server did not act', async () => {
    const server = await responding({ status: 429 }, OK);
    await clientOf(server, careful).session.create(SETTINGS);
    assert.equal(server.requests.length, 2);
  });

  test('still retries a create that surely did not arrive', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const error = await rejectionOf(clientOf({ url }, careful).session.create(SETTINGS));
    assert.equal(error.attempts.length, 3);
    assert.deepEqual([error.stopReason, error.outcome], ['retries_exhausted', 'not_sent']);
  });

  test('still retries a call that does no harm twice', async () => {
    const server = await responding(reset, { status: 504 }, OK);
    await clientOf(server, careful).session.list();
    assert.equal(server.requests.length, 3);
  });
});

describe('the retry budget', () => {
  test('ends the retries of all calls of a client when it is spent', async () => {
    const server = await responding(BUSY);
    const client = clientOf(server, { maxRetries: 5, retry: { initialDelayMs: 1, budgetTokens: 10 } });
    const first = await rejectionOf(client.session.list());
    const second = await rejectionOf(client.session.list());
    assert.deepEqual([first.attempts.length, second.attempts.length], [3, 1]);
    assert.deepEqual([first.stopReason, second.stopReason], ['budget_exhausted', 'budget_exhausted']);
  });

  test('is refilled by success', async () => {
    const server = await responding(BUSY, OK, BUSY, OK);
    const client = clientOf(server, { maxRetries: 1, retry: { initialDelayMs: 1, budgetTokens: 5 } });
    await client.session.list();
    await client.session.list();
    assert.equal(server.requests.length, 4);
  });
});

describe('a connection that was kept', () => {
  test('and closed by the server while idle is replaced without an attempt', async () => {
    const server = await responding(OK);
    const client = clientOf(server);
    for (let round = 0; round < 5; round += 1) {
      await client.session.create(SETTINGS);
      const { socket } = server.requests.at(-1);
      socket.end();
      if (!socket.destroyed) await once(socket, 'close');
    }
    assert.equal(new Set(server.requests.map(({ socket }) => socket)).size, 5);
  });

  test('and broken once the request was there counts: nothing retries it behind our back', async () => {
    const known = new Set();
    const server = await responding((socket, response) => {
      if (known.has(socket)) reset(socket);
      else send(response, OK);
      known.add(socket);
    });
    const client = clientOf(server);
    const call = () =>
      client.session.create(SETTINGS).then(
        () => undefined,
        (error) => error,
      );
    let calls = 0;
    let error;
    // A call may open a new connection while the last one is being returned to the pool.
    for (; !error; calls += 1) error = await call();
    assert.deepEqual([error.code, error.outcome, error.attempts.length], ['ECONNRESET', 'unknown', 1]);
    assert.equal(server.requests.length, calls);
  });
});
