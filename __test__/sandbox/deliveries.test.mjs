// How a sandbox delivers webhooks: retries, duplicates, another order, and what ends them.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, test } from 'node:test';
import { createNodeWebhook, unwrap } from '@facesignai/api-native/webhooks';
import { startSandbox } from '../../sandbox/index.mjs';
import { create } from '../support/sandbox-call.mjs';
import { freePort } from '../support/server.mjs';
import { receiving, SECRET, statuses } from '../support/webhook-receiver.mjs';

const NOW = 1_789_000_000_000;
/** docs/api-contract.md#webhooks */
const RETRY_DELAYS = [5_000, 30_000, 120_000, 600_000, 3_600_000];
const STATUS = { type: 'session.status' };

let receiver;
let sandbox;
let world;
async function start(options) {
  world = await receiving(options);
  ({ receiver, sandbox } = world);
}
afterEach(() => world?.close());

/** The delivery after its next attempt. @param {() => void} act causes it */
async function attempted(act) {
  const next = sandbox.nextDelivery();
  act();
  return next;
}

describe('a delivery', () => {
  test('is retried after 5 s, 30 s, 2 min, 10 min and 1 h, then given up', async () => {
    await start({ handler: statuses(500) });
    let delivery = await attempted(() => sandbox.sendWebhook(STATUS));
    for (const delay of RETRY_DELAYS) {
      assert.equal(delivery.state, 'pending');
      sandbox.clock.advance(delay - 1);
      delivery = await attempted(() => sandbox.clock.advance(1));
    }
    assert.equal(delivery.state, 'given_up');
    let time = NOW;
    const times = [NOW, ...RETRY_DELAYS.map((delay) => (time += delay))];
    assert.deepEqual(
      delivery.attempts,
      times.map((at) => ({ time: at, status: 500 })),
    );
    sandbox.clock.advance(86_400_000);
    await sandbox.sendWebhook(STATUS);
    assert.equal(delivery.attempts.length, 6);
  });

  test('that is not due is not sent', async () => {
    await start({ handler: statuses(500, 200) });
    await sandbox.sendWebhook(STATUS);
    sandbox.clock.advance(4_999);
    await sandbox.sendWebhook(STATUS);
    assert.deepEqual(
      sandbox.deliveries.map(({ attempts }) => attempts.length),
      [1, 1],
    );
  });

  test('has the same event in each attempt, and stops at a 2xx', async () => {
    await start({ handler: statuses(500, 204) });
    await attempted(() => sandbox.sendWebhook(STATUS));
    const delivery = await attempted(() => sandbox.clock.advance(5_000));
    assert.equal(delivery.state, 'delivered');
    assert.deepEqual(
      delivery.attempts.map(({ status }) => status),
      [500, 204],
    );
    assert.equal(receiver.requests[0].body, receiver.requests[1].body);
  });

  test('is signed anew in each attempt, so that a late one has the time of that', async () => {
    await start({ handler: statuses(500, 200), webhooks: { form: 't-v1' } });
    await attempted(() => sandbox.sendWebhook(STATUS));
    await attempted(() => sandbox.clock.advance(3_600_000));
    const { body, headers } = receiver.requests[1];
    assert.ok(headers['facesign-signature'].startsWith(`t=${(NOW + 3_600_000) / 1000},`));
    assert.ok(unwrap(body, headers, SECRET, { now: sandbox.clock.now }));
  });

  test('follows a clock that is a function', async () => {
    let now = NOW;
    await start({ handler: statuses(500, 200), now: () => now });
    const delivery = await attempted(() => sandbox.sendWebhook(STATUS));
    now += 5_000;
    assert.equal(await attempted(() => sandbox.clock.advance(0)), delivery);
    assert.equal(delivery.state, 'delivered');
  });

  for (const status of [300, 301, 400, 404, 410, 429, 503])
    test(`is retried after a ${status}`, async () => {
      await start({ handler: statuses(status) });
      assert.deepEqual(await sandbox.sendWebhook(STATUS), { time: NOW, status });
      assert.equal(sandbox.deliveries[0].state, 'pending');
    });

  test('follows no redirect', async () => {
    const location = { location: '/elsewhere' };
    await start({ handler: (_request, response) => response.writeHead(307, location).end() });
    await sandbox.sendWebhook(STATUS);
    assert.deepEqual(
      receiver.requests.map(({ url }) => url),
      ['/hooks'],
    );
  });

  const BROKEN = {
    'a reset connection': [({ socket }) => socket.resetAndDestroy(), /ECONNRESET/],
    'a truncated response': [
      ({ socket }) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab'),
      /aborted/,
    ],
    'a timeout without response': [() => {}, /^timed out after 50 ms$/],
    'a timeout within the response': [
      (_request, response) => response.writeHead(200).write('x'),
      /^timed out after 50 ms$/,
    ],
  };
  for (const [name, [handler, message]] of Object.entries(BROKEN))
    test(`is retried after ${name}`, async () => {
      await start({ handler, webhooks: { timeoutMs: 50 } });
      const { status, error } = await sandbox.sendWebhook(STATUS);
      assert.equal(status, undefined);
      assert.match(error, message);
      assert.equal(sandbox.deliveries[0].state, 'pending');
    });

  test('is retried when nothing listens', async () => {
    const port = await freePort();
    await start({ webhooks: { url: `http://localhost:${port}/` } });
    assert.match((await sandbox.sendWebhook(STATUS)).error, /ECONNREFUSED/);
    assert.equal(sandbox.deliveries[0].state, 'pending');
  });

  test('that waits for its retry lets the others pass', async () => {
    await start({ handler: statuses(500, 200) });
    await sandbox.sendWebhook({ ...STATUS, id: 'evt_first' });
    await sandbox.sendWebhook({ ...STATUS, id: 'evt_second' });
    await attempted(() => sandbox.clock.advance(5_000));
    assert.deepEqual(
      world.events().map(({ id }) => id),
      ['evt_first', 'evt_second', 'evt_first'],
    );
  });
});

