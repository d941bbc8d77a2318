// The handlers in real servers: which status FaceSign gets, and what becomes of duplicates, slow and throwing handlers, and
// a store that fails.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import net from 'node:net';
import { describe, test } from 'node:test';
import { createNodeWebhook, createWebWebhook } from '@facesignai/api-native/webhooks';
import memory from '../../webhooks/memory.js';
import { listen } from '../support/server.mjs';
import { deferred, LISTENERS, receiver } from './receivers.mjs';
import { BODY, event, now, SECRET, signed } from './support.mjs';

const ID = JSON.parse(BODY).id;

/** A store that records its calls, and can be given replies. */
function watchedStore(replies = {}) {
  const store = memory.memoryStore();
  const asked = [];
  const method =
    (name) =>
    async (...args) => {
      asked.push([name, ...args]);
      return replies[name] ? replies[name](...args) : store[name](...args);
    };
  return { asked, claim: method('claim'), done: method('done'), release: method('release') };
}

for (const kind of Object.keys(LISTENERS))
  describe(kind, () => {
    /** @param {import('node:test').TestContext} t @param {object} options */
    async function started(t, options) {
      const running = await receiver(kind, options);
      t.after(running.close);
      return running;
    }

    test('hands the event to the handler of its type, and responds 200 without a body', async (t) => {
      const seen = [];
      const hook = await started(t, {
        on: { 'session.status': (given) => seen.push(given), '*': assert.fail },
      });
      assert.equal(await hook.deliver(), 200);
      assert.deepEqual(seen, [JSON.parse(BODY)]);
    });

    test('hands a type without a handler to the one of all others', async (t) => {
      const seen = [];
      const on = { '*': ({ type }) => seen.push(type), 'media.user_photo': undefined };
      const hook = await started(t, { on });
      const unknown = JSON.stringify({ ...JSON.parse(BODY), id: 'e2', type: 'constructor' });
      for (const body of [event('media.user_photo'), unknown]) assert.equal(await hook.deliver(body), 200);
      assert.deepEqual(seen, ['media.user_photo', 'constructor']);
    });

    test('responds 200 to a type without a handler, and claims nothing', async (t) => {
      const seen = watchedStore();
      const hook = await started(t, { on: {}, seen });
      const own = JSON.stringify({ ...JSON.parse(BODY), type: 'toString' });
      for (const body of [BODY, own]) assert.equal(await hook.deliver(body), 200);
      assert.deepEqual(seen.asked, []);
    });

    test('responds 400 to what is not verified, and calls onError', async (t) => {
      const reported = [];
      const hook = await started(t, {
        on: { '*': assert.fail },
        onError: ({ reason }) => reported.push(reason),
      });
      const of = (body, headers) => hook.deliver(body, headers);
      const statuses = [
        await of(BODY, {}),
        await of(BODY, { 'x-facesign-signature': 'zz' }),
        await of(`${BODY} `, signed(BODY)),
        await of('', {}),
        await of('no JSON'),
        await of('{}'),
        await of(BODY, signed(BODY, { timestamp: 1 })),
      ];
      assert.deepEqual(statuses, Array(7).fill(400));
      const missing = ['missing', 'malformed', 'mismatch', 'missing', 'not_json', 'shape', 'timestamp'];
      assert.deepEqual(reported, missing);
    });

    test('takes a body of exactly maxBodyBytes, and responds 413 to a longer one, announced or not', async (t) => {
      const hook = await started(t, { on: {}, maxBodyBytes: BODY.length });
      assert.equal(await hook.deliver(), 200);
      assert.equal(await hook.deliver(`${BODY} `), 413);
      const stream = new Blob([`${BODY} `]).stream();
      const chunked = await fetch(hook.url, {
        method: 'POST',
        body: stream,
        duplex: 'half',
        headers: signed(BODY),
      });
      assert.equal(chunked.status, 413);
    });

    test('responds 413 to a body above 1 MiB by default', async (t) => {
      const hook = await started(t, { on: {} });
      assert.equal(await hook.deliver(BODY.padEnd(1_048_576)), 200);
      assert.equal(await hook.deliver(BODY.padEnd(1_048_577)), 413);
    });

    test('takes an event when it arrives, whatever receivedAt says: that is for a single event', async (t) => {
      const hook = await started(t, { on: {}, receivedAt: new Date(8.64e15) });
      assert.equal(await hook.deliver(), 200);
    });

    test('responds 405 to other methods', async (t) => {
      const hook = await started(t, { on: {} });
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const { status, headers } = await fetch(hook.url, { method });
        assert.deepEqual([status, headers.get('allow')], [405, 'POST']);
      }
    });

    test('runs a handler once for an event that comes again', async (t) => {
      let runs = 0;
      const seen = watchedStore();
      const hook = await started(t, { on: { '*': () => (runs += 1) }, seen });
      for (let round = 0; round < 3; round += 1) assert.equal(await hook.deliver(), 200);
      assert.equal(runs, 1);
      const day = 86_400_000 + 300_000;
      const claim = ['claim', ID, 60_000];
      assert.deepEqual(seen.asked, [claim, ['done', ID, day], claim, claim]);
    });

    test('responds 503 to a delivery of an event that is being handled', async (t) => {
      const [begun, gate] = [deferred(), deferred()];
      const hook = await started(t, { on: { '*': () => begun.resolve() ?? gate } });
      const first = hook.deliver();
      await begun;
      assert.equal(await hook.deliver(), 503);
      gate.resolve();
      assert.deepEqual([await first, await hook.deliver()], [200, 200]);
    });

    test('responds 500 when the handler throws, and runs it again for the next delivery', async (t) => {
      let runs = 0;
      const reported = [];
      const failing = () => {
        runs += 1;
        if (runs === 1) throw new Error('not yet');
      };
      const onError = (error, { id }) => reported.push([error.message, id]);
      const hook = await started(t, { on: { '*': failing }, onError });
      assert.deepEqual([await hook.deliver(), await hook.deliver(), await hook.deliver()], [500, 200, 200]);
      assert.equal(runs, 2);
      assert.deepEqual(reported, [['not yet', ID]]);
    });

    test('responds 503 after timeoutMs; what the handler does later still counts', async (t) => {
      const gate = deferred();
      const marked = deferred();
      const reported = [];
      const store = memory.memoryStore();
      const seen = { ...store, done: (id, ttl) => marked.resolve(store.done(id, ttl)) };
      let runs = 0;
      const slow = () => {
        runs += 1;
        return gate;
      };
      const onError = ({ name }) => reported.push(name);
      const hook = await started(t, { on: { '*': slow }, timeoutMs: 20, onError, seen });
      assert.equal(await hook.deliver(), 503);
      assert.deepEqual(reported, ['TimeoutError']);
      gate.resolve();
      await marked;
      assert.deepEqual([await hook.deliver(), runs], [200, 1]);
    });

    test('a handler that throws after timeoutMs releases the event', async (t) => {
      const gate = deferred();
      const released = deferred();
      const store = memory.memoryStore();
      const seen = { ...store, release: (id) => released.resolve(store.release(id)) };
      let runs = 0;
      const slow = () => {
        runs += 1;
        return runs === 1 ? gate : undefined;
      };
      const hook = await started(t, { on: { '*': slow }, timeoutMs: 500, onError: () => {}, seen });
      assert.equal(await hook.deliver(), 503);
      gate.reject(new Error('late'));
      await released;
      assert.deepEqual([await hook.deliver(), runs], [200, 2]);
    });

    test('a handler that throws after its lease releases nothing: the event may be claimed again', async (t) => {
      const gate = deferred();
      const late = deferred();
      const seen = watchedStore();
      const onError = ({ message }) => message === 'late' && late.resolve();
      const hook = await started(t, { on: { '*': () => gate }, timeoutMs: 0, onError, seen });
      assert.equal(await hook.deliver(), 503);
      gate.reject(new Error('late'));
      await late;
      assert.deepEqual(
        seen.asked.map(([name]) => name),
        ['claim'],
      );
    });

    for (const [what, replies, status, runs] of [
      ['claim fails', { claim: () => Promise.reject(new Error('store')) }, 500, 0],
      ['claim gives something else', { claim: () => 'maybe' }, 500, 0],
      [
        'done fails: the work is done all the same',
        { done: () => Promise.reject(new Error('store')) },
        200,
        1,
      ],
    ])
      test(`${what}: ${status}, and onError is called`, async (t) => {
        let count = 0;
        const reported = [];
        const options = {
          on: { '*': () => (count += 1) },
          seen: watchedStore(replies),
          onError: (e) => reported.push(e),
        };
        const hook = await started(t, options);
        assert.deepEqual([await hook.deliver(), count, reported.length], [status, runs, 1]);
      });

    test('release fails: 500, and onError gets both errors', async (t) => {
      const reported = [];
      const fails = () => {
        throw new Error('handler');
      };
      const seen = watchedStore({ release: () => Promise.reject(new Error('store')) });
      const hook = await started(t, {
        on: { '*': fails },
        seen,
        onError: ({ message }) => reported.push(message),
      });
      assert.equal(await hook.deliver(), 500);
      assert.deepEqual(reported, ['handler', 'store']);
    });

    test('without a secret: 500, and the error names the variable', async (t) => {
      const reported = [];
      const hook = await started(t, {
        secret: undefined,
        on: {},
        onError: ({ message }) => reported.push(message),
      });
      assert.equal(await hook.deliver(), 500);
      assert.match(reported[0], /FACESIGN_WEBHOOK_SECRET/);
    });

    test('the secret of the environment may come after the handler was made', async (t) => {
      const hook = await started(t, { secret: undefined, on: {} });
      t.after(() => delete process.env.FACESIGN_WEBHOOK_SECRET);
      process.env.FACESIGN_WEBHOOK_SECRET = SECRET;
      assert.equal(await hook.deliver(), 200);
    });

    test('without onError, a handler that throws is a warning of the process, and a forged request is none', async (t) => {
      const warned = once(process, 'warning');
      const failing = () => {
        throw new Error('of the handler');
      };
      const hook = await started(t, { on: { '*': failing } });
      assert.equal(await hook.deliver(BODY, {}), 400);
      assert.equal(await hook.deliver(), 500);
      const [{ name, code, message, detail }] = await warned;
      assert.deepEqual([name, code], ['FaceSignWebhookWarning', 'FACESIGN_WEBHOOK']);
      assert.match(message, new RegExp(`${ID} \\(session\\.status\\)`));
      assert.match(detail, /of the handler/);
    });

    test('an onError that throws is a warning, too, and changes no status', async (t) => {
      const warned = once(process, 'warning');
      const onError = () => {
        throw new Error('of onError');
      };
      const hook = await started(t, { on: {}, onError });
      assert.equal(await hook.deliver(BODY, {}), 400);
      assert.match((await warned)[0].detail, /of onError/);
    });
  });

