// The transport: HTTP versions, compressed and oversized responses, persistent connections.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import { after, describe, test } from 'node:test';
import zlib from 'node:zlib';
import sdk from '@facesignai/api-native';
import { authority, certificate } from './support/certificates.mjs';
import { clientOf, rejectionOf, SETTINGS } from './support/client.mjs';
import { listen, send, serve, serveSockets } from './support/server.mjs';

const servers = [];
const started = async (starting) => servers[servers.push(await starting) - 1];
after(() => Promise.all(servers.map((server) => server.close())));

const serving = (act) => started(serve((request, response) => act(response, request)));
const own = authority();

describe('HTTP/2', { timeout: 20_000 }, () => {
  /** An HTTP/2 server; `act` gets each stream and its number. */
  async function serving2(act, options = {}) {
    const server = http2.createSecureServer({ ...certificate(own), ...options });
    const sessions = [];
    server.on('session', (session) => sessions.push(session));
    let streams = 0;
    server.on('stream', (stream, headers) => {
      stream.on('error', () => {});
      act(stream, streams++, headers);
    });
    const listening = await started(listen(server));
    return Object.assign(listening, { url: `https://127.0.0.1:${listening.port}`, sessions });
  }
  const ok = (stream) => stream.respond({ ':status': 200 }) ?? stream.end('["h2"]');
  const clientOf2 = (server, options) => clientOf(server, { http2: true, ca: own.cert, ...options });

  test('is spoken where the option http2 is set and the server offers it, with the same request', async () => {
    const seen = [];
    const server = await serving2((stream, _number, headers) => seen.push(headers) && ok(stream));
    assert.deepEqual(await clientOf2(server).langs.retrieve(), ['h2']);
    assert.equal(seen[0][':method'], 'GET');
    assert.equal(seen[0][':path'], '/langs');
    assert.equal(seen[0].authorization, 'Bearer sk_test_of_the_tests');
    assert.equal(seen[0]['facesign-version'], '2024-12-18');
  });

  test('carries many calls over one connection', async () => {
    const waiting = [];
    const server = await serving2((stream) => {
      waiting.push(stream);
      if (waiting.length === 20) waiting.forEach(ok);
    });
    const client = clientOf2(server);
    const first = client.langs.retrieve();
    await once(server.server, 'stream');
    await Promise.all([first, ...Array.from({ length: 19 }, () => client.langs.retrieve())]);
    assert.equal(server.sessions.length, 1);
  });

  test('a stream that the server rejected was not acted upon, and is retried', async () => {
    const server = await serving2((stream, number) =>
      number === 0 ? stream.close(http2.constants.NGHTTP2_REFUSED_STREAM) : ok(stream),
    );
    const options = { ambiguousRetries: false, maxRetries: 1 };
    assert.deepEqual(await clientOf2(server, options).session.create(SETTINGS), ['h2']);
  });

  test('a stream that the server broke off may have been acted upon', async () => {
    const server = await serving2((stream) => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
    const error = await rejectionOf(clientOf2(server).session.create(SETTINGS));
    assert.ok(error instanceof sdk.ConnectionError, String(error));
    assert.deepEqual([error.code, error.outcome], ['ERR_HTTP2_STREAM_ERROR', 'unknown']);
  });

  test('a connection that the server has said goodbye to is replaced', async () => {
    const server = await serving2(ok);
    const client = clientOf2(server);
    await client.langs.retrieve();
    const [session] = server.sessions;
    session.close();
    if (!session.destroyed) await once(session, 'close');
    await client.langs.retrieve();
    assert.equal(server.sessions.length, 2);
  });

  test('gives way to HTTP/1.1 where the server offers that only', async () => {
    const tls = { ...certificate(own), ALPNProtocols: ['http/1.1'] };
    const server = await started(serve((_request, response) => send(response, {}), { tls }));
    assert.deepEqual(await clientOf2(server).langs.retrieve(), []);
    assert.equal(server.requests[0].socket.alpnProtocol, 'http/1.1');
  });
});

describe('a compressed response', () => {
  const langs = JSON.stringify(['en', 'de']);
  const ENCODED = {
    gzip: zlib.gzipSync(langs),
    br: zlib.brotliCompressSync(langs),
    // Node 20 has no zstd; made once by the command of that name.
    zstd: Buffer.from('KLUv/QBoWQAAWyJlbiIsImRlIl0=', 'base64'),
  };
  for (const [encoding, body] of Object.entries(ENCODED)) {
    const headers = { 'content-encoding': encoding };
    test(`in ${encoding} is read`, async () => {
      const server = await serving((response) => send(response, { body, headers }));
      assert.deepEqual(await clientOf(server).langs.retrieve(), ['en', 'de']);
    });

    test(`in ${encoding} that is damaged is a ResponseError`, async () => {
      const damaged = Buffer.concat([body.subarray(0, 4), Buffer.alloc(body.length, 7)]);
      const server = await serving((response) => send(response, { body: damaged, headers }));
      const error = await rejectionOf(clientOf(server).langs.retrieve());
      assert.ok(error instanceof sdk.ResponseError, String(error));
      assert.deepEqual([error.response.status, error.outcome], [200, 'unknown']);
    });
  }

  for (const encoding of Object.keys(ENCODED))
    test(`in ${encoding} of which nothing came is empty`, async () => {
      const headers = { 'content-encoding': encoding };
      const server = await serving((response) => send(response, { body: '', headers }));
      assert.match((await rejectionOf(clientOf(server).langs.retrieve())).message, /its body is empty/);
    });

  test('of an error is read too', async () => {
    const envelope = '{"error":{"type":"not_found_error","message":"gone"}}';
    const reply = {
      status: 404,
      body: zlib.gzipSync(envelope),
      headers: { 'content-encoding': 'gzip' },
    };
    const server = await serving((response) => send(response, reply));
    const error = await rejectionOf(clientOf(server).langs.retrieve());
    assert.equal(error.message, envelope);
    // The body is decoded, so the headers describe the decoded body.
    assert.ok(
      !('content-encoding' in error.response.headers) && !('content-length' in error.response.headers),
    );
  });

  for (const encoding of ['gzip', 'br'])
    test(`in ${encoding} of an error that is cut off is of use as far as it came`, async () => {
      const text = Array.from({ length: 5000 }, (_, index) => `line ${index}`).join();
      const whole = encoding === 'gzip' ? zlib.gzipSync(text) : zlib.brotliCompressSync(text);
      const body = whole.subarray(0, -200);
      const server = await serving((response) => {
        response.writeHead(404, { 'content-encoding': encoding, 'content-length': whole.length });
        response.write(body, () => response.destroy());
      });
      const error = await rejectionOf(clientOf(server).langs.retrieve());
      assert.deepEqual([error.name, error.response.status], ['NotFoundError', 404]);
      assert.ok(
        error.response.body.length > 1000 && text.startsWith(error.response.body),
        error.response.body,
      );
    });
});

describe('kept connections that died unseen, as in a suspend,', () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]';
  const DEATHS = { 'are silent': () => {}, 'reset what comes': (socket) => socket.resetAndDestroy() };

  for (const [how, die] of Object.entries(DEATHS))
    test(`and ${how} cost a call one attempt, however many there are`, async () => {
      const sockets = new Set();
      let dead = new Set();
      const server = await started(
        serveSockets((socket) => {
          sockets.add(socket);
          socket
            .on('error', () => {})
            .on('data', () => (dead.has(socket) ? die(socket) : waiting.push(socket)));
        }),
      );
      const waiting = [];
      // A separate transport: connections that died in other tests must not count here.
      const client = clientOf(server, { maxRetries: 2, timeoutMs: 500, connectTimeoutMs: how.length * 1000 });
      const first = Array.from({ length: 5 }, () => client.langs.retrieve());
      while (waiting.length < 5) await new Promise((resolve) => setImmediate(resolve));
      for (const socket of waiting.splice(0)) socket.write(head);
      await Promise.all(first);

      dead = new Set(sockets);
      const again = client.langs.retrieve();
      while (waiting.length < 1) await new Promise((resolve) => setImmediate(resolve));
      waiting[0].write(head);
      await again;
      assert.equal(sockets.size, 6);
    });
});