describe('sendWebhook', () => {
  test('fills in what is missing: about the newest session, now', async () => {
    await start();
    await create(sandbox);
    const { id } = (await create(sandbox)).body.session;
    await receiver.received(2);
    sandbox.clock.advance(1000);
    assert.deepEqual(await sandbox.sendWebhook({ type: 'analysis.video' }), {
      time: NOW + 1000,
      status: 200,
    });
    const { id: eventId, ...event } = world.events()[2];
    assert.match(eventId, /^evt_/);
    assert.deepEqual(event, { type: 'analysis.video', createdAt: NOW + 1000, sessionId: id });
  });

  test('sends what is given as it is, unknown types and fields too', async () => {
    await start();
    const event = { id: 'evt_1', type: 'session.future', createdAt: 1, sessionId: 's', extra: [1] };
    await sandbox.sendWebhook(event);
    assert.deepEqual(world.events()[0], event);
  });

  for (const [type, contentType] of [
    ['media.user_photo', 'image/jpeg'],
    ['media.document_photo', 'image/jpeg'],
    ['media.user_video', 'video/mp4'],
  ])
    test(`${type} has an example of media that unwrap accepts`, async () => {
      await start();
      await sandbox.sendWebhook({ type });
      const [{ body, headers }] = receiver.requests;
      const { media } = unwrap(body, headers, SECRET, { now: sandbox.clock.now });
      assert.deepEqual([media.contentType, media.expires], [contentType, NOW + 900_000]);
    });

  test('without a session it makes up an id, and ids of sessions stay the same', async () => {
    await start();
    await sandbox.sendWebhook(STATUS);
    const { id } = (await create(sandbox)).body.session;
    assert.notEqual(world.events()[0].sessionId, id);
    sandbox.reset();
    assert.equal((await create(sandbox)).body.session.id, id);
  });

  for (const event of [undefined, null, [], {}, { type: '' }, { type: 1 }])
    test(`rejects ${JSON.stringify(event)}`, async () => {
      await start();
      await assert.rejects(sandbox.sendWebhook(event), { name: 'TypeError', message: /object with a type/ });
      assert.equal(sandbox.deliveries.length, 0);
    });

  test('rejects without an address, and says what to do', async (t) => {
    const plain = await startSandbox();
    t.after(() => plain.close());
    await assert.rejects(plain.sendWebhook(STATUS), { name: 'TypeError', message: /webhooks: \{ url/ });
  });
});

describe('on demand', () => {
  test('events are delivered twice, and a handler that drops duplicates runs once', async (t) => {
    const handled = [];
    let receive;
    const server = createServer((request, response) => receive(request, response)).listen(0, '127.0.0.1');
    t.after(() => server.close());
    await once(server, 'listening');
    const url = `http://127.0.0.1:${server.address().port}/`;
    await start({ webhooks: { url } });
    receive = createNodeWebhook({
      secret: SECRET,
      now: sandbox.clock.now,
      on: { 'session.status': ({ id }) => handled.push(id) },
    });
    sandbox.duplicateWebhooks(2);
    for (const id of ['a', 'b', 'c']) await sandbox.sendWebhook({ ...STATUS, id });
    assert.deepEqual(
      sandbox.deliveries.map(({ event, state }) => [event.id, state]),
      ['a', 'a', 'b', 'b', 'c'].map((id) => [id, 'delivered']),
    );
    assert.deepEqual(handled, ['a', 'b', 'c']);
  });

  test('events are delivered in reverse order, and the next ones in order again', async () => {
    await start();
    sandbox.reorderWebhooks(3);
    const sent = ['a', 'b', 'c', 'd', 'e'].map((id) => sandbox.sendWebhook({ ...STATUS, id }));
    await Promise.all(sent);
    assert.deepEqual(
      world.events().map(({ id }) => id),
      ['c', 'b', 'a', 'd', 'e'],
    );
  });

  test('events wait until there are enough to reverse', async () => {
    await start();
    sandbox.reorderWebhooks();
    await create(sandbox);
    assert.equal(sandbox.deliveries[0].state, 'pending');
    assert.equal(receiver.requests.length, 0);
    await create(sandbox);
    await receiver.received(2);
    assert.deepEqual(
      world.events().map(({ id }) => id),
      sandbox.deliveries.map(({ event }) => event.id).reverse(),
    );
  });

  for (const [name, values] of [
    ['duplicateWebhooks', [0, -1, 1.5, 1001, '2', Number.NaN]],
    ['reorderWebhooks', [0, 1, 2.5, 1001, '2', Infinity]],
  ])
    for (const value of values)
      test(`${name}(${value}) is rejected`, async () => {
        await start();
        assert.throws(() => sandbox[name](value), { name: 'RangeError', message: /must be an integer from/ });
      });
});

describe('the end', () => {
  test('close() breaks off the attempt in progress, and gives up what waits', async () => {
    await start({ handler: () => {}, webhooks: { timeoutMs: 600_000 } });
    const results = [sandbox.sendWebhook(STATUS), sandbox.sendWebhook(STATUS)];
    const { socket } = await receiver.received(1);
    const broken = once(socket, 'close');
    await sandbox.close();
    await broken;
    for (const { error } of await Promise.all(results)) assert.match(error, /closed or reset/);
    assert.deepEqual(
      sandbox.deliveries.map(({ state, attempts }) => [state, attempts]),
      [
        ['given_up', []],
        ['given_up', []],
      ],
    );
  });

  test('nothing is sent after close()', async () => {
    await start({ handler: statuses(500), lifecycle: { startAfterMs: 1000 } });
    const id = (await create(sandbox)).body.session.id;
    await receiver.received(1);
    await sandbox.close();
    sandbox.clock.advance(60_000);
    sandbox.completeSession(id);
    assert.match((await sandbox.sendWebhook(STATUS)).error, /closed/);
    assert.equal(receiver.requests.length, 1);
    assert.equal(sandbox.deliveries.length, 1);
  });

  test('reset() deletes deliveries, retries, duplicates and what is withheld', async () => {
    await start({ handler: statuses(500, 200) });
    await attempted(() => sandbox.sendWebhook(STATUS));
    sandbox.duplicateWebhooks(5);
    sandbox.reorderWebhooks(5);
    sandbox.sendWebhook({ ...STATUS, id: 'evt_held' });
    sandbox.reset();
    assert.deepEqual(sandbox.deliveries, []);
    sandbox.clock.advance(5_000);
    await sandbox.sendWebhook({ ...STATUS, id: 'evt_new' });
    assert.deepEqual(
      sandbox.deliveries.map(({ event }) => event.id),
      ['evt_new'],
    );
    assert.equal(world.events().at(-1).id, 'evt_new');
    assert.equal(receiver.requests.length, 2);
  });

  test('reset() breaks off the attempt in progress, and the next event is sent', async () => {
    const handler = (_request, response, index) => index > 0 && response.end();
    await start({ handler, webhooks: { timeoutMs: 600_000 } });
    const lost = sandbox.sendWebhook(STATUS);
    await receiver.received(1);
    sandbox.reset();
    assert.match((await lost).error, /closed or reset/);
    assert.equal((await sandbox.sendWebhook(STATUS)).status, 200);
  });
});

describe('the number of deliveries', () => {
  test('is limited: the oldest goes first, with its retries', async () => {
    await start({ handler: statuses(500, 200), webhooks: { deliveryLimit: 2 } });
    for (const id of ['a', 'b', 'c']) await sandbox.sendWebhook({ ...STATUS, id });
    assert.deepEqual(
      sandbox.deliveries.map(({ event }) => event.id),
      ['b', 'c'],
    );
    sandbox.clock.advance(5_000);
    await sandbox.sendWebhook({ ...STATUS, id: 'd' });
    assert.deepEqual(
      world.events().map(({ id }) => id),
      ['a', 'b', 'c', 'd'],
    );
  });

  test('one that is dropped while it is held is not sent', async () => {
    await start({ webhooks: { deliveryLimit: 1 } });
    sandbox.reorderWebhooks(2);
    const first = sandbox.sendWebhook({ ...STATUS, id: 'a' });
    await sandbox.sendWebhook({ ...STATUS, id: 'b' });
    assert.match((await first).error, /too many/);
    await sandbox.sendWebhook({ ...STATUS, id: 'c' });
    assert.deepEqual(
      world.events().map(({ id }) => id),
      ['b', 'c'],
    );
  });

  test('one that is dropped during its attempt is not retried', async () => {
    const held = [];
    await start({ handler: (_request, response) => held.push(response), webhooks: { deliveryLimit: 1 } });
    const first = sandbox.sendWebhook({ ...STATUS, id: 'a' });
    await receiver.received(1);
    const second = sandbox.sendWebhook({ ...STATUS, id: 'b' });
    assert.match((await first).error, /too many/);
    held[0].writeHead(500).end();
    await receiver.received(2);
    held[1].end();
    assert.equal((await second).status, 200);
    sandbox.clock.advance(5_000);
    const third = sandbox.sendWebhook({ ...STATUS, id: 'c' });
    await receiver.received(3);
    held[2].end();
    await third;
    assert.deepEqual(
      world.events().map(({ id }) => id),
      ['a', 'b', 'c'],
    );
  });
});

describe('options', () => {
  const url = 'http://127.0.0.1:1/hooks';
  const WRONG = [
    [5, /'webhooks' of startSandbox must be \{ url, secret, form \}/],
    [{ secret: 's' }, /'url' of webhooks must be an http or https address/],
    [{ url: 'ftp://127.0.0.1/', secret: 's' }, /'url'/],
    [{ url: 'hooks', secret: 's' }, /'url'/],
    [{ url, secret: ' ' }, /'secret'/],
    [{ url, secret: [] }, /'secret'/],
    [{ url, secret: ['a', ''] }, /'secret'/],
    [{ url }, /'secret' of webhooks.*FACESIGN_WEBHOOK_SECRET/],
    [{ url, secret: 's', form: 'base64' }, /'form' of webhooks must be 'hex', 'sha256' or 't-v1'/],
    [{ url, secret: 's', timeoutMs: 0 }, /'timeoutMs'/],
    [{ url, secret: 's', deliveryLimit: 0 }, /'deliveryLimit'/],
    [{ url, secret: 's', allowRemote: 'yes' }, /'allowRemote'/],
    [{ url, secret: 's', urls: [] }, /Unknown option 'urls' of webhooks\. Known: url, /],
  ];
  for (const [webhooks, message] of WRONG)
    test(`rejects ${JSON.stringify(webhooks)}`, () =>
      assert.rejects(startSandbox({ webhooks }), { name: 'TypeError', message }));

  for (const host of ['example.test', '192.0.2.1', '0.0.0.0', '[::]', '127.0.0.1.example.test', 'localhost.'])
    test(`an address of ${host} needs allowRemote`, async (t) => {
      const webhooks = { url: `http://${host}/hooks`, secret: 's' };
      await assert.rejects(startSandbox({ webhooks }), { name: 'TypeError', message: /allowRemote: true/ });
      const remote = await startSandbox({ webhooks: { ...webhooks, allowRemote: true } });
      t.after(() => remote.close());
      assert.deepEqual(remote.deliveries, []);
    });

  for (const host of ['127.0.0.1', '127.1.2.3', '[::1]', 'localhost', 'LOCALHOST'])
    test(`an address of ${host} needs nothing`, async (t) => {
      const local = await startSandbox({ webhooks: { url: `http://${host}:1/`, secret: 's' } });
      t.after(() => local.close());
      assert.deepEqual(local.deliveries, []);
    });

  test('no message has the secret', () =>
    assert.rejects(
      startSandbox({ webhooks: { url: 'https://example.test', secret: 'whsec_quiet' } }),
      ({ message }) => !message.includes('whsec_quiet'),
    ));
});
