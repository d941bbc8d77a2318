// Connections: the HTTP version, reuse, and eviction.

import assert from 'node:assert/strict';
import http2 from 'node:http2';
import { after, test } from 'node:test';
import { authority, certificate } from './support/certificates.mjs';
import { clientOf, SETTINGS } from './support/client.mjs';
import { listen, send, serve, serveSockets } from './support/server.mjs';

const servers = [];
const started = async (starting) => servers[servers.push(await starting) - 1];
after(() => Promise.all(servers.map((server) => server.close())));

const counted = (server) => {
  const connections = { count: 0 };
  server.server.on('connection', () => {
    connections.count += 1;
  });
  return connections;
};

test('HTTP/1.1 is spoken by default, also to a server that offers HTTP/2', async () => {
  const own = authority();
  const seen = [];
  const server = http2.createSecureServer({ ...certificate(own), allowHTTP1: true }, (request, response) => {
    seen.push([request.httpVersion, request.socket.alpnProtocol]);
    response.end('[]');
  });
  const { port } = await started(listen(server));
  const url = `https://127.0.0.1:${port}`;
  await clientOf({ url }, { ca: own.cert }).langs.retrieve();
  await clientOf({ url }, { ca: own.cert, http2: true }).langs.retrieve();
  assert.deepEqual(
    seen.map(([version]) => version),
    ['1.1', '2.0'],
  );
});

/** A server that announces how long it keeps connections, and responds only to the first request on each. */
const keeping = (value) =>
  started(
    serveSockets((socket) => {
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\nkeep-alive: ${value}\r\ncontent-length: 2\r\n\r\n{}`);
        socket.on('data', () => socket.destroy());
      });
    }),
  );

test('a connection that the server keeps for a second only is not used again', async () => {
  const server = await keeping('timeout=1');
  const connections = counted(server);
  const client = clientOf(server, { ambiguousRetries: false });
  for (let call = 0; call < 4; call += 1) await client.session.create(SETTINGS);
  assert.equal(connections.count, 4);
});

test('a connection that the server keeps for longer is used again', async () => {
  const server = await started(serve((_request, response) => send(response, {})));
  const connections = counted(server);
  const client = clientOf(server);
  for (let call = 0; call < 4; call += 1) await client.langs.retrieve();
  assert.equal(connections.count, 1);
});

test('calls that time out cost healthy ones no connection', async () => {
  const [HEALTHY, HUNG, TIMEOUTS] = [8, 2, 3];
  const server = await started(
    serve(({ url }, response) => {
      if (url === '/langs') send(response, {});
    }),
  );
  const connections = counted(server);
  const client = clientOf(server, { maxRetries: 0 });
  let over = false;
  const healthy = Array.from({ length: HEALTHY }, async () => {
    while (!over) await client.langs.retrieve();
  });
  const hung = Array.from({ length: HUNG }, async () => {
    for (let call = 0; call < TIMEOUTS; call += 1)
      await assert.rejects(client.avatars.retrieve(null, { timeoutMs: 600 }), { name: 'TimeoutError' });
  });
  await Promise.all(hung);
  over = true;
  await Promise.all(healthy);
  // Each timed-out request closes its own.
  assert.ok(connections.count <= HEALTHY + HUNG * TIMEOUTS, `${connections.count} connections`);
});

/** A server that responds only when the test lets it. */
async function withholding() {
  const pending = [];
  const server = await started(serve((_request, response) => pending.push(response)));
  const release = () => {
    for (const response of pending.splice(0)) send(response, { body: '{}' });
  };
  return { ...server, release };
}

test('no more than maxConcurrency requests are in flight, and further calls go out in order', async () => {
  const server = await withholding();
  const client = clientOf(server, { maxConcurrency: 1 });
  const ids = ['a', 'b', 'c', 'd'];
  const calls = ids.map((sessionId) => client.session.retrieve({ sessionId }));
  for (const [index, id] of ids.entries()) {
    assert.equal((await server.received(index + 1)).url, `/sessions/${id}`);
    assert.equal(server.requests.length, index + 1);
    server.release();
  }
  await Promise.all(calls);
});

test('clients with the same settings share the limit', async () => {
  const server = await withholding();
  const [one, two] = [0, 1].map(() => clientOf(server, { maxConcurrency: 1 }));
  const calls = [one.langs.retrieve(), two.langs.retrieve()];
  await server.received(1);
  server.release();
  await server.received(2);
  server.release();
  await Promise.all(calls);
});

for (const [end, options, name] of [
  ['aborted', () => ({ signal: AbortSignal.timeout(300) }), 'AbortError'],
  ['timed out', () => ({ totalTimeoutMs: 300 }), 'TimeoutError'],
])
  test(`a call that is ${end} in the queue is not sent, and never goes out`, async () => {
    const server = await withholding();
    const client = clientOf(server, { maxConcurrency: 1 });
    const first = client.langs.retrieve();
    const received = server.received(1);
    const error = await client.session.create(SETTINGS, options()).catch((reason) => reason);
    assert.deepEqual([error.name, error.outcome, error.attempts], [name, 'not_sent', []]);
    await received;
    const last = client.avatars.retrieve();
    server.release();
    await server.received(2);
    server.release();
    await Promise.all([first, last]);
    assert.deepEqual(
      server.requests.map(({ url }) => url),
      ['/langs', '/avatars'],
    );
  });

test('with http2, 100 creates at once on a server of 10 streams each arrive once', async () => {
  const own = authority();
  const keys = [];
  const server = http2.createSecureServer({ ...certificate(own), settings: { maxConcurrentStreams: 10 } });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    keys.push(headers['idempotency-key']);
    setTimeout(() => stream.destroyed || stream.respond({ ':status': 200 }) || stream.end('{}'), 20);
  });
  const { port } = await started(listen(server));
  // With retries: Node.js' server counts a stream until its object is destroyed, so on a slow machine it can reject the next
  // one with ENHANCE_YOUR_CALM, before any listener sees it.
  const client = clientOf({ url: `https://127.0.0.1:${port}` }, { ca: own.cert, http2: true, maxRetries: 2 });
  await Promise.all(Array.from({ length: 100 }, () => client.session.create(SETTINGS)));
  assert.deepEqual([keys.length, new Set(keys).size], [100, 100]);
});
