// A panic of the core or of the crossing is an `InternalError` of its call, and the process goes on. The addon is built
// anew with the feature `test-panic`, beside a copy of the facade: `npm run test:faults` runs this, `npm test` does not.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { failureOf, KEY } from '../support/client.mjs';
import { send, serve } from '../support/server.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const copy = join(root, 'target', 'test-panic');

/** Gives the package as it is, but with an addon that panics when it is asked to. */
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
  let sdk;
  let server;
  let client;
  before(async () => {
    sdk = built();
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
    const error = await failureOf(client.session.retrieve({ sessionId: 'panic in the crossing' }));
    assertInternal(error, /asked to panic in the crossing/);
    assert.equal(error.operation, 'session.retrieve');
  });

  test('in the call, on its own thread, rejects the call', async () => {
    const error = await failureOf(client.session.retrieve({ sessionId: 'panic in the call' }));
    assertInternal(error, /ended without a result/);
    assert.equal(error.operation, 'session.retrieve');
  });

  test('in the constructor is thrown by it', () => {
    const options = { auth: KEY, headers: { 'x-note': 'panic in the constructor' } };
    const thrown = (error) => assertInternal(error, /asked to panic in the constructor/) ?? true;
    assert.throws(() => new sdk.Client(options), thrown);
  });

  test('after a result was queued leaves nobody asleep: it arrives, and so do the next ones', async () => {
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
        ? failureOf(client.session.retrieve({ sessionId: 'panic in the call' }))
        : client.langs.retrieve(),
    );
    const results = await Promise.all(calls);
    for (const [index, result] of results.entries())
      if (index % 2 === 0) assertInternal(result, /ended without a result/);
      else assert.deepEqual(result, []);
  });
});