describe('the body of an error', () => {
  test('is kept up to a MiB, and a long code does not fill the record of each attempt', async () => {
    const code = '\\'.repeat(4 * 1024 * 1024);
    const body = JSON.stringify({ error: { code } });
    const server = await serving((response) => send(response, { status: 500, body }));
    const error = await rejectionOf(clientOf(server, { maxRetries: 2 }).session.list());
    assert.deepEqual([error.name, error.attempts.length], ['ServerError', 3]);
    assert.equal(error.response.body.length, 1024 * 1024);
    assert.ok(JSON.stringify(error.attempts).length < 2000);
  });
});

describe('maxResponseBytes', () => {
  const body = JSON.stringify(['x'.repeat(996)]);
  assert.equal(body.length, 1000);
  const limited = (server, maxResponseBytes) => clientOf(server, { maxResponseBytes, maxRetries: 2 });

  test('lets a response of just that size through', async () => {
    const server = await serving((response) => send(response, { body }));
    assert.equal((await limited(server, 1000).langs.retrieve())[0].length, 996);
  });

  const ENDLESS = {
    'of one byte more': (response) => send(response, { body }),
    'without a length that never ends': (response) => {
      const more = () => response.write('[');
      response.on('drain', more);
      for (let index = 0; index < 2000; index += 1) more();
    },
    'that grows from a few bytes of gzip': (response) =>
      send(response, {
        body: zlib.gzipSync(Buffer.alloc(50 * 1024 * 1024)),
        headers: { 'content-encoding': 'gzip' },
      }),
  };
  for (const [name, act] of Object.entries(ENDLESS))
    test(`rejects a response ${name}, and does not ask again`, { timeout: 20_000 }, async () => {
      const server = await serving(act);
      const error = await rejectionOf(limited(server, 999).langs.retrieve());
      assert.ok(error instanceof sdk.ResponseError, String(error));
      assert.match(error.message, /larger than the limit of 999 bytes.*maxResponseBytes/);
      assert.equal(server.requests.length, 1);
    });

  test('leaves the status of an error as it is, and cuts its body', async () => {
    const server = await serving((response) => send(response, { status: 404, body: 'x'.repeat(5000) }));
    const error = await rejectionOf(limited(server, 999).langs.retrieve());
    assert.ok(error instanceof sdk.NotFoundError, String(error));
    assert.equal(error.response.body, 'x'.repeat(999));
  });
});

