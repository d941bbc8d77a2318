// `client.close()`: no new calls, an end to running ones, and nothing else. The server of the tests holds responses back.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import Client from '../index.js';
import { clientOf, rejectionOf, SETTINGS } from './support/client.mjs';
import { send, serve } from './support/server.mjs';

const servers = [];
after(() => Promise.all(servers.map((server) => server.close())));

/** A server whose responses wait for `release()`. */
async function holding() {
  const held = [];
  const server = await serve((_, response) => held.push(response));
  servers.push(server);
  return {
    ...server,
    release: () => {
      for (const response of held.splice(0)) send(response, {});
    },
  };
}

/** The state of a promise. */
async function stateOf(promise) {
  const pending = Symbol('pending');
  await new Promise(setImmediate);
  const value = await Promise.race([promise, Promise.resolve(pending)]);
  return value === pending ? 'pending' : 'settled';
}

function assertRefused(error, operation) {
  assert.ok(error instanceof Client.ConfigurationError, String(error));
  assert.deepEqual([error.param, error.operation, error.outcome], ['client', operation, 'not_sent']);
  assert.match(error.message, /^client is closed/);
}

describe('a closed client', { timeout: 30_000 }, () => {
  const CALLS = {
    'session.create': (client) => client.session.create(SETTINGS),
    'session.retrieve': (client) => client.session.retrieve({ sessionId: 's' }),
    'session.createClientSecret': (client) => client.session.createClientSecret({ sessionId: 's' }),
    'session.list': (client) => client.session.list(),
    'langs.retrieve': (client) => client.langs.retrieve(),
    'avatars.retrieve': (client) => client.avatars.retrieve(),
  };
  for (const [operation, call] of Object.entries(CALLS))
    test(`rejects ${operation}, and sends nothing`, async () => {
      const server = await holding();
      const client = clientOf(server);
      await client.close();
      assertRefused(await rejectionOf(call(client)), operation);
      assert.equal(server.requests.length, 0);
    });

  test('rejects a call with a signal, whose listener is removed', async () => {
    const client = clientOf(await holding());
    await client.close();
    const { signal } = new AbortController();
    let listeners = 0;
    signal.addEventListener = () => {
      listeners += 1;
    };
    signal.removeEventListener = () => {
      listeners -= 1;
    };
    assertRefused(await rejectionOf(client.session.list({}, { signal })), 'session.list');
    assert.equal(listeners, 0);
  });

  test('rejects the next page of listAll', async () => {
    const client = clientOf(await holding());
    await client.close();
    assertRefused(await rejectionOf(client.session.listAll().toArray({ limit: 1 })), 'session.list');
  });

  test('makes no other client', async () => {
    const client = clientOf(await holding());
    await client.close();
    assert.throws(
      () => client.withOptions({}),
      (error) => {
        assertRefused(error, 'client');
        return true;
      },
    );
  });
});

