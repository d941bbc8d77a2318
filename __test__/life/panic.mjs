// A panic in the core or the binding becomes an `InternalError` of its call, and the process goes on. A stuck thread
// doesn't delay an abort. The addon is rebuilt with the feature `test-panic` next to a copy of the facade: `npm run
// test:faults` runs this, `npm test` doesn't.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { KEY, rejectionOf } from '../support/client.mjs';
import { send, serve } from '../support/server.mjs';
import { elapsed, median } from './support/numbers.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const copy = join(root, 'target', 'test-panic');

const sdk = built();
/** The calls' thread is stuck as long as this file exists. */
const STUCK = join(copy, 'stuck');

/** Returns the package with an addon that panics or stalls on request. */
function built() {
  mkdirSync(copy, { recursive: true });
  for (const name of ['package.json', 'index.js', 'lib'])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  const own = ['--features', 'test-panic', '--output-dir', copy];
  const command = ['run', '--silent', 'build:debug', '--', ...own];
  execFileSync('npm', command, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  return createRequire(import.meta.url)(copy);
}

describe('a panic', () => {
  let server;
  let client;
  before(async () => {
    server = await serve((_request, response) => send(response, {}));
    client = new sdk.Client({ auth: KEY, serverUrl: server.url, proxy: false });
  });
  after(() => server.close());

  function assertInternal(error, said) {
    assert.ok(error instanceof sdk.InternalError, `${error?.name}: ${error?.message}`);
    assert.deepEqual([error.name, error.type], ['InternalError', 'internal_error']);
    assert.match(error.message, said);
    assert.equal(error.retryable, false);
    assert.equal(error.outcome, error.operation === 'client' ? 'not_sent' : 'unknown');
  }

  test('in the crossing rejects the call', async () => {
    const error = await rejectionOf(client.session.retrieve({ sessionId: 'panic in the crossing' }));
    assertInternal(error, /asked to panic in the crossing/);
    assert.equal(error.operation, 'session.retrieve');
  });

  test('in the call, on its own thread, rejects the call', async () => {
    const error = await rejectionOf(client.session.retrieve({ sessionId: 'panic in the call' }));
    assertInternal(error, /ended without a result/);
    assert.equal(error.operation, 'session.retrieve');
  });

  test('in the constructor is thrown by it', () => {
    const options = { auth: KEY, headers: { 'x-note': 'panic in the constructor' } };
    const thrown = (error) => assertInternal(error, /asked to panic in the constructor/) ?? true;
    assert.throws(() => new sdk.Client(options), thrown);
  });

  test('after a result was queued does not stop the wakes: it arrives, and so do the next ones', async () => {
    const own = await serve((_request, response) => send(response, { body: '["panic before the wake"]' }));
    const asking = new sdk.Client({ auth: KEY, serverUrl: own.url, proxy: false });
    for (let round = 0; round < 3; round += 1)
      assert.deepEqual([...(await asking.langs.retrieve())], ['panic before the wake']);
    assert.deepEqual(await client.langs.retrieve(), []);
    await own.close();
  });

  test('of a hundred calls leaves the other hundred as they are', async () => {
    const calls = Array.from({ length: 200 }, (_, index) =>
      index % 2 === 0
        ? rejectionOf(client.session.retrieve({ sessionId: 'panic in the call' }))
        : client.langs.retrieve(),
    );
    const results = await Promise.all(calls);
    for (const [index, result] of results.entries())
      if (index % 2 === 0) assertInternal(result, /ended without a result/);
      else assert.deepEqual(result, []);
  });
});

describe('while the thread of the calls is stuck', { timeout: 60_000 }, () => {
  const REASON = 'the user went away';
  let server;
  let client;
  beforeEach(async () => {
    server = await serve(({ url }, response) => url.startsWith('/sessions') || send(response, {}));
    client = new sdk.Client({ auth: KEY, serverUrl: server.url, proxy: false });
  });
  afterEach(() => {
    rmSync(STUCK, { force: true });
    return server.close();
  });

  /** Begins the call that keeps the thread from everything else, until `freed`. */
  async function block() {
    const controller = new AbortController();
    const sessionId = `stuck while ${STUCK}`;
    const stuck = rejectionOf(client.session.retrieve({ sessionId }, { signal: controller.signal }));
    while (!existsSync(STUCK)) await setImmediate();
    controller.abort();
    assert.equal((await stuck).name, 'AbortError');
  }

  /** The thread continues. Its completions of the aborted calls have arrived when a later call gets its response. */
  async function freed() {
    rmSync(STUCK);
    assert.deepEqual(await client.langs.retrieve(), []);
  }

  function assertAborted(error, outcome) {
    assert.ok(error instanceof sdk.AbortError, `${error?.name}: ${error?.message}`);
    assert.deepEqual([error.operation, error.cause], ['session.list', REASON]);
    assert.deepEqual([error.outcome, error.attempts, error.stopReason], [outcome, [], 'aborted']);
  }

  test('an abort rejects calls that are on the wire, at once and with an unknown outcome', async (context) => {
    const times = [];
    while (times.length < 15) {
      const controller = new AbortController();
      const calls = Array.from({ length: 20 }, () => client.session.list({}, { signal: controller.signal }));
      const rejections = Promise.all(calls.map(rejectionOf));
      await server.received(20 * (times.length + 1));
      await block();
      const aborted = elapsed(() => {
        controller.abort(REASON);
        return rejections;
      });
      const { time, value: errors } = await aborted;
      times.push(time);
      for (const error of errors) assertAborted(error, 'unknown');
      await freed();
    }
    context.diagnostic(
      `late by, in ms: median ${median(times).toFixed(1)}, at most ${Math.max(...times).toFixed(1)}`,
    );
    assert.ok(median(times) < 100, `the median of ${times}`);
    assert.ok(Math.max(...times) < 250, `the worst of ${times}`);
  });

  test('a call that the thread has not started is aborted too, and never sent', async () => {
    await block();
    const controller = new AbortController();
    const call = rejectionOf(client.session.list({}, { signal: controller.signal }));
    await setImmediate();
    controller.abort(REASON);
    assertAborted(await call, 'unknown');
    await freed();
    assert.deepEqual(
      server.requests.map(({ url }) => url),
      ['/langs'],
    );
  });

  test('a call that has not left JavaScript is known to be unsent', async () => {
    await block();
    const controller = new AbortController();
    const call = rejectionOf(client.session.list({}, { signal: controller.signal }));
    controller.abort(REASON);
    assertAborted(await call, 'not_sent');
    await freed();
    assert.deepEqual(
      server.requests.map(({ url }) => url),
      ['/langs'],
    );
  });

  test('an abort rejects also while timers are replaced, as in tests with fake timers', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    await block();
    await freed();
  });

  test('an abort leaves no timer that keeps the process', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const others = timers();
    await block();
    assert.equal(timers(), others);
    await freed();
  });
});