describe('connections', () => {
  const responding = (reply = {}) => serving((response) => send(response, reply));
  /** The paths that were asked for, by connection. A call may open a new one while the last is being put back. */
  const pathsOf = ({ requests }) =>
    [...new Set(requests.map(({ socket }) => socket))].map((socket) =>
      requests.filter((request) => request.socket === socket).map(({ url }) => url),
    );
  const again = async (call) => {
    for (let count = 0; count < 10; count += 1) await call();
  };

  test('are kept and used again', async () => {
    const server = await responding();
    const client = clientOf(server);
    await again(() => client.session.list());
    assert.ok(pathsOf(server).length < 10);
  });

  test('are kept after an error of the API too', async () => {
    const server = await responding({ status: 404, body: 'x'.repeat(5000) });
    const client = clientOf(server);
    await again(() => rejectionOf(client.session.list()));
    assert.ok(pathsOf(server).length < 10);
  });

  test('are shared by clients with equal settings, also under another key', async () => {
    const server = await responding();
    const [one, other] = ['sk_test_a', 'sk_test_b'].map((auth) => clientOf(server, { auth }));
    await again(async () => (await one.langs.retrieve()) && other.avatars.retrieve());
    assert.ok(pathsOf(server).some((paths) => paths.includes('/langs') && paths.includes('/avatars')));
  });

  test('are not shared with a client that trusts other authorities', async () => {
    const server = await responding();
    const [one, other] = [undefined, own.cert].map((ca) => clientOf(server, { ca }));
    await again(async () => (await one.langs.retrieve()) && other.avatars.retrieve());
    assert.ok(pathsOf(server).every((paths) => new Set(paths).size === 1));
  });
});

test('User-Agent says honestly what calls', async () => {
  const server = await serving((response) => send(response, {}));
  await clientOf(server).session.list();
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  assert.equal(
    server.requests[0].headers['user-agent'],
    `facesign-api-native/${version} node/${process.versions.node} (${process.platform}; ${process.arch})`,
  );
});
