// The servers of the soak test, in their own process so that their memory isn't measured: plain HTTP/1.1, HTTP/1.1 and
// HTTP/2 over TLS, and a proxy. The last path segment selects the response. The addresses are sent over IPC; on the
// message `end` all connections are closed and the counts are sent back.
import { createServer } from 'node:http';
import { constants, createSecureServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import { gzipSync } from 'node:zlib';
import { authority, certificate } from '../../support/certificates.mjs';
import { startProxy } from '../../support/proxy.mjs';
import { reset } from '../../support/reset.mjs';
import { listen } from '../../support/server.mjs';

const JSON_HEADERS = { 'content-type': 'application/json' };
const session = { id: 'session', createdAt: 1789000000000, status: 'created', settings: { metadata: {} } };
const SMALL = JSON.stringify({ session });
const LARGE = JSON.stringify({ sessions: Array(700).fill({ session }), pagination: { hasMore: false } });
/** Longer than 120 KB, above which a list is sent in chunks (src/core/crossing/json_chunks.rs). */
const CHUNKED = JSON.stringify({ sessions: Array(2000).fill(session), pagination: { hasMore: false } });
const ENVELOPE = JSON.stringify({
  error: { code: 'on_purpose', message: 'As asked' },
});
const DAMAGED = Buffer.concat([gzipSync(SMALL).subarray(0, 20), Buffer.alloc(20, 0xff)]);

/** The first attempt of a call fails, its second one succeeds. */
const tried = new Set();

const ACTS = {
  langs: (response) => reply(response, 200, '["en"]'),
  large: (response) => reply(response, 200, LARGE),
  sessions: (response) => reply(response, 200, CHUNKED),
  compressed: (response) => reply(response, 200, gzipSync(SMALL), { 'content-encoding': 'gzip' }),
  429: (response) => reply(response, 429, ENVELOPE, { 'retry-after': '0' }),
  flaky: (response) =>
    again(response.req.headers['x-call']) ? reply(response, 200, SMALL) : reply(response, 503, ENVELOPE),
  html: (response) => reply(response, 200, '<html>not what you asked for</html>'),
  empty: (response) => reply(response, 200, ''),
  damaged: (response) => reply(response, 200, DAMAGED, { 'content-encoding': 'gzip' }),
  cut: (response) => {
    response.writeHead(200, { ...JSON_HEADERS, 'content-length': 1000 });
    response.write(SMALL, () => cut(response, () => response.destroy()));
  },
  // Node.js resets no connection with TLS: there it is the end without a word.
  reset: (response) =>
    cut(response, () => (response.socket.encrypted ? response.socket.destroy() : reset(response.socket))),
  stall: () => {},
  'stall-in-body': (response) =>
    response.writeHead(200, { ...JSON_HEADERS, 'content-length': 1000 }).write(SMALL),
};

function again(call) {
  return tried.delete(call) || !tried.add(call);
}

function reply(response, status, body, headers = {}) {
  response.writeHead(status, { ...JSON_HEADERS, ...headers }).end(body);
}

/** Of a connection of HTTP/2 only this exchange ends: the others on it go on. */
function cut({ stream }, close) {
  if (stream) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else close();
}

function act({ method, url }, response) {
  const name = url.split('?')[0].split('/').at(-1);
  if (method === 'POST' || name === 'ok') return reply(response, 200, SMALL);
  if (Object.hasOwn(ACTS, name)) return ACTS[name](response);
  return reply(response, Number(name), ENVELOPE);
}

const known = authority();
const { cert, key } = certificate(known);
const served = { plain: 0, http2: 0, tunnel: 0 };
const QUIET = ['clientError', 'tlsClientError', 'sessionError'];

/** Starts a server whose requests are counted under that name. */
async function started(name, server) {
  for (const event of QUIET) server.on(event, (_error, socket) => socket?.destroy());
  server.on('request', (request, response) => {
    served[name] += 1;
    request.resume();
    for (const end of [request, response]) end.on('error', () => {});
    request.once('end', () => act(request, response));
  });
  return listen(server);
}

const idle = { keepAliveTimeout: 60_000 };
const [plain, http2, tunnel, proxy] = await Promise.all([
  started('plain', createServer(idle)),
  started('http2', createSecureServer({ cert, key })),
  started('tunnel', createTlsServer({ ...idle, cert, key })),
  startProxy(),
]);
process.on('message', () => {
  process.send({ ...served, tunnels: proxy.seen.length });
  for (const { sockets } of [plain, http2, tunnel, proxy]) for (const socket of sockets) socket.destroy();
});
process.on('disconnect', () => process.exit());
process.send({
  plain: plain.port,
  http2: http2.port,
  tunnel: tunnel.port,
  proxyUrl: proxy.url,
  ca: known.cert,
});
