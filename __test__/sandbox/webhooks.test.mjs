// The webhooks that a sandbox sends: which events, how they are signed, and in what order.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { unwrap } from '@facesignai/api-native/webhooks';
import { startSandbox } from '../../sandbox/index.mjs';
import { request } from '../support/http-request.mjs';
import { create, fixture } from '../support/sandbox-call.mjs';
import { receiving, SECRET } from '../support/webhook-receiver.mjs';

const NOW = 1_789_000_000_000;

let receiver;
let sandbox;
let world;
async function start(options) {
  world = await receiving(options);
  ({ receiver, sandbox } = world);
}
afterEach(() => world?.close());

/** The events that arrive while `act` runs, when there are `count` of them. */
async function received(count, act = () => {}) {
  const before = receiver.requests.length;
  const result = await act();
  await receiver.received(before + count);
  return { result, events: receiver.requests.slice(before).map(({ body }) => JSON.parse(body)) };
}

const newId = async (settings) => {
  const { result } = await received(1, () => create(sandbox, settings));
  return result.body.session.id;
};

describe('events', () => {
  beforeEach(() => start());

  test('a create sends session.status, with the fields of the recorded event', async () => {
    const { result, events } = await received(1, () => create(sandbox));
    const [event] = events;
    assert.deepEqual(Object.keys(event), Object.keys(fixture('webhook_session_status.json')));
    assert.match(event.id, /^evt_[0-9a-f]{24}$/);
    assert.equal(event.type, 'session.status');
    assert.equal(event.createdAt, NOW);
    assert.equal(event.sessionId, result.body.session.id);
  });

  for (const [name, count] of [
    ['startSession', 1],
    ['completeSession', 2],
    ['play', 2],
    ['abandonSession', 1],
  ])
    test(`${name} of a new session sends one per change of its status: ${count}`, async () => {
      const id = await newId();
      sandbox.clock.advance(1000);
      const { events } = await received(count, () => sandbox[name](id));
      for (const { type, sessionId, createdAt } of events)
        assert.deepEqual([type, sessionId, createdAt], ['session.status', id, NOW + 1000]);
    });

  test('setSession sends session.status only if the status changes', async () => {
    const id = await newId();
    const { events } = await received(1, () => {
      sandbox.setSession(id, { status: 'created' });
      sandbox.setSession(id, { note: 'another field' });
      return sandbox.setSession(id, { status: 'processing' });
    });
    assert.deepEqual(
      events.map(({ type }) => type),
      ['session.status'],
    );
    assert.equal(sandbox.deliveries.length, 2);
  });

  test('ids differ, and are the same in every run with the same seed', async () => {
    const id = await newId();
    await received(2, () => sandbox.completeSession(id));
    const ids = sandbox.deliveries.map(({ event }) => event.id);
    assert.equal(new Set(ids).size, 3);
    sandbox.reset();
    await newId();
    assert.equal(sandbox.deliveries[0].event.id, ids[0]);
  });

  test('a video analysis that ends with the session sends analysis.video after session.status', async () => {
    const id = await newId({ videoAIAnalysisEnabled: true });
    const { events } = await received(3, () => sandbox.completeSession(id));
    assert.deepEqual(
      events.map(({ type }) => type),
      ['session.status', 'session.status', 'analysis.video'],
    );
  });

  test('a report with files and analyses sends one event for each that is new', async () => {
    const id = await newId();
    const { report } = fixture('get_session_complete.json').session;
    const { events } = await received(7, () => sandbox.setSession(id, { status: 'complete', report }));
    assert.deepEqual(
      events.map(({ type }) => type),
      [
        ...['media.user_photo', 'media.document_photo', 'media.user_video', 'session.status'],
        ...['analysis.video', 'analysis.screenshot', 'analysis.deepfake'],
      ],
    );
    sandbox.setSession(id, { report: structuredClone(report) });
    assert.equal(sandbox.deliveries.length, 8);
  });

  test('media has the file, whose address works for 15 minutes', async () => {
    const id = await newId();
    const url = 'https://media.example.test/m_1';
    const media = { userVideo: { id: 'm_1', createdAt: NOW, url, contentType: 'video/mp4' } };
    const { events } = await received(1, () => sandbox.setSession(id, { report: { media } }));
    const recorded = fixture('webhook_media_user_video.json');
    assert.deepEqual(Object.keys(events[0]), Object.keys(recorded));
    assert.deepEqual(Object.keys(events[0].media).sort(), Object.keys(recorded.media).sort());
    assert.equal(events[0].media.expires, NOW + 900_000);
  });

  test('an analysis sends an event when it ends, whatever the result, and not before', async () => {
    const id = await newId();
    const state = (value) => ({ report: { deepfakeDetectionStatus: { state: value } } });
    sandbox.setSession(id, state('pending'));
    const { events } = await received(1, () => sandbox.setSession(id, state('failed')));
    assert.equal(events[0].type, 'analysis.deepfake');
    assert.equal(sandbox.deliveries.length, 2);
  });

  for (const report of [{ media: null }, { media: { screenshots: 5, documentImages: [null, {}] } }, {}])
    test(`a report like ${JSON.stringify(report)} sends nothing`, async () => {
      const id = await newId();
      sandbox.setSession(id, { report });
      assert.equal(sandbox.deliveries.length, 1);
    });
});

