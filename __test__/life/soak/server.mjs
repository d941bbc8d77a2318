// The server of the soak, in a process of its own so that its memory is not measured. The last segment of the path says
// how it answers. It is told over IPC to close idle connections.
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';

const JSON_HEADERS = { 'content-type': 'application/json' };
const session = { id: 'session', createdAt: 1789000000000, status: 'created', settings: { metadata: {} } };
const SMALL = JSON.stringify({ session });
const LARGE = JSON.stringify({ sessions: Array(700).fill({ session }), pagination: { hasMore: false } });
const ENVELOPE = JSON.stringify({
  error: { code: 'on_purpose', message: 'As asked' },
});
const DAMAGED = Buffer.concat([gzipSync(SMALL).subarray(0, 20), Buffer.alloc(20, 0xff)]);

/** The first try of a call fails, its second one succeeds. */
const tried = new Set();

const ACTS = {
  langs: (response) => answer(response, 200, '["en"]'),
  large: (response) => answer(response, 200, LARGE),
  compressed: (response) => answer(response, 200, gzipSync(SMALL), { 'content-encoding': 'gzip' }),
  429: (response) => answer(response, 429, ENVELOPE, { 'retry-after': '0' }),
  flaky: (response) =>
    again(response.req.headers['x-call']) ? answer(response, 200, SMALL) : answer(response, 503, ENVELOPE),
  html: (response) => answer(response, 200, '<html>not what you asked for</html>'),
  empty: (response) => answer(response, 200, ''),
  damaged: (response) => answer(response, 200, DAMAGED, { 'content-encoding': 'gzip' }),
  cut: (response) => {
    response.writeHead(200, { ...JSON_HEADERS, 'content-length': 1000 });
    response.write(SMALL, () => response.destroy());
  },
  reset: (response) => response.socket.resetAndDestroy(),
  stall: () => {},
  'stall-in-body': (response) =>
    response.writeHead(200, { ...JSON_HEADERS, 'content-length': 1000 }).write(SMALL),
};

function again(call) {
  return tried.delete(call) || !tried.add(call);
}

function answer(response, status, body, headers = {}) {
  response.writeHead(status, { ...JSON_HEADERS, ...headers }).end(body);
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume();
  response.on('error', () => {});
  request.once('end', () => act(request, response));
});

function act({ method, url }, response) {
  const name = url.split('?')[0].split('/').at(-1);
  if (method === 'POST' || name === 'ok') return answer(response, 200, SMALL);
  if (Object.hasOwn(ACTS, name)) return ACTS[name](response);
  return answer(response, Number(name), ENVELOPE);
}

server.on('clientError', (_error, socket) => socket.destroy());
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('message', () => server.closeAllConnections());
process.on('disconnect', () => process.exit());
