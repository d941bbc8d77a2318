// Keys, the rate limit and idempotency keys.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { startSandbox } from '../../sandbox/index.mjs';
import { create, get } from '../support/sandbox-call.mjs';

let sandbox;
const start = async (options) => {
  sandbox = await startSandbox({ seed: 1, ...options });
  return sandbox;
};
afterEach(() => sandbox.close());

describe('keys', () => {
  const wrong = {
    'no key': null,
    'a wrong key': 'sk_test_other',
    'a key that only begins alike': 'sk_test_sandbox2',
  };
  for (const [name, key] of Object.entries(wrong)) {
    test(`${name} gets 401 with an envelope`, async () => {
      const { status, body } = await get(await start(), '/langs', { key });
      assert.equal(status, 401);
      assert.equal(body.error.type, 'authentication_error');
      assert.equal(body.error.code, 'invalid_api_key');
    });

    test(`${name} gets 403 with a bare string in dev mode`, async () => {
      const { status, text } = await get(await start({ mode: 'dev' }), '/langs', { key });
      assert.equal(status, 403);
      assert.equal(text, '{"error":"Incorrect api key"}');
    });
  }

  test('another scheme than Bearer is not a key', async () => {
    const headers = { authorization: 'Basic sk_test_sandbox' };
    assert.equal((await get(await start(), '/langs', { key: null, headers })).status, 401);
  });

  test('each of several keys is taken', async () => {
    await start({ keys: ['one', 'two'] });
    for (const key of ['one', 'two']) assert.equal((await get(sandbox, '/langs', { key })).status, 200);
  });

  test('a wrong key makes no session', async () => {
    await create(await start(), {}, { key: 'wrong' });
    assert.equal(sandbox.sessions.size, 0);
  });
});

describe('rate limit', () => {
  const rateLimit = { requestsPerMinute: 2 };

  test('the headers count down', async () => {
    await start({ rateLimit });
    for (const remaining of ['1', '0', '0']) {
      const { headers } = await get(sandbox, '/langs');
      assert.equal(headers['x-ratelimit-limit'], '2');
      assert.equal(headers['x-ratelimit-remaining'], remaining);
      assert.equal(headers['x-ratelimit-reset'], String(1_789_000_060));
    }
  });

  test('one call too many gets 429 with retry-after', async () => {
    await start({ rateLimit });
    await get(sandbox, '/langs');
    sandbox.clock.advance(20_500);
    await get(sandbox, '/langs');
    const { status, headers, body } = await get(sandbox, '/langs');
    assert.equal(status, 429);
    assert.equal(headers['retry-after'], '40');
    assert.equal(body.error.type, 'rate_limit_error');
    assert.equal(body.error.code, 'rate_limit_exceeded');
  });

  test('a rejected call is not carried out', async () => {
    await start({ rateLimit: { requestsPerMinute: 1 } });
    await create(sandbox);
    assert.equal((await create(sandbox)).status, 429);
    assert.equal(sandbox.sessions.size, 1);
  });

  test('after a minute there is a new window', async () => {
    await start({ rateLimit: { requestsPerMinute: 1 } });
    await get(sandbox, '/langs');
    sandbox.clock.advance(59_999);
    assert.equal((await get(sandbox, '/langs')).status, 429);
    sandbox.clock.advance(1);
    assert.equal((await get(sandbox, '/langs')).status, 200);
  });

  test('each key has its own window', async () => {
    await start({ keys: ['one', 'two'], rateLimit: { requestsPerMinute: 1 } });
    await get(sandbox, '/langs', { key: 'one' });
    assert.equal((await get(sandbox, '/langs', { key: 'two' })).status, 200);
    assert.equal((await get(sandbox, '/langs', { key: 'one' })).status, 429);
  });

  test('refusals and faults carry the headers too', async () => {
    await start({ rateLimit: { requestsPerMinute: 100 } });
    sandbox.fail({ status: 503 });
    for (const [path, status] of [
      ['/langs', 503],
      ['/nothing', 404],
    ]) {
      const response = await get(sandbox, path);
      assert.equal(response.status, status);
      assert.equal(response.headers['x-ratelimit-limit'], '100');
    }
    assert.ok((await get(sandbox, '/langs', { key: null })).headers['x-ratelimit-limit']);
  });

  test('without a limit there are no such headers', async () => {
    assert.equal((await get(await start(), '/langs')).headers['x-ratelimit-limit'], undefined);
  });
});