describe('the life cycle by the clock', () => {
  test('sends each event when its time comes, with that time', async () => {
    await start({ lifecycle: { startAfterMs: 1000, completeAfterMs: 5000 } });
    await newId();
    for (const [ms, at] of [
      [1000, NOW + 1000],
      [60_000, NOW + 5000],
    ]) {
      const { events } = await received(1, () => sandbox.clock.advance(ms));
      assert.deepEqual([events[0].type, events[0].createdAt], ['session.status', at]);
    }
  });

  test('needs no call on a clock that runs', async () => {
    await start({ now: Date.now, lifecycle: { startAfterMs: 1, abandonAfterMs: 2 } });
    await received(3, () => create(sandbox));
    assert.equal(sandbox.deliveries.length, 3);
  });
});

describe('the signature', () => {
  for (const form of ['hex', 'sha256', 't-v1', undefined])
    test(`of form ${form} is verified by unwrap, with the clock of the sandbox`, async () => {
      await start({ webhooks: { form } });
      await received(1, () => create(sandbox));
      const [{ method, url, headers, body }] = receiver.requests;
      assert.deepEqual([method, url, headers['content-type']], ['POST', '/hooks', 'application/json']);
      const event = unwrap(body, headers, SECRET, { now: sandbox.clock.now });
      assert.deepEqual(event, sandbox.deliveries[0].event);
    });

  test('is made by the secret in FACESIGN_WEBHOOK_SECRET if none is given', async (t) => {
    process.env.FACESIGN_WEBHOOK_SECRET = 'whsec_of_the_environment';
    t.after(() => delete process.env.FACESIGN_WEBHOOK_SECRET);
    await start({ webhooks: { secret: undefined } });
    await received(1, () => create(sandbox));
    const [{ headers, body }] = receiver.requests;
    assert.ok(unwrap(body, headers, 'whsec_of_the_environment', { now: sandbox.clock.now }));
  });
});

describe('deliveries', () => {
  test('are in the order of the events, each after the response to the one before', async () => {
    const held = [];
    const hold = ({ url }, response) => (url === '/hooks' ? held.push(response) : response.end());
    await start({ handler: hold });
    const { body } = await create(sandbox);
    sandbox.completeSession(body.session.id);
    await receiver.received(1);
    // Whatever was sent together with the first would have arrived by now.
    await request(`${receiver.url}/probe`);
    assert.equal(held.length, 1);
    for (const count of [2, 3]) {
      held.at(-1).end();
      await receiver.received(count + 1);
    }
    const hooks = receiver.requests.filter(({ url }) => url === '/hooks');
    assert.deepEqual(
      hooks.map((request) => JSON.parse(request.body).id),
      sandbox.deliveries.map(({ event }) => event.id),
    );
  });

  test('have the event, the attempts and the state', async () => {
    await start();
    const delivered = sandbox.nextDelivery();
    await create(sandbox);
    assert.equal(sandbox.deliveries[0].state, 'pending');
    assert.deepEqual(await delivered, {
      event: JSON.parse(receiver.requests[0].body),
      attempts: [{ time: NOW, status: 200 }],
      state: 'delivered',
    });
  });

  test('there are none without the option', async (t) => {
    const plain = await startSandbox();
    t.after(() => plain.close());
    await create(plain);
    assert.deepEqual(plain.deliveries, []);
  });
});
