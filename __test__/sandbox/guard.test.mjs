// Access to a sandbox: not for web pages of other origins, not with a foreign host name, and over the network only with
// a token.
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { startSandbox } from '../../sandbox/index.mjs';
import { request } from '../support/http-request.mjs';

let sandbox;
afterEach(() => sandbox?.close());
const start = async (options) => {
  sandbox = await startSandbox(options);
};

async function send(method, path, headers = {}, body = undefined) {
  const response = await request(sandbox.url + path, { method, headers, body });
  return { ...response, message: JSON.parse(response.text).error?.message };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const FAULT = '{"status":503}';

describe('host', () => {
  const HOSTS = [
    ['127.0.0.1', 200],
    ['127.0.0.1:80', 200],
    ['[::1]:80', 200],
    ['192.0.2.7', 200],
    ['localhost:3000', 200],
    ['LOCALHOST', 200],
    ['app.localhost', 200],
    ['evil.example', 403],
    ['evil.example:80', 403],
    ['localhost.evil.example', 403],
    ['127.0.0.1.evil.example', 403],
    ['evil-localhost', 403],
  ];
  for (const [host, status] of HOSTS)
    test(`${JSON.stringify(host)} gets ${status}, for the control and for the API`, async () => {
      await start();
      const response = await send('GET', '/_sandbox/requests', { host });
      assert.equal(response.status, status);
      const api = await send('GET', '/langs', { host, authorization: `Bearer ${sandbox.keys[0]}` });
      assert.equal(api.status, status);
      if (status === 403) assert.match(response.message, /does not serve the host .*allowedHosts/);
    });

  test('allowedHosts adds names', async () => {
    await start({ allowedHosts: ['Sandbox.Internal'] });
    assert.equal((await send('GET', '/_sandbox', { host: 'sandbox.internal:4010' })).status, 200);
    assert.equal((await send('GET', '/_sandbox', { host: 'x.sandbox.internal' })).status, 403);
  });
});

describe('calls of browsers', () => {
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  const CALLS = [
    ['a typed address', 'GET', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 200],
    ['a link of another site', 'GET', link, 200],
    ['a frame of another site', 'GET', { ...link, 'sec-fetch-dest': 'iframe' }, 403],
    ['a form of another site', 'POST', link, 403],
    ['fetch of another site', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
    ['fetch of another port', 'GET', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, 403],
    ['an old browser, with an origin alone', 'POST', { origin: 'https://evil.example' }, 403],
    ['a sandboxed frame', 'POST', { origin: 'null' }, 403],
    ['a preflight', 'OPTIONS', { origin: 'https://evil.example', 'sec-fetch-mode': 'cors' }, 403],
    ['the fetch of Node.js, which sends a mode and no site', 'GET', { 'sec-fetch-mode': 'cors' }, 200],
  ];
  for (const [name, method, headers, status] of CALLS)
    test(`${name}: ${status}`, async () => {
      await start();
      const path = method === 'POST' ? '/_sandbox/faults' : '/_sandbox';
      const body = method === 'POST' ? FAULT : undefined;
      const response = await send(method, path, { ...JSON_TYPE, ...headers }, body);
      assert.equal(response.status, status);
      assert.equal(response.headers['access-control-allow-origin'], undefined);
      assert.equal(sandbox.pendingFaults, 0);
    });

  test('its own page may call: 201', async () => {
    await start();
    const own = { origin: sandbox.url, 'sec-fetch-site': 'same-origin', host: new URL(sandbox.url).host };
    assert.equal((await send('POST', '/_sandbox/faults', { ...JSON_TYPE, ...own }, FAULT)).status, 201);
  });
});

describe('the body of a change', () => {
  const TYPES = [
    ['application/json', 201],
    ['Application/JSON; charset=utf-8', 201],
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['application/jsonp', 415],
    [undefined, 415],
  ];
  for (const [type, status] of TYPES)
    test(`of type ${type}: ${status}`, async () => {
      await start();
      const headers = type === undefined ? {} : { 'content-type': type };
      assert.equal((await send('POST', '/_sandbox/faults', headers, FAULT)).status, status);
      assert.equal(sandbox.pendingFaults, status === 201 ? 1 : 0);
    });

  test('may be omitted: no type is needed then', async () => {
    await start();
    assert.equal((await send('POST', '/_sandbox/reset')).status, 200);
    assert.equal((await send('POST', '/_sandbox/reset', { 'content-type': 'text/plain' })).status, 415);
  });

  for (const [path, form] of [
    ['/_sandbox/faults', 'with its length'],
    ['/sessions', 'with its length'],
    ['/sessions', 'in chunks'],
  ])
    test(`of more than 10 MiB for ${path}, ${form}: 413, and nothing is kept`, async () => {
      await start();
      const body = 'x'.repeat(10 * 1024 * 1024 + 1);
      const length =
        form === 'in chunks' ? { 'transfer-encoding': 'chunked' } : { 'content-length': body.length };
      const response = await send('POST', path, { ...JSON_TYPE, ...length }, body);
      assert.equal(response.status, 413);
      assert.equal(sandbox.requests.length, 0);
    });
});

describe('recorded requests', () => {
  test('are limited in bytes, the oldest going first', async () => {
    await start({ recordBytes: 5000 });
    for (const path of ['/a', '/b', '/c', '/d']) await send('POST', path, JSON_TYPE, 'x'.repeat(2000));
    assert.deepEqual(
      sandbox.requests.map(({ url }) => url),
      ['/c', '/d'],
    );
  });

  test('one that is larger than the limit is not kept', async () => {
    await start({ recordBytes: 1000 });
    await send('POST', '/a', JSON_TYPE, 'x'.repeat(2000));
    assert.equal(sandbox.requests.length, 0);
  });

  test('that their user takes out count no longer', async () => {
    await start({ recordBytes: 5000 });
    for (let n = 0; n < 5; n += 1) {
      await send('POST', '/a', JSON_TYPE, 'x'.repeat(2000));
      if (n % 2 === 1) sandbox.requests.length = 0;
    }
    for (const path of ['/b', '/c']) await send('POST', path, JSON_TYPE, 'x'.repeat(1000));
    assert.equal(sandbox.requests.length, 3);
  });
});

describe('token', () => {
  test('none is needed on loopback', async () => {
    await start();
    assert.equal(sandbox.token, undefined);
  });

  test('on all addresses the control needs a random one, and the API a key', async () => {
    await start({ host: '0.0.0.0' });
    assert.match(sandbox.token, /^[\w-]{36}$/);
    // As many characters as the token, but more bytes.
    const longer = `Bearer ${'\u00e9'.repeat(sandbox.token.length)}`;
    for (const authorization of [undefined, 'Bearer wrong', longer, `Bearer ${sandbox.keys[0]}`]) {
      const refused = await send('GET', '/_sandbox/requests', authorization ? { authorization } : {});
      assert.equal(refused.status, 401);
      assert.match(refused.message, /needs the token/);
    }
    const authorization = `Bearer ${sandbox.token}`;
    assert.equal((await send('GET', '/_sandbox/requests', { authorization })).status, 200);
    assert.equal((await send('GET', '/langs', { authorization: `Bearer ${sandbox.keys[0]}` })).status, 200);
  });

  test('one may be given, on loopback too', async () => {
    await start({ token: 'my-token' });
    assert.equal(sandbox.token, 'my-token');
    assert.equal((await send('GET', '/_sandbox')).status, 401);
    assert.equal((await send('GET', '/_sandbox', { authorization: 'Bearer my-token' })).status, 200);
  });
});

describe('delayed calls', () => {
  test('may be more than 10 at once, without a warning', async (t) => {
    await start();
    const warnings = [];
    const note = (warning) => warnings.push(warning.name);
    process.on('warning', note);
    t.after(() => process.off('warning', note));
    sandbox.fail({ delayMs: 20, times: 30 });
    const headers = { authorization: `Bearer ${sandbox.keys[0]}` };
    await Promise.all(Array.from({ length: 30 }, () => send('GET', '/langs', headers)));
    assert.deepEqual(warnings, []);
  });
});
