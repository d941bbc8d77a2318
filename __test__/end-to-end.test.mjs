// The whole story, with examples/server.mjs: it creates a session, its user plays it in Chromium by clicks, the sandbox posts
// signed webhooks, and the server reads the session and shows the result.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { startSandbox } from '../sandbox/index.mjs';
import { launchBrowser, noBrowser } from './support/browser.mjs';
import { startExample } from './support/example-server.mjs';
import { freePort } from './support/server.mjs';
import { environment } from './support/snippets.mjs';

const SECRET = 'whsec_end_to_end';

describe('from create to the result', { skip: noBrowser, timeout: 120_000 }, () => {
  let browser;
  let sandbox;
  let server;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());
  beforeEach(async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/webhooks/facesign`;
    sandbox = await startSandbox({ webhooks: { url, secret: SECRET } });
    server = await startExample({
      ...environment(sandbox),
      PORT: String(port),
      FACESIGN_WEBHOOK_SECRET: SECRET,
    });
  });
  afterEach(async () => {
    await server.close();
    await sandbox.close();
  });

  async function begin() {
    const response = await fetch(`${server.url}/verifications`, {
      method: 'POST',
      body: '{"orderId":"o-1"}',
    });
    return response.json();
  }

  const resultOf = async (id) => (await fetch(`${server.url}/verifications/${id}`)).json();
  async function allDelivered() {
    while (sandbox.deliveries.some(({ state }) => state === 'pending')) await sandbox.nextDelivery();
    const states = sandbox.deliveries.map(({ event, state }) => [event.type, state]);
    assert.deepEqual(
      states.filter(([, state]) => state !== 'delivered'),
      [],
    );
    return states.filter(([type]) => type === 'session.status').length;
  }

  for (const [outcome, verified] of [
    ['livenessDetected', true],
    ['deepfakeDetected', false],
  ])
    test(`${outcome}: the user is ${verified ? '' : 'not '}verified`, async (t) => {
      const started = performance.now();
      const { id, url } = await begin();
      const tab = await browser.newPage();
      await tab.goto(url);
      await tab.getByRole('button', { name: new RegExp(`^${outcome}`) }).click();
      await tab.getByRole('heading', { name: 'Session complete' }).waitFor();
      assert.equal(await allDelivered(), 3, 'created, inProgress and complete');
      const reads = sandbox.requests.length;
      assert.deepEqual(await resultOf(id), { id, status: 'complete', verified });
      assert.equal(sandbox.requests.length, reads, 'the result came by webhook');
      const [report] = sandbox.sessions.get(id).report.nodeReports;
      assert.deepEqual([report.nodeId, report.outcome], ['live', outcome]);
      assert.equal(server.log(), '');
      await tab.close();
      t.diagnostic(`${Math.round(performance.now() - started)} ms from create to the result`);
    });

  test('a user who closes the page is not verified', async () => {
    const { id, url } = await begin();
    const tab = await browser.newPage();
    await tab.goto(url);
    const left = sandbox.nextDelivery(() => sandbox.sessions.get(id).status === 'incomplete');
    await tab.close();
    await left;
    assert.equal(await allDelivered(), 3, 'created, inProgress and incomplete');
    assert.deepEqual(await resultOf(id), { id, status: 'incomplete', verified: false });
  });
});
