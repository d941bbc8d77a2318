// Starting and closing a sandbox, its options, its clock and its records.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import https from 'node:https';
import { createRequire } from 'node:module';
import net from 'node:net';
import { afterEach, describe, test } from 'node:test';
import * as esm from '../../sandbox/index.mjs';
import { authority, certificate } from '../support/certificates.mjs';
import { call, create, get, watch } from '../support/sandbox-call.mjs';

const { startSandbox } = esm;
const own = authority();
const { cert, key } = certificate(own);

let sandbox;
const start = async (options) => {
  sandbox = await startSandbox(options);
  return sandbox;
};
afterEach(() => sandbox?.close());

describe('the package entry', () => {
  test('gives the same function to require and import', () => {
    const required = createRequire(import.meta.url)('../../sandbox/index.js');
    assert.equal(required.startSandbox, startSandbox);
    assert.deepEqual(Object.keys(esm), ['startSandbox']);
  });
});

describe('address', () => {
  test('is a free port of 127.0.0.1 by default', async () => {
    await start();
    assert.equal(sandbox.url, `http://127.0.0.1:${sandbox.port}`);
    assert.ok(sandbox.port > 0);
  });

  test('a taken port rejects with the error of the system', async () => {
    await start();
    await assert.rejects(startSandbox({ port: sandbox.port }), { code: 'EADDRINUSE' });
  });

  test('https with a certificate', async () => {
    await start({ tls: { cert, key } });
    const headers = { authorization: 'Bearer sk_test_sandbox' };
    const [response] = await once(https.get(`${sandbox.url}/langs`, { ca: own.cert, headers }), 'response');
    response.resume();
    assert.equal(response.statusCode, 200);
    assert.match(sandbox.url, /^https:/);
  });

  test('a reset works over https too', async () => {
    await start({ tls: { cert, key } });
    sandbox.fail({ reset: 'before-headers' });
    const [error] = await once(https.get(`${sandbox.url}/langs`, { ca: own.cert }), 'error');
    assert.equal(error.code, 'ECONNRESET');
  });
});

describe('options that do not fit are rejected by name', () => {
  const wrong = {
    port: [-1, 65_536, '80', 1.5],
    host: ['', 1],
    keys: [[], [''], 'sk', [1]],
    mode: ['prod'],
    seed: [{}, null],
    now: ['today', Number.NaN],
    rateLimit: [{}, { requestsPerMinute: 0 }, { requestsPerMinute: 1.5 }, 5, null],
    collections: ['map'],
    statusOnCreate: [202],
    lenient: ['yes'],
    idempotency: ['no', 1],
    lifecycle: [
      {},
      { startAfterMs: 1, completeAfterMs: 2, abandonAfterMs: 2 },
      { startAfterMs: 2, completeAfterMs: 1 },
      { startAfterMs: -1 },
      null,
    ],
    tls: [{}, { cert: 'x' }, null],
    recordLimit: [-1, 1.5],
    recordBytes: [-1, 1.5],
    sessionLimit: [0, -1, 1.5],
    sessionBytes: [-1, 1.5],
    allowedHosts: ['x', [1], ['']],
    token: ['', 'two words', 1],
  };
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      test(`${name}: ${JSON.stringify(value)}`, () =>
        assert.rejects(startSandbox({ [name]: value }), {
          name: 'TypeError',
          message: new RegExp(`'${name}'`),
        }));
    }
  }

  for (const name of ['ports', 'constructor'])
    test(`an unknown name, ${name}, with the known ones in the message`, () =>
      assert.rejects(startSandbox({ [name]: 1 }), {
        name: 'TypeError',
        message: new RegExp(`Unknown option '${name}'.*port`),
      }));

  test('the message does not repeat the value, which could be a key', () =>
    assert.rejects(startSandbox({ keys: 'sk_live_secret' }), (error) => !error.message.includes('secret')));
});

describe('seed', () => {
  const play = async (seed) => {
    await start({ seed });
    const responses = [await create(sandbox), await get(sandbox, '/langs'), await create(sandbox)];
    await sandbox.close();
    return responses.map(({ text, headers }) => [
      text.replaceAll(sandbox.url, ''),
      headers['x-request-id'],
      headers.date,
    ]);
  };

  test('makes two runs equal to the byte, except for the port', async () => {
    assert.deepEqual(await play(7), await play(7));
  });

  test('another seed gives other ids', async () => {
    assert.notDeepEqual(await play(7), await play(8));
  });

  test('without a seed ids differ', async () => {
    assert.notDeepEqual(await play(undefined), await play(undefined));
  });
});