test('a sender that leaves in the middle of the body ends the handling of its request', async (t) => {
  const receive = createNodeWebhook({ secret: SECRET, on: { '*': assert.fail } });
  const ended = deferred();
  const listening = await listen(createServer((req, res) => receive(req, res).then(ended.resolve)));
  t.after(listening.close);
  const socket = net.connect(listening.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\n{"id"', () => socket.destroy());
  assert.equal(await ended, undefined);
});

test('a handler that ended in time is not reported as late', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const reported = t.mock.fn();
  const receive = createWebWebhook({ secret: SECRET, now, on: { '*': () => {} }, onError: reported });
  const request = new Request('http://x/', { method: 'POST', body: BODY, headers: signed(BODY) });
  assert.equal((await receive(request)).status, 200);
  t.mock.timers.tick(60_000);
  await new Promise(setImmediate);
  assert.equal(reported.mock.callCount(), 0);
});

test('a web Request whose sender leaves in the middle of the body rejects nothing', async () => {
  const body = new ReadableStream({
    pull(controller) {
      controller.error(new Error('gone'));
    },
  });
  const receive = createWebWebhook({ secret: SECRET, on: { '*': assert.fail }, onError: assert.fail });
  const request = new Request('http://x/', { method: 'POST', body, duplex: 'half', headers: signed(BODY) });
  assert.equal((await receive(request)).status, 400);
});

describe('a body that was read already: 500, so that it comes again, and advice', () => {
  const hints = [];
  const onError = ({ reason, hint }) => hints.push([reason, hint]);
  const response = (more) => ({
    ...more,
    writeHead(status) {
      this.status = status;
      return { end: () => {} };
    },
  });
  const request = (more) => ({ method: 'POST', headers: signed(BODY), readableDidRead: true, ...more });

  for (const [what, req, res, advice] of [
    [
      'Express',
      request({ body: JSON.parse(BODY), app: { use() {} } }),
      response(),
      /express\.json\(\{ verify/,
    ],
    ['Next.js', request({ body: JSON.parse(BODY) }), response({ revalidate() {} }), /bodyParser: false/],
    ['something else', request({}), response(), /Fastify.*Koa/],
  ])
    test(`of ${what}`, async () => {
      await createNodeWebhook({ secret: SECRET, on: { '*': assert.fail }, onError })(req, res);
      const [reason, hint] = hints.pop();
      assert.deepEqual([res.status, reason], [500, 'body_not_raw']);
      assert.match(hint, advice);
    });

  test('without onError the advice is in the warning', async () => {
    const warned = once(process, 'warning');
    await createNodeWebhook({ secret: SECRET, on: {} })(request({}), response());
    assert.match((await warned)[0].detail, /Fastify.*Koa/);
  });

  test('of a web Request', async () => {
    const used = new Request('http://x/', { method: 'POST', body: BODY, headers: signed(BODY) });
    await used.text();
    const { status } = await createWebWebhook({ secret: SECRET, on: { '*': assert.fail }, onError })(used);
    assert.deepEqual([status, hints.pop()[0]], [500, 'body_not_raw']);
  });

  for (const [what, kept] of Object.entries({
    'bytes in req.rawBody': { rawBody: Buffer.from(BODY), body: JSON.parse(BODY) },
    'a string in req.rawBody': { rawBody: BODY, body: {} },
    'bytes in req.body': { body: Buffer.from(BODY) },
  }))
    test(`is none where a framework kept ${what}`, async () => {
      const res = response();
      await createNodeWebhook({ secret: SECRET, now, on: {} })(request(kept), res);
      assert.equal(res.status, 200);
    });

  test('is too large where a framework kept more than maxBodyBytes', async () => {
    const res = response();
    await createNodeWebhook({ secret: SECRET, on: {}, maxBodyBytes: 5 })(request({ rawBody: BODY }), res);
    assert.equal(res.status, 413);
  });
});

describe('options:', () => {
  for (const [param, options] of Object.entries({
    on: {},
    'on["session.status"]': { on: { 'session.status': 'handler' } },
    secret: { on: {}, secret: '' },
    seen: { on: {}, seen: { claim() {} } },
    onError: { on: {}, onError: 'log' },
    timeoutMs: { on: {}, timeoutMs: 2 ** 31 },
    maxBodyBytes: { on: {}, maxBodyBytes: Number.NaN },
    maxAgeMs: { on: {}, maxAgeMs: -1 },
  }))
    test(`a wrong ${param} throws when the handler is made`, () => {
      for (const create of [createNodeWebhook, createWebWebhook])
        assert.throws(
          () => create(options),
          ({ name, message }) => {
            assert.equal(name, 'ConfigurationError');
            return message.startsWith(param);
          },
        );
    });
});

describe('the store in memory', () => {
  const clock = (time = 0) => ({ now: () => time, pass: (ms) => (time += ms) });

  test('a lease ends, and then the event is new', () => {
    const { now: read, pass } = clock();
    const store = memory.memoryStore(read);
    assert.equal(store.claim('e', 100), 'new');
    pass(99);
    assert.equal(store.claim('e', 100), 'busy');
    pass(1);
    assert.equal(store.claim('e', 100), 'new');
  });

  for (const [leaseMs, markMs] of [
    [100, 1000],
    [1000, 10],
  ])
    test(`a mark of ${markMs} ms ends after a lease of ${leaseMs} ms, and then the event is new`, () => {
      const { now: read, pass } = clock();
      const store = memory.memoryStore(read);
      store.claim('e', leaseMs);
      store.done('e', markMs);
      pass(markMs - 1);
      assert.equal(store.claim('e', leaseMs), 'done');
      pass(1);
      assert.equal(store.claim('e', leaseMs), 'new');
    });

  test('an event that is marked again keeps no other mark alive', () => {
    const { now: read, pass } = clock();
    const store = memory.memoryStore(read);
    for (const id of ['a', 'b', 'a']) {
      store.done(id, 100);
      pass(50);
    }
    assert.equal(store.claim('b', 100), 'new');
    assert.equal(store.claim('a', 100), 'done');
  });

  test('a released event is new at once', () => {
    const store = memory.memoryStore();
    store.claim('e', 100);
    store.release('e');
    assert.equal(store.claim('e', 100), 'new');
  });

  test('the oldest marks go when there are too many; leases stay', () => {
    const store = memory.memoryStore();
    store.claim('leased', 1000);
    for (let at = 0; at <= memory.MAX_DONE; at += 1) store.done(`e${at}`, 1000);
    assert.deepEqual(
      ['leased', 'e0', 'e1'].map((id) => store.claim(id, 1000)),
      ['busy', 'new', 'done'],
    );
  });
});
