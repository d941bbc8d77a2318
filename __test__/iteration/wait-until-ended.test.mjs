// `client.session.waitUntilEnded` with a clock that the test moves: no test waits.

import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { after, describe, test } from 'node:test';
import Client from '../../index.js';
import waitOptions from '../../lib/wait-options.js';
import { startSandbox } from '../../sandbox/index.mjs';
import { clientOf, QUICK, rejectionOf, SETTINGS } from '../support/client.mjs';
import { isCollected } from '../support/garbage.mjs';
import { send, serve } from '../support/server.mjs';

const { CLOCK } = waitOptions;
const running = [];
const started = async (starting) => running[running.push(await starting) - 1];
after(() => Promise.all(running.map((server) => server.close())));

/** A fixed clock that reports when code waits for it. */
class Clock {
  #now = 0;
  #timers = new Set();
  #waiting = [];
  /** The delays between reads, in milliseconds. */
  delays = [];

  setTimeout(run, ms) {
    const timer = { run, at: this.#now + ms };
    this.#timers.add(timer);
    // The first timer is that of the whole wait.
    if (this.#timers.size > 1) {
      this.delays.push(ms);
      for (const resolve of this.#waiting.splice(0)) resolve();
    }
    return timer;
  }

  clearTimeout(timer) {
    this.#timers.delete(timer);
  }

  get pending() {
    return this.#timers.size;
  }

  advance(ms) {
    this.#now += ms;
    for (const timer of this.#timers) {
      if (timer.at > this.#now) continue;
      this.#timers.delete(timer);
      timer.run();
    }
  }

  /** Resolves when the wait delays its next read. */
  async delayed() {
    if (this.pending < 2) await new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Ends the current delay. */
  async next() {
    await this.delayed();
    this.advance(this.delays.at(-1));
  }
}

/** A sandbox with one session. */
async function withSession(options) {
  const sandbox = await started(startSandbox());
  const client = clientOf(sandbox, { auth: sandbox.keys[0], retry: QUICK, ...options });
  const { session } = await client.session.create(SETTINGS);
  sandbox.requests.length = 0;
  const clock = new Clock();
  const wait = (more) =>
    client.session.waitUntilEnded({ sessionId: session.id }, { maxWaitMs: 600_000, [CLOCK]: clock, ...more });
  return { sandbox, client, id: session.id, clock, wait };
}

/** A server whose session has these states, one for each read. */
const serving = (states) =>
  started(
    serve((_, response, at) =>
      send(response, { body: JSON.stringify({ session: { id: 's', status: states[at] ?? states.at(-1) } }) }),
    ),
  );

describe('waitUntilEnded', { timeout: 30_000 }, () => {
  for (const end of ['completeSession', 'abandonSession'])
    test(`resolves with the session after ${end}`, async () => {
      const { sandbox, id, clock, wait } = await withSession();
      const waiting = wait();
      await clock.next();
      await clock.delayed();
      sandbox[end](id);
      await clock.next();
      const session = await waiting;
      assert.equal(session.id, id);
      assert.equal(session.status, sandbox.sessions.get(id).status);
      assert.equal(sandbox.requests.length, 3);
      assert.equal(clock.pending, 0);
    });

  test('reads at once', async () => {
    const { sandbox, id, clock, wait } = await withSession();
    sandbox.completeSession(id);
    assert.equal((await wait()).status, 'complete');
    assert.deepEqual(clock.delays, []);
  });

  test('waits while the status is one that it does not know, and ends with those of old sessions', async () => {
    const server = await serving(['requiresInput', 'processing', 'later', 'canceled']);
    const clock = new Clock();
    const waiting = clientOf(server).session.waitUntilEnded(
      { sessionId: 's' },
      { maxWaitMs: 600_000, [CLOCK]: clock },
    );
    for (let n = 0; n < 3; n += 1) await clock.next();
    assert.equal((await waiting).status, 'canceled');
  });

  test('delays grow from 5 s to 30 s', async () => {
    const { sandbox, id, clock, wait } = await withSession();
    const waiting = wait();
    for (let n = 0; n < 6; n += 1) await clock.next();
    await clock.delayed();
    sandbox.completeSession(id);
    await clock.next();
    await waiting;
    assert.deepEqual(clock.delays, [5000, 7500, 11_250, 16_875, 25_312.5, 30_000, 30_000]);
  });

  test('delays grow from minDelayMs to maxDelayMs', async () => {
    const { sandbox, id, clock, wait } = await withSession();
    const waiting = wait({ minDelayMs: 100, maxDelayMs: 200 });
    for (let n = 0; n < 2; n += 1) await clock.next();
    await clock.delayed();
    sandbox.completeSession(id);
    await clock.next();
    await waiting;
    assert.deepEqual(clock.delays, [100, 150, 200]);
  });

  test('a minDelayMs above 30 s is the longest delay, too', async () => {
    const { sandbox, id, clock, wait } = await withSession();
    const waiting = wait({ minDelayMs: 40_000 });
    await clock.next();
    await clock.delayed();
    sandbox.completeSession(id);
    await clock.next();
    await waiting;
    assert.deepEqual(clock.delays, [40_000, 40_000]);
  });

  test('ends when until says so, also asynchronously', async () => {
    const { sandbox, id, clock, wait } = await withSession();
    const seen = [];
    const waiting = wait({
      until: async (session) => {
        seen.push(session.status);
        return session.status !== 'created';
      },
    });
    await clock.delayed();
    sandbox.startSession(id);
    await clock.next();
    assert.equal((await waiting).status, 'inProgress');
    assert.deepEqual(seen, ['created', 'inProgress']);
  });

  test('rejects with what until throws', async () => {
    const { clock, wait } = await withSession();
    const mine = new Error('mine');
    const error = await rejectionOf(
      wait({
        until: () => {
          throw mine;
        },
      }),
    );
    assert.equal(error, mine);
    assert.equal(clock.pending, 0);
  });

  test('passes the call options to each read', async () => {
    const { sandbox, id, clock, wait } = await withSession();
    const waiting = wait({ headers: { 'x-job': 'wait' } });
    await clock.delayed();
    sandbox.completeSession(id);
    await clock.next();
    await waiting;
    assert.deepEqual(
      sandbox.requests.map(({ headers }) => headers['x-job']),
      ['wait', 'wait'],
    );
  });
});

describe('when reads fail', { timeout: 30_000 }, () => {
  test('a temporary error does not end the wait', async () => {
    const { sandbox, id, clock, wait } = await withSession();
    for (const fault of [{ status: 503 }, { status: 429, retryAfter: 0 }, { reset: 'before-headers' }])
      sandbox.fail(fault);
    const waiting = wait();
    for (let n = 0; n < 2; n += 1) await clock.next();
    await clock.delayed();
    sandbox.completeSession(id);
    await clock.next();
    assert.equal((await waiting).status, 'complete');
    assert.equal(sandbox.requests.length, 4);
  });

  test('until is asked only about what was just read', async () => {
    const { sandbox, clock, wait } = await withSession();
    let asked = 0;
    const waiting = wait({ until: () => ++asked === 2 });
    await clock.delayed();
    sandbox.fail({ status: 503 });
    await clock.next();
    await clock.next();
    await waiting;
    assert.equal(sandbox.requests.length, 3);
  });

  test('the next read respects Retry-After', async () => {
    const { sandbox, id, clock, wait } = await withSession({ totalTimeoutMs: 1000 });
    sandbox.fail({ status: 503, retryAfter: 77 });
    sandbox.completeSession(id);
    const waiting = wait();
    await clock.next();
    await waiting;
    assert.equal(clock.delays.length, 1);
    assert.ok(clock.delays[0] >= 77_000, String(clock.delays[0]));
  });

  for (const [name, fault, error] of [
    ['not found', { status: 404 }, 'NotFoundError'],
    ['not allowed', { status: 401 }, 'AuthenticationError'],
    ['not JSON', { status: 200, body: 'html' }, 'ResponseError'],
    ['without a session', { status: 200, body: { raw: '{}' } }, 'ResponseError'],
  ])
    test(`${name} rejects at once`, async () => {
      const { sandbox, clock, wait } = await withSession();
      sandbox.fail(fault);
      assert.equal((await rejectionOf(wait())).name, error);
      assert.deepEqual([clock.delays, clock.pending], [[], 0]);
    });

  test('a missing id rejects at once', async () => {
    const { client } = await withSession();
    const error = await rejectionOf(client.session.waitUntilEnded({}, { maxWaitMs: 1000 }));
    assert.deepEqual([error.name, error.param], ['ConfigurationError', 'sessionId']);
  });
});

describe('after maxWaitMs', { timeout: 30_000 }, () => {
  test('it rejects with TimeoutError, which has the last session', async () => {
    const { id, clock, wait } = await withSession();
    const waiting = rejectionOf(wait({ maxWaitMs: 8000 }));
    await clock.next();
    await clock.delayed();
    clock.advance(3000);
    const error = await waiting;
    assert.ok(error instanceof Client.TimeoutError, String(error));
    assert.match(error.message, /timed out after 8000 ms and 2 reads: the session has status created/);
    assert.deepEqual(
      [error.operation, error.outcome, error.stopReason, error.mayHaveActed],
      ['session.retrieve', 'answered', 'deadline', false],
    );
    assert.equal(error.lastSession.id, id);
    assert.equal(clock.pending, 0);
  });

  test('a status is on one line of the message, and cut if it is long', async () => {
    const client = clientOf(await serving([`a\n\u202e${'x'.repeat(1000)}`]));
    const clock = new Clock();
    const options = { maxWaitMs: 1000, [CLOCK]: clock };
    const waiting = rejectionOf(client.session.waitUntilEnded({ sessionId: 's' }, options));
    await clock.delayed();
    clock.advance(1000);
    const { message } = await waiting;
    assert.match(message, /has status a\\n\\u202ex{31}\. Raise/);
  });

  test('the last session is not printed', async () => {
    const { clock, wait } = await withSession();
    const waiting = rejectionOf(wait({ maxWaitMs: 1000 }));
    await clock.delayed();
    clock.advance(1000);
    const error = await waiting;
    assert.equal(Object.keys(error).includes('lastSession'), false);
    assert.equal('lastSession' in error.toJSON(), false);
  });

  test('a read in flight is aborted', async () => {
    const server = await started(serve(() => {}));
    const clock = new Clock();
    const options = { maxWaitMs: 1000, [CLOCK]: clock };
    const waiting = rejectionOf(clientOf(server).session.waitUntilEnded({ sessionId: 's' }, options));
    const { socket } = await server.received(1);
    clock.advance(1000);
    const error = await waiting;
    assert.ok(error instanceof Client.TimeoutError, String(error));
    assert.match(error.message, /was never read/);
    assert.deepEqual([error.outcome, error.lastSession], ['unknown', undefined]);
    if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
  });

  test('the error of the last read is the cause', async () => {
    const { sandbox, clock, wait } = await withSession();
    sandbox.fail({ status: 503 });
    const waiting = rejectionOf(wait({ maxWaitMs: 1000 }));
    await clock.delayed();
    clock.advance(1000);
    assert.equal((await waiting).cause.name, 'ServerError');
  });

  test('it is logged once', async () => {
    const lines = [];
    const log = (line) => lines.push(line);
    const { clock, wait } = await withSession({ logger: { debug: log, warn: log, error: log } });
    const waiting = rejectionOf(wait({ maxWaitMs: 1000 }));
    await clock.delayed();
    clock.advance(1000);
    await waiting;
    assert.equal(lines.length, 1);
    assert.match(lines[0], /session\.retrieve TimeoutError/);
  });
});

describe('a signal', { timeout: 30_000 }, () => {
  const assertAborted = (error, reason) => {
    assert.ok(error instanceof Client.AbortError, String(error));
    assert.equal(error.cause, reason);
  };

  test('ends a delay, and leaves no timer and no listener behind', async () => {
    const { sandbox, clock, wait } = await withSession();
    const controller = new AbortController();
    const waiting = rejectionOf(wait({ signal: controller.signal }));
    await clock.delayed();
    controller.abort('stop');
    assertAborted(await waiting, 'stop');
    assert.equal(clock.pending, 0);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
    assert.equal(sandbox.requests.length, 1);
  });

  test('ends a read', async () => {
    const server = await started(serve(() => {}));
    const controller = new AbortController();
    const options = { maxWaitMs: 1000, signal: controller.signal, [CLOCK]: new Clock() };
    const waiting = rejectionOf(clientOf(server).session.waitUntilEnded({ sessionId: 's' }, options));
    await server.received(1);
    controller.abort('stop');
    assertAborted(await waiting, 'stop');
    assert.equal(options[CLOCK].pending, 0);
  });

  test('is the reason of the error, although maxWaitMs ends before the read does', async () => {
    const server = await started(serve(() => {}));
    const controller = new AbortController();
    const clock = new Clock();
    const options = { maxWaitMs: 1000, signal: controller.signal, [CLOCK]: clock };
    const waiting = rejectionOf(clientOf(server).session.waitUntilEnded({ sessionId: 's' }, options));
    await server.received(1);
    controller.abort('stop');
    clock.advance(1000);
    assertAborted(await waiting, 'stop');
  });

  test('ends a wait after another call with it has ended', async () => {
    const { client, clock, wait } = await withSession();
    const controller = new AbortController();
    const waiting = rejectionOf(wait({ signal: controller.signal }));
    await clock.delayed();
    await client.langs.retrieve({ signal: controller.signal });
    controller.abort('stop');
    assertAborted(await waiting, 'stop');
  });

  test('that fired before sends nothing', async () => {
    const { sandbox, clock, wait } = await withSession();
    assertAborted(await rejectionOf(wait({ signal: AbortSignal.abort('stop') })), 'stop');
    assert.deepEqual([sandbox.requests.length, clock.pending], [0, 0]);
  });

  test('of many waits has one listener, which is removed at the end', async () => {
    const { sandbox, client, id } = await withSession();
    const { signal } = new AbortController();
    const clocks = Array.from({ length: 20 }, () => new Clock());
    const waits = clocks.map((clock) =>
      client.session.waitUntilEnded({ sessionId: id }, { maxWaitMs: 600_000, signal, [CLOCK]: clock }),
    );
    await Promise.all(clocks.map((clock) => clock.delayed()));
    assert.equal(getEventListeners(signal, 'abort').length, 1);
    sandbox.completeSession(id);
    await Promise.all([...clocks.map((clock) => clock.next()), ...waits]);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
});

test('closing the client ends a wait', async () => {
  const { client, clock, wait } = await withSession();
  const waiting = rejectionOf(wait());
  await clock.delayed();
  await client.close();
  const error = await waiting;
  assert.deepEqual([error.name, error.param], ['ConfigurationError', 'client']);
  assert.equal(clock.pending, 0);
});

test('closing the client during a read ends the wait with that read', { timeout: 30_000 }, async () => {
  let respond;
  const server = await started(
    serve((_, response) => {
      respond = () => send(response, { body: '{"session":{"id":"s","status":"created"}}' });
    }),
  );
  const client = clientOf(server);
  const clock = new Clock();
  const options = { maxWaitMs: 600_000, [CLOCK]: clock };
  const waiting = rejectionOf(client.session.waitUntilEnded({ sessionId: 's' }, options));
  await server.received(1);
  const closed = client.close();
  respond();
  assert.equal((await waiting).param, 'client');
  await closed;
  assert.equal(clock.pending, 0);
});

test('a client forgets a wait that has ended', async () => {
  const client = clientOf(await serving(['complete']));
  const clock = new WeakRef(new Clock());
  const options = { maxWaitMs: 1000, [CLOCK]: clock.deref() };
  await client.session.waitUntilEnded({ sessionId: 's' }, options);
  delete options[CLOCK];
  assert.ok(await isCollected(clock));
  await client.close();
});

test('by default the time is real', async () => {
  const { sandbox, client, id } = await withSession();
  const waiting = client.session.waitUntilEnded({ sessionId: id }, { maxWaitMs: 20_000, minDelayMs: 1 });
  while (sandbox.requests.length < 2) await sandbox.nextRequest();
  sandbox.completeSession(id);
  assert.equal((await waiting).status, 'complete');
});

describe('options that are invalid', () => {
  const client = clientOf({ url: 'http://127.0.0.1:9' });
  for (const [options, param] of [
    [undefined, 'options'],
    [7, 'options'],
    [{}, 'maxWaitMs'],
    [{ maxWaitMs: 0 }, 'maxWaitMs'],
    [{ maxWaitMs: '5' }, 'maxWaitMs'],
    [{ maxWaitMs: Infinity }, 'maxWaitMs'],
    [{ maxWaitMs: 2 ** 31 }, 'maxWaitMs'],
    [{ maxWaitMs: 1, minDelayMs: 0 }, 'minDelayMs'],
    [{ maxWaitMs: 1, minDelayMs: 10, maxDelayMs: 5 }, 'maxDelayMs'],
    [{ maxWaitMs: 1, until: 'complete' }, 'until'],
    [{ maxWaitMs: 1, signal: {} }, 'signal'],
    [{ maxWaitMs: 1, maxRetries: -1 }, 'maxRetries'],
  ])
    test(`${JSON.stringify(options)} rejects with a ConfigurationError for ${param}`, async () => {
      const error = await rejectionOf(client.session.waitUntilEnded({ sessionId: 's' }, options));
      assert.ok(error instanceof Client.ConfigurationError, String(error));
      assert.deepEqual([error.param, error.operation], [param, 'session.retrieve']);
    });
});