describe('clock', () => {
  test('is the real one by default', async () => {
    const before = Date.now();
    await start();
    assert.ok(sandbox.clock.now() >= before && sandbox.clock.now() <= Date.now());
  });

  test('stays at a given number and moves by advance', async () => {
    await start({ now: 5000 });
    sandbox.clock.advance(250);
    assert.equal(sandbox.clock.now(), 5250);
    assert.equal((await create(sandbox)).body.session.createdAt, 5250);
  });

  test('may be a function', async () => {
    let now = 1000;
    await start({ now: () => now });
    now = 2000;
    assert.equal(sandbox.clock.now(), 2000);
  });

  for (const ms of [-1, Number.NaN, Infinity, '5']) {
    test(`rejects to advance by ${ms}`, async () => {
      await start({ now: 0 });
      assert.throws(() => sandbox.clock.advance(ms), { name: 'RangeError' });
    });
  }
});

describe('records', () => {
  test('have each request as it was sent', async () => {
    await start({ seed: 1 });
    const headers = { 'X-Mixed-Case': 'a', 'content-type': 'application/json' };
    const response = await call(sandbox, 'POST', '/sessions?a=%7e&b', { body: '{ "x": 1 }', headers });
    const [request] = sandbox.requests;
    assert.equal(request.method, 'POST');
    assert.equal(request.url, '/sessions?a=%7e&b');
    assert.equal(request.body, '{ "x": 1 }');
    assert.equal(request.headers['x-mixed-case'], 'a');
    assert.equal(
      request.rawHeaders[request.rawHeaders.indexOf('authorization') + 1],
      'Bearer sk_test_sandbox',
    );
    assert.equal(request.time, sandbox.clock.now());
    assert.equal(request.operation, 'session.create');
    assert.equal(request.requestId, response.headers['x-request-id']);
    assert.equal(request.status, 400);
    assert.equal(request.closedEarly, false);
  });

  test('keep a path that a URL parser would change', async () => {
    await start();
    const socket = net.connect(sandbox.port, '127.0.0.1');
    socket.end('GET //sessions/../x%2fy HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    await once(socket.resume(), 'close');
    assert.equal(sandbox.requests[0].url, '//sessions/../x%2fy');
    assert.equal(sandbox.requests[0].operation, undefined);
  });

  test('number the connections', async () => {
    await start();
    for (let n = 0; n < 3; n += 1)
      await watch(sandbox, '/langs', { connection: n === 0 ? 'close' : 'keep-alive' });
    assert.deepEqual(
      sandbox.requests.map((request) => request.connection),
      [1, 2, 2],
    );
  });

  test('show when a caller left early', async () => {
    await start();
    sandbox.fail({ stall: 'headers' });
    const arrived = sandbox.nextRequest();
    const giveUp = new AbortController();
    const lost = get(sandbox, '/langs', { signal: giveUp.signal });
    const request = await arrived;
    giveUp.abort();
    await assert.rejects(lost);
    while (!request.closedEarly) await new Promise(setImmediate);
    assert.equal(request.status, undefined);
  });

  test('are limited in number, the oldest going first', async () => {
    await start({ recordLimit: 2 });
    for (const path of ['/a', '/b', '/c']) await get(sandbox, path);
    assert.deepEqual(
      sandbox.requests.map((request) => request.url),
      ['/b', '/c'],
    );
  });

  test('nextRequest waits for the one that fits', async () => {
    await start();
    const next = sandbox.nextRequest((request) => request.url === '/avatars');
    await get(sandbox, '/langs');
    await get(sandbox, '/avatars');
    assert.equal((await next).operation, 'avatars.retrieve');
  });
});

describe('many calls at once', () => {
  test('each make one session', async () => {
    await start();
    const responses = await Promise.all(Array.from({ length: 200 }, () => create(sandbox)));
    assert.equal(new Set(responses.map((response) => response.body.session.id)).size, 200);
    assert.equal(sandbox.sessions.size, 200);
  });
});

describe('close', () => {
  test('ends connections that are stalled, delayed or idle, at once', async () => {
    await start();
    await get(sandbox, '/langs');
    sandbox.fail({ stall: 'headers' });
    sandbox.fail({ delayMs: 60_000 });
    const lost = [get(sandbox, '/langs'), get(sandbox, '/langs')];
    const settled = Promise.allSettled(lost);
    while (sandbox.requests.length < 3) await new Promise(setImmediate);
    await sandbox.close();
    assert.deepEqual(
      (await settled).map((result) => result.status),
      ['rejected', 'rejected'],
    );
  });

  test('may be called again', async () => {
    await start();
    await Promise.all([sandbox.close(), sandbox.close()]);
    await sandbox.close();
  });

  test('frees the port', async () => {
    await start();
    const { port } = sandbox;
    await sandbox.close();
    await start({ port });
    assert.equal(sandbox.port, port);
  });

  test('is what asyncDispose does', async () => {
    await start();
    await sandbox[Symbol.asyncDispose]();
    await assert.rejects(get(sandbox, '/langs'));
  });

  test('closeIdleConnections makes the next call take a new connection', async () => {
    await start();
    const agentSocket = net.connect(sandbox.port, '127.0.0.1');
    agentSocket.write('GET /langs HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await once(agentSocket, 'data');
    sandbox.closeIdleConnections();
    await once(agentSocket, 'close');
    assert.equal((await get(sandbox, '/langs')).status, 200);
  });
});
