// The tests of the recipes without a framework, for a folder with their code: the repository's, or a project with the
// package installed.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { startSandbox } from '../../sandbox/index.mjs';
import { authority, certificate } from './certificates.mjs';

/** The handler for AWS Lambda. @param {() => string} code the folder of the recipes' code, asked when the tests run */
export function lambdaResponds(code) {
  let sandbox;
  let handler;
  before(async () => {
    sandbox = await startSandbox();
    // The handler reads them when it is loaded, as in Lambda.
    Object.assign(process.env, { FACESIGN_API_KEY: sandbox.keys[0], FACESIGN_SERVER_URL: sandbox.url });
    ({ handler } = await import(join(code(), 'aws-lambda/handler.mjs')));
  });
  after(() => sandbox.close());

  const event = { body: JSON.stringify({ orderId: 'order-1' }) };
  const context = (ms) => ({ getRemainingTimeInMillis: () => ms });

  test('responds with the address of the session', async () => {
    const { statusCode, body } = await handler(event, context(30_000));
    assert.equal(statusCode, 201);
    assert.match(JSON.parse(body).url, /\/play\?cs=cs/);
  });

  test('takes an order id of any letters', async () => {
    const { statusCode } = await handler({ body: JSON.stringify({ orderId: '注文-1' }) }, context(30_000));
    assert.equal(statusCode, 201);
  });

  for (const [what, wrong] of [
    ['no body', {}],
    ['a body that is not JSON', { body: '{' }],
    ['no order', { body: '{}' }],
    ['an order that is not a string', { body: '{"orderId":{}}' }],
  ])
    test(`responds 400 for ${what}`, async () => {
      assert.equal((await handler(wrong, context(30_000))).statusCode, 400);
    });

  test('reads a body in base64', async () => {
    const body = Buffer.from(event.body).toString('base64');
    assert.equal((await handler({ body, isBase64Encoded: true }, context(30_000))).statusCode, 201);
  });

  test('responds when hardly any time is left', async (t) => {
    const log = t.mock.method(console, 'error', () => {});
    sandbox.fail({ stall: 'headers' });
    assert.equal((await handler(event, context(100))).statusCode, 502);
    assert.equal(JSON.parse(log.mock.calls[0].arguments[0]).type, 'timeout_error');
  });

  test('responds before the function would be ended, with a message that is safe to show, and logs the rest', async (t) => {
    const log = t.mock.method(console, 'error', () => {});
    sandbox.fail({ stall: 'headers' });
    const { statusCode, body } = await handler(event, context(600));
    assert.equal(statusCode, 502);
    assert.match(JSON.parse(body).message, /^[A-Z].*\.$/);
    assert.equal(JSON.parse(log.mock.calls[0].arguments[0]).type, 'timeout_error');
  });
}

/** Both programs behind a proxy with its own authority. @param {() => string} code */
export function proxyIsPassed(code) {
  const issuer = authority();
  const { cert, key } = certificate(issuer);
  let sandbox;
  let proxy;
  before(async () => {
    sandbox = await startSandbox({ tls: { cert, key } });
    proxy = await startProxy();
  });
  after(() => Promise.all([sandbox.close(), proxy.close()]));

  for (const [program, env] of [
    ['environment.mjs', () => ({ HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: issuer.certFile })],
    ['options.mjs', () => ({ CORPORATE_PROXY: proxy.url, CORPORATE_CA: issuer.certFile })],
  ]) {
    test(`${program} reaches the server through it`, async () => {
      proxy.targets.length = 0;
      const { status, stdout, stderr } = await run(join(code(), 'proxy-and-ca', program), env());
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, /^reached: \d+ languages\n$/);
      assert.deepEqual(proxy.targets, [new URL(sandbox.url).host]);
    });
  }

  async function run(file, env) {
    const given = { FACESIGN_API_KEY: sandbox.keys[0], FACESIGN_SERVER_URL: sandbox.url, ...env };
    const child = spawn(process.execPath, [file], {
      env: { PATH: process.env.PATH, ...given },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise((done) => child.once('close', done));
    const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { status, stdout, stderr };
  }
}

/** A proxy that opens tunnels and keeps where they lead. */
async function startProxy() {
  const targets = [];
  const sockets = new Set();
  const server = http.createServer();
  server.on('connect', (request, socket, head) => {
    targets.push(request.url);
    const [host, port] = request.url.split(':');
    const upstream = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    for (const one of [socket, upstream]) sockets.add(one.on('error', () => {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    targets,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