describe('idempotency keys', () => {
  const once = (key, settings, options) =>
    create(sandbox, settings, { headers: { 'idempotency-key': key }, ...options });

  test('a repeat gets the first response and makes no second session', async () => {
    await start();
    const first = await once('a');
    sandbox.clock.advance(1000);
    const second = await once('a');
    assert.equal(second.status, first.status);
    assert.equal(second.text, first.text);
    assert.equal(second.headers['idempotent-replayed'], 'true');
    assert.equal(first.headers['idempotent-replayed'], undefined);
    assert.equal(sandbox.sessions.size, 1);
  });

  test('another body under the same key gets 409', async () => {
    await start();
    await once('a');
    const { status, body } = await once('a', { metadata: { other: true } });
    assert.equal(status, 409);
    assert.equal(body.error.type, 'validation_error');
    assert.equal(sandbox.sessions.size, 1);
  });

  test('a repeat while the first is in progress gets 409', async () => {
    await start();
    sandbox.fail({ delayMs: 100 });
    const arrived = sandbox.nextRequest();
    const first = once('a');
    await arrived;
    assert.equal((await once('a')).status, 409);
    assert.equal((await first).status, 200);
    assert.equal(sandbox.sessions.size, 1);
  });

  test('another key makes another session', async () => {
    await start();
    const ids = [(await once('a')).body.session.id, (await once('b')).body.session.id];
    assert.notEqual(ids[0], ids[1]);
    assert.deepEqual(
      [...sandbox.sessionsByIdempotencyKey],
      [
        ['a', [ids[0]]],
        ['b', [ids[1]]],
      ],
    );
  });

  test('with idempotency: false a repeat makes another session', async () => {
    await start({ idempotency: false });
    const ids = [(await once('a')).body.session.id, (await once('a')).body.session.id];
    assert.notEqual(ids[0], ids[1]);
    assert.deepEqual([...sandbox.sessionsByIdempotencyKey], [['a', ids]]);
  });

  test('the same key of another API key is another key', async () => {
    await start({ keys: ['one', 'two'] });
    await once('a', {}, { key: 'one' });
    await once('a', {}, { key: 'two' });
    assert.equal(sandbox.sessions.size, 2);
    assert.equal(sandbox.sessionsByIdempotencyKey.get('a').length, 2);
  });

  test('an error before the operation is not stored', async () => {
    await start();
    sandbox.fail({ status: 503 });
    assert.equal((await once('a')).status, 503);
    const second = await once('a');
    assert.equal(second.status, 200);
    assert.equal(second.headers['idempotent-replayed'], undefined);
  });

  test('a response that was lost after the operation is stored', async () => {
    await start();
    sandbox.fail({ status: 503, afterHandling: true });
    assert.equal((await once('a')).status, 503);
    assert.equal((await once('a')).headers['idempotent-replayed'], 'true');
    assert.equal(sandbox.sessions.size, 1);
  });

  test('a refusal by the operation itself is stored', async () => {
    await start();
    assert.equal((await once('a', { clientReferenceId: '' })).status, 400);
    const second = await once('a', { clientReferenceId: '' });
    assert.equal(second.status, 400);
    assert.equal(second.headers['idempotent-replayed'], 'true');
  });

  test('without a key every call makes a session', async () => {
    await start();
    await create(sandbox);
    await create(sandbox);
    assert.equal(sandbox.sessions.size, 2);
  });
});
