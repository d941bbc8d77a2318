// The phases of a call. Each phase has a stage on which a call stops in that phase. `reached` resolves when the latest
// call is in its phase, `gone` when nothing of it is left on the wire.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants } from 'node:http2';
import { clientOf } from '../../support/client.mjs';
import { send, serve, serveSockets } from '../../support/server.mjs';
import { listenWithoutAccepting } from '../../support/unaccepting.mjs';
import { serveHttp2 } from './http2.mjs';
import { connecting, turn } from './kernel.mjs';

/**
 * @typedef {object} Stage
 * @property {(options?: object) => Promise<import('@facesignai/api-native').Client>} client a new one, fit for one call
 * @property {(client: any) => Promise<void>} reached
 * @property {(client: any) => Promise<void>} gone
 * @property {() => Promise<void>} close
 * @property {() => number} [connections] how many there have been, where one is to serve all calls
 */

/** So far away that no test sees it come. */
const FAR = { maxRetries: 2, connectTimeoutMs: 60_000, timeoutMs: 60_000, totalTimeoutMs: 120_000 };
const RATE_LIMITED = { status: 429, headers: { 'retry-after': '60' } };

/** @type {Record<string, () => Promise<Stage>>} */
export const QUEUES = {
  'paused by a rate limit': async () => {
    const server = await serve((_request, response) => send(response, RATE_LIMITED));
    return stage(server, {
      ready: (client) => client.session.list({}, { maxRetries: 0 }).catch(() => {}),
      reached: untilPaused,
    });
  },
  'queued for a slot of rateLimit': async () => {
    const server = await serve((_request, response) => send(response, {}));
    return stage(server, {
      options: { rateLimit: { requestsPerMinute: 1 } },
      ready: (client) => client.langs.retrieve(),
      reached: untilPaused,
    });
  },
  'in backoff': async () => {
    const responses = { '/langs': {}, '/sessions': RATE_LIMITED };
    const server = await serve(({ url }, response) => send(response, responses[url]));
    return stage(server, { reached: untilPaused });
  },
};

/** @type {Record<string, () => Promise<Stage>>} */
export const EXCHANGES = {
  connecting: async () => {
    const server = await listenWithoutAccepting();
    const port = Number(new URL(server.url).port);
    let others = new Set();
    const ours = () => [...connecting(port)].filter((local) => !others.has(local));
    return stage(server, {
      ready: async () => {
        others = connecting(port);
      },
      reached: () => turn(() => ours().length > 0),
      gone: () => turn(() => ours().length === 0),
    });
  },
  'in the TLS handshake': () => silent((url) => ({ url: url.replace('http:', 'https:') })),
  'waiting for a tunnel': () => silent((url) => ({ url: 'https://127.0.0.1:1', options: { proxy: url } })),
  'waiting for the head': () => responding(() => {}),
  'in the body': () =>
    responding((response) => response.writeHead(200, { 'content-length': 100 }).write('[1,')),
  'waiting for the head, HTTP/2': () => streaming(() => {}),
  'in the body, HTTP/2': () => streaming((response) => response.writeHead(200).write('[1,')),
};

/** A server that reads and sends nothing. @param {(url: string) => { url: string, options?: object }} used how it is asked */
async function silent(used) {
  let latest;
  let heard = 0;
  const server = await serveSockets((socket) => {
    latest = socket.once('data', () => {
      heard += 1;
    });
  });
  const { url, options } = used(server.url);
  const counts = counted(
    () => heard,
    () => latest,
  );
  return stage({ ...server, url }, { options, ...counts });
}

/** A server that begins its response like this, and goes no further. */
async function responding(begin) {
  const server = await serve((_request, response) => begin(response));
  const { requests } = server;
  return stage(
    server,
    counted(
      () => requests.length,
      () => requests.at(-1).socket,
    ),
  );
}

/** The same over HTTP/2: the call's stream is reset, and its connection goes on: it serves the next call. */
async function streaming(begin) {
  const server = await serveHttp2(({ url }, response) =>
    url === '/langs' ? send(response, {}) : begin(response),
  );
  let before = 0;
  return stage(server, {
    options: { http2: true, ca: server.known.cert },
    ready: async () => {
      before = server.streams.length;
    },
    reached: () => turn(() => server.streams.length > before),
    gone: async (client) => {
      // On a busy machine a deadline can pass before the server has seen anything.
      const stream = server.streams[before];
      if (stream && !stream.closed) await once(stream, 'close');
      if (stream) assert.equal(stream.rstCode, constants.NGHTTP2_CANCEL);
      await client.langs.retrieve();
    },
    connections: server.sessions,
  });
}

/** The phase is reached when `count` has grown, and left when that socket is closed. */
function counted(count, socket) {
  let before = 0;
  return {
    ready: async () => {
      before = count();
    },
    reached: () => turn(() => count() > before),
    gone: async () => {
      // On a busy machine a deadline can pass before the server has seen anything.
      if (count() > before && !socket().destroyed) await once(socket(), 'close');
    },
  };
}

let keys = 0;

/** Every client has its own key, since calls with the same key share a rate-limit pause. @returns {Stage} */
function stage(server, acts) {
  const { options = {}, ready = async (_client) => {}, reached, gone = async (_client) => {} } = acts;
  return {
    async client(more) {
      keys += 1;
      const client = clientOf(server, { auth: `sk_test_life_${keys}`, ...FAR, ...options });
      await ready(client);
      return more ? limited(client, more) : client;
    },
    reached,
    gone,
    connections: acts.connections,
    close: () => server.close(),
  };
}

/** The client as it is, but with these options in its next call. */
function limited(client, more) {
  return {
    langs: client.langs,
    session: { list: (args, options) => client.session.list(args, { ...more, ...options }) },
  };
}

/** Resolves once a call that has less time than the others must wait is rejected for that, unsent. */
async function untilPaused(client) {
  const paused = () =>
    client.langs.retrieve(undefined, { maxRetries: 0, totalTimeoutMs: 20_000 }).then(
      () => false,
      (error) => error.outcome === 'not_sent',
    );
  while (!(await paused()));
}
