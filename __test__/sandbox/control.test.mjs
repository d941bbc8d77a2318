// Control over HTTP under /_sandbox, for tests in another process.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { startSandbox } from '../../sandbox/index.mjs';
import { call, create, get } from '../support/sandbox-call.mjs';
import { receiving, SECRET } from '../support/webhook-receiver.mjs';

const NOW = 1_789_000_000_000;
let sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ seed: 1 });
});
afterEach(() => sandbox.close());

const control = (method, path, body) => call(sandbox, method, `/_sandbox${path}`, { body, key: null });

describe('state', () => {
  test('is a summary', async () => {
    await create(sandbox);
    sandbox.fail({ status: 500, times: 2 });
    const { status, body } = await control('GET', '');
    assert.equal(status, 200);
    assert.deepEqual(body, { now: NOW, sessions: 1, requests: 1, pendingFaults: 2 });
  });
});

describe('faults', () => {
  test('are queued', async () => {
    assert.equal((await control('POST', '/faults', { status: 503, times: 2 })).status, 201);
    assert.equal((await get(sandbox, '/langs')).status, 503);
    assert.equal(sandbox.pendingFaults, 1);
  });

  test('are cleared', async () => {
    sandbox.fail({ status: 503 });
    assert.equal((await control('DELETE', '/faults')).body.pendingFaults, 0);
    assert.equal((await get(sandbox, '/langs')).status, 200);
  });

  test('that make no sense are rejected with the reason', async () => {
    const { status, body } = await control('POST', '/faults', { statuss: 1 });
    assert.equal(status, 400);
    assert.match(body.error.message, /Unknown field 'statuss'/);
  });

  test('do not strike control itself', async () => {
    sandbox.fail({ status: 503 });
    assert.equal((await control('GET', '')).status, 200);
    assert.equal(sandbox.pendingFaults, 1);
  });
});

describe('requests', () => {
  test('are given without keys, and without the calls of control', async () => {
    await get(sandbox, '/langs', { key: 'sk_live_by_mistake' });
    await control('GET', '');
    const { body, text } = await control('GET', '/requests');
    assert.deepEqual(
      body.map((request) => request.url),
      ['/langs'],
    );
    assert.equal(body[0].headers.authorization, '[hidden]');
    assert.equal(text.includes('sk_live_by_mistake'), false);
  });

  test('are forgotten on demand', async () => {
    await get(sandbox, '/langs');
    await control('DELETE', '/requests');
    assert.equal(sandbox.requests.length, 0);
  });
});

describe('sessions', () => {
  for (const [verb, state] of Object.entries({
    start: 'inProgress',
    complete: 'complete',
    abandon: 'incomplete',
  })) {
    test(`${verb} makes one ${state}`, async () => {
      const { id } = (await create(sandbox)).body.session;
      const { status, body } = await control('POST', `/sessions/${id}/${verb}`);
      assert.equal(status, 200);
      assert.equal(body.status, state);
      assert.equal(sandbox.sessions.get(id).status, state);
    });
  }

  test('PATCH puts fields on one', async () => {
    const { id } = (await create(sandbox)).body.session;
    assert.equal((await control('PATCH', `/sessions/${id}`, { version: '9' })).body.version, '9');
  });

  test('an unknown id is rejected with the reason', async () => {
    const { status, body } = await control('POST', '/sessions/none/start');
    assert.equal(status, 400);
    assert.match(body.error.message, /no session 'none'/);
  });
});

describe('clock', () => {
  test('is advanced', async () => {
    assert.equal((await control('POST', '/clock', { advanceMs: 1000 })).body.now, NOW + 1000);
    assert.equal(sandbox.clock.now(), NOW + 1000);
  });

  test('rejects what is not a number', async () => {
    assert.equal((await control('POST', '/clock', {})).status, 400);
  });
});

describe('anything else', () => {
  for (const [method, path, body] of [
    ['GET', '/nothing'],
    ['PUT', '/faults'],
    ['POST', '/sessions/x/finish'],
  ]) {
    test(`${method} ${path} is not there`, async () => {
      assert.equal((await control(method, path, body)).status, 404);
    });
  }

  test('a body that is not JSON is rejected', async () => {
    assert.equal((await control('POST', '/faults', '{')).status, 400);
  });

  test('a path that only begins alike belongs to the API', async () => {
    assert.equal((await control('GET', 'es')).status, 401);
  });
});

describe('webhooks', () => {
  test('one is sent, and the result of its first attempt is the response', async (t) => {
    const world = await receiving();
    t.after(world.close);
    const post = (body) => call(world.sandbox, 'POST', '/_sandbox/webhooks', { body, key: null });
    const { status, body } = await post({ type: 'session.status', sessionId: 's' });
    assert.deepEqual([status, body], [200, { time: NOW, status: 200 }]);
    assert.equal(world.events()[0].sessionId, 's');
    assert.match((await post({})).body.error.message, /object with a type/);
  });

  test('that cannot be sent get the reason', async () => {
    const { status, body } = await control('POST', '/webhooks', { type: 'session.status' });
    assert.equal(status, 400);
    assert.match(body.error.message, /no address for webhooks/);
  });

  test('deliveries are given without secret and signatures', async (t) => {
    const world = await receiving();
    t.after(world.close);
    await world.sandbox.sendWebhook({ type: 'session.status', id: 'evt_1', sessionId: 's' });
    const { body, text } = await call(world.sandbox, 'GET', '/_sandbox/deliveries', { key: null });
    assert.deepEqual(body, [
      {
        event: { id: 'evt_1', type: 'session.status', createdAt: NOW, sessionId: 's' },
        attempts: [{ time: NOW, status: 200 }],
        state: 'delivered',
      },
    ]);
    const signature = world.receiver.requests[0].headers['x-facesign-signature'];
    assert.match(signature, /^[0-9a-f]{64}$/);
    for (const secret of [SECRET, signature]) assert.ok(!text.includes(secret));
  });

  test('deliveries are none without an address', async () => {
    assert.deepEqual((await control('GET', '/deliveries')).body, []);
  });
});
