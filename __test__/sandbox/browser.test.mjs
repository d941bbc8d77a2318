// A web page in a real browser, headless Chromium, can neither control a sandbox nor read what it has recorded.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { startSandbox } from '../../sandbox/index.mjs';
import { launchBrowser, noBrowser } from '../support/browser.mjs';
import { get } from '../support/sandbox-call.mjs';

/** What the page does, in the browser: every way to send a fault, and to read the requests. */
const ATTACK = `(async () => {
  const sandbox = new URLSearchParams(location.search).get('sandbox');
  const fault = '{"status":503,"times":9}';
  const sent = [
    fetch(sandbox + '/_sandbox/faults', { method: 'POST', mode: 'no-cors', body: fault }),
    fetch(sandbox + '/_sandbox/faults', { method: 'POST', body: fault, headers: { 'content-type': 'application/json' } }),
    fetch(sandbox + '/_sandbox/requests', { method: 'DELETE' }),
    fetch(sandbox + '/_sandbox/requests').then((response) => response.text()),
  ];
  navigator.sendBeacon(sandbox + '/_sandbox/faults', fault);
  const seen = await Promise.all(sent.map((one) => one.then((r) => r.type ?? r, (error) => error.name)));
  const form = Object.assign(document.createElement('form'),
    { method: 'POST', action: sandbox + '/_sandbox/faults', enctype: 'text/plain', target: 'frame' });
  const field = Object.assign(document.createElement('input'), { name: '{"status":503,"x":"', value: '"}' });
  form.append(field);
  const frame = Object.assign(document.createElement('iframe'), { name: 'frame' });
  document.body.append(frame, form);
  await new Promise((resolve) => { frame.onload = resolve; form.submit(); });
  await fetch('/done', { method: 'POST', body: JSON.stringify(seen) });
})()`;

describe('a page in Chromium', { skip: noBrowser, timeout: 120_000 }, () => {
  let sandbox;
  let browser;
  let page;
  const reports = [];
  before(async () => {
    sandbox = await startSandbox();
    await get(sandbox, '/langs');
    page = http.createServer(async (request, response) => {
      if (request.url === '/done') reports.push(JSON.parse(await text(request)));
      response.setHeader('content-type', 'text/html');
      response.end(`<body><script>${request.url.startsWith('/?') ? ATTACK : ''}</script>`);
      if (request.url === '/done') page.emit('done');
    });
    page.listen(0, '127.0.0.1');
    await once(page, 'listening');
    browser = await launchBrowser(['--host-resolver-rules=MAP evil.example 127.0.0.1']);
  });
  after(async () => {
    await browser?.close();
    await sandbox.close();
    page.close();
    page.closeAllConnections();
  });

  test('of another origin changes nothing and reads nothing', async () => {
    const tab = await browser.newPage();
    const done = once(page, 'done');
    await tab.goto(`http://127.0.0.1:${page.address().port}/?sandbox=${encodeURIComponent(sandbox.url)}`);
    await done;
    // The first is opaque by its mode: whether it was sent says nothing of what came of it.
    assert.deepEqual(reports, [['opaque', 'TypeError', 'TypeError', 'TypeError']]);
    assert.equal(sandbox.pendingFaults, 0);
    assert.equal(sandbox.requests.length, 1);
  });

  test('whose name was made to point here (DNS rebinding) is rejected', async () => {
    const tab = await browser.newPage();
    await tab.goto(`http://evil.example:${sandbox.port}/_sandbox/requests`);
    const shown = await tab.content();
    assert.match(shown, /does not serve the host/);
    assert.ok(!shown.includes('/langs'), shown);
  });

  test('may link to the sandbox', async () => {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${page.address().port}/`);
    await tab.setContent(`<a href="${sandbox.url}/_sandbox/requests">requests</a>`);
    await tab.getByText('requests').click();
    await tab.getByText('/langs').waitFor();
  });
});
