// The page of the sandbox itself, GET /_sandbox/: who gets it, and what it shows.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { startSandbox } from '../../sandbox/index.mjs';
import { create, get } from '../support/sandbox-call.mjs';
import { heading, load, opened, TALK_FLOW } from '../support/sandbox-page.mjs';
import { receiving, SECRET } from '../support/webhook-receiver.mjs';

let sandbox;
const start = async (options) => {
  sandbox = await startSandbox({ seed: 1, ...options });
};
afterEach(() => sandbox.close());

const board = (headers) => load(`${sandbox.url}/_sandbox/`, { headers });

describe('GET /_sandbox/', () => {
  const ACCEPTS = [
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/html'],
    ['*/*', 'application/json'],
    ['application/json', 'application/json'],
  ];
  for (const [accept, type] of ACCEPTS)
    test(`gives ${type} to who accepts ${accept}`, async () => {
      await start();
      for (const path of ['/_sandbox', '/_sandbox/']) {
        const { headers } = await load(sandbox.url + path, { headers: { accept } });
        assert.ok(headers['content-type'].startsWith(type));
      }
    });

  test('links to what each session can still do', async () => {
    await start();
    const { clientSecret, session } = (await create(sandbox)).body;
    const visitor = await opened(sandbox);
    const ended = (await create(sandbox)).body.session;
    sandbox.completeSession(ended.id);
    const { html } = await board();
    assert.ok(html.includes(`href="/play?cs=${clientSecret.secret}"`));
    assert.ok(html.includes(`href="${new URL(visitor.page.url).pathname}"`));
    assert.ok(html.includes(`action="/_sandbox/sessions/${session.id}/complete"`));
    assert.ok(!html.includes(`action="/_sandbox/sessions/${ended.id}/complete"`));
  });

  test('links to no session whose secret has expired', async () => {
    await start();
    await create(sandbox);
    sandbox.clock.advance(7_200_000);
    assert.ok(!(await board()).html.includes('/play?cs='));
  });

  test('shows the newest 50 of each kind, and how many there are', async () => {
    await start();
    for (let n = 0; n < 51; n += 1) await create(sandbox, { clientReferenceId: `order-${n}.` });
    const { html } = await board();
    assert.match(html, /Sessions \(51\)/);
    assert.match(html, /Requests \(51\)/);
    assert.match(html, /1 older ones are not shown/);
    assert.ok(html.includes('order-50.'));
    assert.ok(!html.includes('<bdi>order-0.</bdi>'));
  });

  test('hides keys', async () => {
    await start({ keys: ['sk_live_real'] });
    await get(sandbox, '/langs', { key: 'sk_live_real' });
    const { html } = await board();
    assert.ok(html.includes('GET /langs'));
    assert.ok(!html.includes('sk_live_real'));
  });

  test('shows webhooks with the result of each attempt, and not their secret', async (t) => {
    const made = await receiving();
    sandbox = made.sandbox;
    t.after(() => made.receiver.close());
    const delivered = sandbox.nextDelivery();
    await create(sandbox);
    const { event } = await delivered;
    const { html } = await board();
    assert.ok(html.includes(event.id));
    assert.match(html, /session\.status/);
    assert.ok(!html.includes(SECRET));
  });
});

describe('the page of one session', () => {
  test('shows it without touching it', async () => {
    await start();
    const { session } = (await create(sandbox, { flow: TALK_FLOW })).body;
    const page = await load(`${sandbox.url}/_sandbox/sessions/${session.id}`);
    assert.equal(heading(page), 'Session created');
    assert.ok(!page.html.includes('<form'));
    assert.equal(sandbox.sessions.get(session.id).status, 'created');
  });

  test('shows the path that sandbox.play went', async () => {
    await start();
    const { session } = (await create(sandbox, { flow: TALK_FLOW })).body;
    sandbox.play(session.id, ['deepfakeDetected']);
    const { html } = await load(`${sandbox.url}/_sandbox/sessions/${session.id}`);
    assert.match(html, /<bdi>live<\/bdi> .*<strong dir="auto">deepfakeDetected<\/strong>/);
  });

  test('gives the session to programs', async () => {
    await start();
    const { session } = (await create(sandbox)).body;
    const { body } = await get(sandbox, `/_sandbox/sessions/${session.id}`, { key: null });
    assert.deepEqual(body, session);
  });
});

describe('with a token', () => {
  const basic = (text) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });

  test('browsers are asked for it, and programs are not', async () => {
    await start({ token: 'my-token' });
    const page = await board();
    assert.equal(page.status, 401);
    assert.match(page.headers['www-authenticate'], /^Basic realm=/);
    assert.equal((await board({ accept: '*/*' })).headers['www-authenticate'], undefined);
  });

  for (const [given, status] of [
    ['any:my-token', 200],
    [':my-token', 200],
    ['my-token', 200],
    ['my-token:', 401],
    ['any:my-token2', 401],
    ['', 401],
  ])
    test(`${JSON.stringify(given)} as name and password: ${status}`, async () => {
      await start({ token: 'my-token' });
      assert.equal((await board(basic(given))).status, status);
    });

  test('a token with a colon is a password, too', async () => {
    await start({ token: 'a:b' });
    assert.equal((await board(basic('me:a:b'))).status, 200);
  });

  test('the page of a session needs its secret only', async () => {
    await start({ token: 'my-token' });
    assert.equal((await opened(sandbox)).page.status, 200);
  });
});
