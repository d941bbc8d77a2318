// How much a sandbox keeps: the oldest sessions go first, with everything that belongs to them.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { startSandbox } from '../../sandbox/index.mjs';
import { resolveOptions } from '../../sandbox/options.js';
import { createWorld } from '../../sandbox/world.js';
import { create, get, SETTINGS } from '../support/sandbox-call.mjs';
import { load } from '../support/sandbox-page.mjs';

let sandbox;
const start = async (options) => {
  sandbox = await startSandbox({ seed: 1, ...options });
};
afterEach(() => sandbox?.close());

const keyed = (key, settings, options) =>
  create(sandbox, settings, { headers: { 'idempotency-key': key }, ...options });
const newId = async (settings) => (await create(sandbox, settings)).body.session.id;
const kept = () => [...sandbox.sessions.keys()];

describe('sessions', () => {
  test('are limited in number: the oldest goes first', async () => {
    await start({ sessionLimit: 2 });
    const ids = [await newId(), await newId(), await newId()];
    assert.deepEqual(kept(), ids.slice(1));
  });

  test('that are dropped get a 404, and are in no list', async () => {
    await start({ sessionLimit: 1 });
    const ids = [await newId(), await newId()];
    for (const path of [`/sessions/${ids[0]}`, `/sessions/${ids[0]}/refresh`])
      assert.equal((await get(sandbox, path)).status, 404);
    assert.deepEqual(
      (await get(sandbox, '/sessions')).body.sessions.map(({ id }) => id),
      [ids[1]],
    );
    assert.throws(() => sandbox.startSession(ids[0]), { name: 'RangeError', message: /There is no session/ });
  });

  test('are limited in bytes', async () => {
    await start({ sessionBytes: 50_000 });
    const metadata = { text: 'x'.repeat(20_000) };
    const ids = [await newId({ metadata }), await newId({ metadata }), await newId({ metadata })];
    assert.deepEqual(kept(), ids.slice(1));
  });

  test('that grow count with their new size', async () => {
    await start({ sessionBytes: 50_000 });
    const ids = [await newId(), await newId()];
    sandbox.setSession(ids[1], { report: { transcript: ['x'.repeat(60_000)] } });
    assert.deepEqual(kept(), [ids[1]]);
  });

  test('the newest stays, however large it is', async () => {
    await start({ sessionBytes: 0 });
    const ids = [await newId(), await newId()];
    assert.deepEqual(kept(), [ids[1]]);
    assert.equal((await get(sandbox, `/sessions/${ids[1]}`)).status, 200);
  });

  test('that are dropped are not changed by the clock any more', async () => {
    await start({ sessionLimit: 1, lifecycle: { startAfterMs: 1000, completeAfterMs: 2000 } });
    await newId();
    const dropped = [...sandbox.sessions.values()][0];
    const id = await newId();
    sandbox.clock.advance(60_000);
    assert.equal(dropped.status, 'created');
    assert.equal(sandbox.sessions.get(id).status, 'complete');
  });

  test('that are dropped have no page any more', async () => {
    await start({ sessionLimit: 1 });
    const { clientSecret } = (await create(sandbox)).body;
    const opened = await load(clientSecret.url);
    assert.equal(opened.status, 200);
    await newId();
    for (const url of [clientSecret.url, opened.url]) assert.equal((await load(url)).status, 404);
  });

  test('have 10 client secrets at most: older ones are unknown, not only replaced', async () => {
    await start();
    const { session, clientSecret } = (await create(sandbox)).body;
    const urls = [clientSecret.url];
    for (let count = 0; count < 10; count++)
      urls.push((await get(sandbox, `/sessions/${session.id}/refresh`)).body.url);
    const statuses = [];
    for (const url of [urls[0], urls[1], urls[10]]) statuses.push((await load(url)).status);
    assert.deepEqual(statuses, [404, 410, 200]);
  });

  test('setSession with what JSON cannot represent throws, and changes nothing', async () => {
    await start();
    const id = await newId();
    assert.throws(() => sandbox.setSession(id, { status: 'complete', note: 1n }), TypeError);
    assert.equal(sandbox.sessions.get(id).status, 'created');
  });

  test('are 10,000 at most by default', () => {
    const { store } = createWorld(resolveOptions());
    for (let count = 0; count < 10_001; count++) store.create(SETTINGS);
    assert.equal(store.current().size, 10_000);
  });
});

describe('idempotency keys', () => {
  test('go with their session, so that no replay names one that is gone', async () => {
    await start({ sessionLimit: 2 });
    const first = await keyed('a');
    for (const key of ['b', 'c']) await keyed(key);
    assert.deepEqual([...sandbox.sessionsByIdempotencyKey.keys()], ['b', 'c']);
    const again = await keyed('a');
    assert.equal(again.headers['idempotent-replayed'], undefined);
    assert.notEqual(again.body.session.id, first.body.session.id);
  });

  test('go with their session also when later sessions had none', async () => {
    await start({ sessionLimit: 1 });
    await keyed('a');
    await create(sandbox);
    assert.equal((await keyed('a')).headers['idempotent-replayed'], undefined);
  });

  test('stay while their session does', async () => {
    await start({ sessionLimit: 2 });
    for (const key of ['a', 'b']) await keyed(key);
    for (const key of ['a', 'b']) assert.equal((await keyed(key)).headers['idempotent-replayed'], 'true');
  });

  test('of another API key stay', async () => {
    await start({ sessionLimit: 2, keys: ['one', 'two'] });
    await keyed('a', {}, { key: 'one' });
    const second = (await keyed('a', {}, { key: 'two' })).body.session.id;
    await keyed('b', {}, { key: 'one' });
    assert.deepEqual(sandbox.sessionsByIdempotencyKey.get('a'), [second]);
    assert.equal((await keyed('a', {}, { key: 'two' })).body.session.id, second);
  });

  test('whose create was rejected are limited as well', async () => {
    await start({ sessionLimit: 2 });
    const rejected = { clientReferenceId: '' };
    for (const key of ['a', 'b', 'c']) await keyed(key, rejected);
    const replayed = [];
    for (const key of ['c', 'b', 'a'])
      replayed.push((await keyed(key, rejected)).headers['idempotent-replayed']);
    assert.deepEqual(replayed, ['true', 'true', undefined]);
  });

  test('in progress are not dropped', async () => {
    await start({ sessionLimit: 1 });
    sandbox.fail({ delayMs: 200 });
    const arrived = sandbox.nextRequest();
    const slow = keyed('slow');
    await arrived;
    for (const key of ['a', 'b']) await keyed(key, { clientReferenceId: '' });
    assert.equal((await keyed('slow')).status, 409);
    assert.equal((await slow).status, 200);
    assert.equal(sandbox.sessions.size, 1);
  });
});
