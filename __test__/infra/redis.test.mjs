// The Redis store of the recipe, on a real Redis, with separate processes: two at once, crashes, slow and throwing
// handlers.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sign } from '@facesignai/api-native/webhooks';
import { createClient } from 'redis';
import { redisStore } from '../../docs/recipes/code/webhooks/redis-store.mjs';
import { freePort } from '../support/server.mjs';
import { folder, startDaemon } from './support/daemon.mjs';

const SECRET = 'whsec_of_the_redis_test';
const WORKER = fileURLToPath(new URL('support/webhook-worker.mjs', import.meta.url));
const PREFIX = 'facesign:webhook:';

const port = await freePort();
const directory = folder('redis').path;
const server = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', directory];
const daemon = await startDaemon('redis-server', server, { ports: [port] });
const url = `redis://127.0.0.1:${port}`;
const redis = createClient({ url });
await redis.connect();
after(async () => {
  redis.destroy();
  await daemon.close();
});

/** @type {Set<import('node:child_process').ChildProcess>} */
const workers = new Set();
beforeEach(() => redis.flushAll());
afterEach(async () => {
  await Promise.all([...workers].map(killed));
  workers.clear();
});

/** Ends a process as a crash does. @param {import('node:child_process').ChildProcess} child */
async function killed(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** @param {'quick' | 'slow' | 'throws' | 'hangs'} mode @param {number} [timeoutMs] */
async function worker(mode, timeoutMs = 60_000) {
  const env = { PATH: process.env.PATH, REDIS_URL: url, MODE: mode, TIMEOUT_MS: String(timeoutMs) };
  const child = spawn(process.execPath, [WORKER], {
    env: { ...env, FACESIGN_WEBHOOK_SECRET: SECRET },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  workers.add(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = async () => (await lines.next()).value;
  const address = `http://127.0.0.1:${await said()}`;
  return {
    child,
    said,
    /** @param {string} id of the event */
    async deliver(id) {
      const body = JSON.stringify({ id, type: 'session.status', createdAt: Date.now(), sessionId: 's' });
      const headers = sign(body, { secret: SECRET });
      return (await fetch(address, { method: 'POST', body, headers })).status;
    },
  };
}

/** Ends the lease of an event now, as time would. @param {string} id */
const endLease = (id) => redis.del(PREFIX + id);

describe('the store', () => {
  const stores = [redisStore(redis), redisStore(redis)];

  test('gives an event to one of many that claim it at once', async () => {
    for (let round = 0; round < 50; round += 1) {
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, at) => stores[at % 2].claim(`e${round}`, 60_000)),
      );
      assert.deepEqual(claims.sort(), [...Array(19).fill('busy'), 'new']);
    }
  });

  test('a lease and a mark end by the clock of Redis', async () => {
    const [store] = stores;
    await store.claim('e', 60_000);
    const lease = await redis.pTTL(`${PREFIX}e`);
    assert.ok(lease > 0 && lease <= 60_000, String(lease));
    await store.done('e', 86_400_000);
    assert.ok((await redis.pTTL(`${PREFIX}e`)) > 60_000);
    assert.equal(await store.claim('e', 60_000), 'done');
  });

  test('releases its own lease, and none of another process', async () => {
    const [first, second] = stores;
    await first.claim('e', 60_000);
    await endLease('e');
    assert.equal(await second.claim('e', 60_000), 'new');
    await first.release('e');
    assert.equal(await first.claim('e', 60_000), 'busy');
    await second.release('e');
    assert.equal(await first.claim('e', 60_000), 'new');
  });
});

describe('processes', () => {
  test('of two that get an event at once, one runs its handler, and the other responds 503, then 200', async () => {
    const [first, second] = [await worker('slow'), await worker('quick')];
    const running = first.deliver('e');
    assert.equal(await first.said(), 'began e');
    assert.equal(await second.deliver('e'), 503);
    first.child.stdin.write('go on\n');
    assert.equal(await running, 200);
    assert.equal(await second.deliver('e'), 200);
    // Its first line is about the next event: it never started the other one.
    await second.deliver('next');
    assert.equal(await second.said(), 'began next');
  });

  test('one that dies between claim and done leaves a lease; when it has ended, another runs the handler', async () => {
    const [first, second] = [await worker('hangs'), await worker('quick')];
    const lost = first.deliver('e');
    assert.equal(await first.said(), 'began e');
    await Promise.all([killed(first.child), assert.rejects(lost)]);
    assert.equal(await second.deliver('e'), 503);
    await endLease('e');
    assert.equal(await second.deliver('e'), 200);
    assert.equal(await second.said(), 'began e');
  });

  test('a handler that throws releases the event for any process', async () => {
    const [first, second] = [await worker('throws'), await worker('quick')];
    assert.equal(await first.deliver('e'), 500);
    assert.equal(await second.deliver('e'), 200);
    assert.equal(await second.said(), 'began e');
  });

  test('a handler that is slow gets 503, then marks the event for every process', async () => {
    const [first, second] = [await worker('slow', 2000), await worker('quick')];
    assert.equal(await first.deliver('e'), 503);
    assert.deepEqual([await first.said(), await first.said()], ['began e', 'error TimeoutError']);
    first.child.stdin.write('go on\n');
    assert.equal(await first.said(), 'ended e');
    // `done` follows in the same process; only Redis shows when it has arrived.
    while ((await redis.get(`${PREFIX}e`)) !== 'done') await new Promise(setImmediate);
    assert.equal(await second.deliver('e'), 200);
    await second.deliver('next');
    assert.equal(await second.said(), 'began next');
  });
});
