// A bare HTTP server that records every request exactly and sends the given response, for tests of the wire: the sandbox
// would interpret them.

import { once } from 'node:events';
import http from 'node:http';
import Client from '../../index.js';

/** Not a real key. */
export const KEY = 'sk_test_recorder';

/**
 * @typedef {{ method: string, url: string, headers: Record<string, string>, rawHeaders: string[], body: string }} Seen
 * @typedef {{ status?: number, headers?: Record<string, string>, body?: string | Buffer }} Response
 */

/**
 * @param {(seen: Seen, response: http.ServerResponse) => Response | undefined | Promise<Response | undefined>} [respond]
 *   returns the response, which defaults to 200 with `{}`, or `undefined` if it sends the response itself
 */
export async function startRecorder(respond = () => ({})) {
  /** @type {Seen[]} */
  const requests = [];
  // A test on a busy machine can block the loop for longer than 5 s, after which Node.js closes idle connections.
  const options = { maxHeaderSize: 4 * 1024 * 1024, keepAliveTimeout: 60_000 };
  const server = http.createServer(options, async (request, response) => {
    const { method, url, headers, rawHeaders } = request;
    const seen = { method, url, headers, rawHeaders, body: await bodyOf(request) };
    requests.push(seen);
    const content = await respond(seen, response);
    if (content) send(response, content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    server,
    requests,
    /** Removes and returns the recorded requests, oldest first. */
    take: () => requests.splice(0),
    close: () => closed(server),
  };
}

// A developer's key would replace the keys that tests omit.
delete process.env.FACESIGN_API_KEY;

/** A client for this recorder, without retries and without a proxy. */
export function clientOf({ url }, options = {}) {
  return new Client({ auth: KEY, serverUrl: url, maxRetries: 0, proxy: false, ...options });
}

/** The error that a promise rejects with. @param {Promise<unknown>} promise */
export function rejectionOf(promise) {
  return promise.then(
    () => {
      throw new Error('expected a rejection, but the call succeeded');
    },
    (error) => error,
  );
}

/** The error that a function throws. @param {() => unknown} run */
export function thrownBy(run) {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function send(response, { status = 200, headers = { 'content-type': 'application/json' }, body = '{}' }) {
  response.writeHead(status, headers).end(status === 204 ? undefined : body);
}

async function closed(server) {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