describe('close', { timeout: 30_000 }, () => {
  test('resolves at once if nothing runs, and may be called again', async () => {
    const client = clientOf(await holding());
    assert.equal(await client.close(), undefined);
    await client.close({ timeoutMs: 5 });
  });

  test('waits for running calls', async () => {
    const server = await holding();
    const client = clientOf(server);
    const calls = [client.langs.retrieve(), client.session.list()];
    await server.received(2);
    const [closed, again] = [client.close(), client.close({ timeoutMs: 60_000 })];
    assert.equal(await stateOf(closed), 'pending');
    server.release();
    await Promise.all([closed, again]);
    assert.equal((await Promise.all(calls)).length, 2);
  });

  test('waits also for a timeoutMs above the longest timer', async () => {
    const server = await holding();
    const client = clientOf(server);
    const call = client.langs.retrieve();
    await server.received(1);
    const closed = client.close({ timeoutMs: Number.POSITIVE_INFINITY });
    // Node.js fires a timer that is too long after 1 ms, so before this one.
    await delay(5);
    assert.equal(await stateOf(closed), 'pending');
    server.release();
    await Promise.all([closed, call]);
  });

  test('waits for the calls of the same turn', async () => {
    const server = await holding();
    const client = clientOf(server);
    const call = client.langs.retrieve();
    const closed = client.close();
    await server.received(1);
    server.release();
    await closed;
    await call;
  });

  test('waits for the retries of a call', async () => {
    const server = await serve((_, response, at) => send(response, { status: at === 0 ? 503 : 200 }));
    servers.push(server);
    const client = clientOf(server, { maxRetries: 1 });
    const call = client.langs.retrieve();
    await client.close();
    await call;
    assert.equal(server.requests.length, 2);
  });

  test('aborts what is left after timeoutMs', async () => {
    const server = await holding();
    const client = clientOf(server);
    const controller = new AbortController();
    const calls = [
      rejectionOf(client.session.create(SETTINGS)),
      rejectionOf(client.langs.retrieve({ signal: controller.signal })),
    ];
    await server.received(2);
    await client.close({ timeoutMs: 1 });
    for (const error of await Promise.all(calls)) {
      assert.ok(error instanceof Client.AbortError, String(error));
      assert.match(error.message, / was aborted, because the client was closed/);
      assert.deepEqual(
        [error.code, error.stopReason, error.outcome, error.cause],
        ['ABORT_ERR', 'aborted', 'unknown', undefined],
      );
      assert.equal(error.attempts.length, 1);
    }
  });

  test('aborts everything at once with timeoutMs 0, and sends nothing of calls in the same turn', async () => {
    const server = await holding();
    const client = clientOf(server);
    const call = rejectionOf(client.session.create(SETTINGS));
    await client.close({ timeoutMs: 0 });
    const error = await call;
    assert.deepEqual([error.name, error.outcome], ['AbortError', 'not_sent']);
    assert.equal(server.requests.length, 0);
  });

  test('can be made shorter by another close', async () => {
    const server = await holding();
    const client = clientOf(server);
    const call = rejectionOf(client.langs.retrieve());
    await server.received(1);
    const closed = client.close();
    await client.close({ timeoutMs: 0 });
    await closed;
    assert.equal((await call).name, 'AbortError');
  });

  test('leaves the cause of a call that its signal aborted', async () => {
    const server = await holding();
    const client = clientOf(server);
    const controller = new AbortController();
    const call = rejectionOf(client.langs.retrieve({ signal: controller.signal }));
    await server.received(1);
    const closed = client.close();
    controller.abort('mine');
    await closed;
    const error = await call;
    assert.equal(error.cause, 'mine');
    assert.match(error.message, /by the caller's signal/);
  });

  test('leaves the calls of other clients, also of those of withOptions', async () => {
    const server = await holding();
    const client = clientOf(server);
    const derived = client.withOptions({ timeoutMs: 9000 });
    const calls = [client.langs.retrieve(), derived.langs.retrieve()];
    await server.received(2);
    const aborted = rejectionOf(calls[0]);
    await client.close({ timeoutMs: 0 });
    assert.equal((await aborted).name, 'AbortError');
    const another = derived.langs.retrieve();
    await server.received(3);
    server.release();
    await Promise.all([calls[1], another]);
    assert.equal(await derived.close(), undefined);
  });

  for (const [options, param] of [
    [7, 'options'],
    [{ timeoutMs: -1 }, 'timeoutMs'],
    [{ timeoutMs: '5' }, 'timeoutMs'],
    [{ timeoutMs: Number.NaN }, 'timeoutMs'],
  ])
    test(`rejects ${JSON.stringify(options)}, and the client stays open`, async () => {
      const server = await holding();
      const client = clientOf(server);
      const error = await rejectionOf(client.close(options));
      assert.ok(error instanceof Client.ConfigurationError, String(error));
      assert.equal(error.param, param);
      const call = client.langs.retrieve();
      await server.received(1);
      server.release();
      await call;
    });

  test('leaves no timer', async () => {
    const server = await holding();
    const client = clientOf(server);
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const call = client.langs.retrieve();
    await server.received(1);
    const closed = client.close({ timeoutMs: 3_600_000 });
    server.release();
    await Promise.all([closed, call]);
    assert.ok(timers() <= before);
  });

  test('is what `await using` calls', async () => {
    const client = clientOf(await holding());
    await client[Symbol.asyncDispose]();
    assertRefused(await rejectionOf(client.langs.retrieve()), 'langs.retrieve');
  });
});
