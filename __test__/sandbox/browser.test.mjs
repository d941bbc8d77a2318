// A web page in a real browser, headless Chromium, can neither control a sandbox nor read what it has recorded.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { startSandbox } from '../../sandbox/index.mjs';
import { get } from '../support/sandbox-call.mjs';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);
const skip = CHROMIUM ? false : 'no Chromium is installed here';

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

describe('a page in Chromium', { skip, timeout: 120_000 }, () => {
  let sandbox;
  let page;
  let profiles;
  const reports = [];
  before(async () => {
    sandbox = await startSandbox();
    await get(sandbox, '/langs');
    profiles = mkdtempSync(join(tmpdir(), 'facesign-chromium-'));
    page = http.createServer(async (request, response) => {
      if (request.url === '/done') reports.push(JSON.parse(await text(request)));
      response.setHeader('content-type', 'text/html');
      response.end(`<body><script>${request.url.startsWith('/?') ? ATTACK : ''}</script>`);
      if (request.url === '/done') page.emit('done');
    });
    page.listen(0, '127.0.0.1');
    await once(page, 'listening');
  });
  after(async () => {
    await sandbox.close();
    page.close();
    page.closeAllConnections();
    rmSync(profiles, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Opens an address until `until` has happened, or until the browser ends by itself. */
  async function open(address, options, until) {
    // A killed browser leaves its profile locked.
    const profile = mkdtempSync(join(profiles, 'profile-'));
    const args = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${profile}`,
      ...options,
      address,
    ];
    const browser = spawn(CHROMIUM, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const output = text(browser.stdout);
    const ended = once(browser, 'exit');
    await Promise.race(until ? [until, ended] : [ended]);
    browser.kill('SIGKILL');
    await ended;
    return output;
  }

  test('of another origin changes nothing and reads nothing', async () => {
    const url = `http://127.0.0.1:${page.address().port}/?sandbox=${encodeURIComponent(sandbox.url)}`;
    // Without a dump of the page it stays open until it reports.
    await open(url, ['--remote-debugging-port=0'], once(page, 'done'));
    // The first is opaque by its mode: whether it was sent says nothing of what came of it.
    assert.deepEqual(reports, [['opaque', 'TypeError', 'TypeError', 'TypeError']]);
    assert.equal(sandbox.pendingFaults, 0);
    assert.equal(sandbox.requests.length, 1);
  });

  test('whose name was made to point here (DNS rebinding) is rejected', async () => {
    const { port } = sandbox;
    const rebound = ['--host-resolver-rules=MAP evil.example 127.0.0.1', '--dump-dom'];
    const shown = await open(`http://evil.example:${port}/_sandbox/requests`, rebound);
    assert.match(shown, /does not serve the host/);
    assert.ok(!shown.includes('/langs'), shown);
  });

  test('may link to the sandbox', async () => {
    const shown = await open(`${sandbox.url}/_sandbox`, ['--dump-dom']);
    assert.match(shown, /pendingFaults/);
  });
});
