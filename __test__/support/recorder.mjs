// A bare HTTP server that keeps every request as it came in and answers as it is told: for tests of the wire,
// which want to see what the sandbox would interpret.

import { once } from 'node:events';
import http from 'node:http';
import Client from '../../index.js';

/** No key of anyone. */
export const KEY = 'sk_test_recorder';

/**
 * @typedef {{ method: string, url: string, headers: Record<string, string>, rawHeaders: string[], body: string }} Seen
 * @typedef {{ status?: number, headers?: Record<string, string>, body?: string | Buffer }} Answer
 */

/**
 * @param {(seen: Seen, response: http.ServerResponse) => Answer | undefined | Promise<Answer | undefined>} [answer]
 *   what to answer, `{}` with 200 unless it says otherwise; `undefined` when it deals with the response itself
 */
export async function startRecorder(answer = () => ({})) {
  /** @type {Seen[]} */
  const requests = [];
  // On a busy machine a test can hold the loop for longer than the 5 s after which Node.js closes an idle connection.
  const options = { maxHeaderSize: 4 * 1024 * 1024, keepAliveTimeout: 60_000 };
  const server = http.createServer(options, async (request, response) => {
    const { method, url, headers, rawHeaders } = request;
    const seen = { method, url, headers, rawHeaders, body: await bodyOf(request) };
    requests.push(seen);
    const told = await answer(seen, response);
    if (told) send(response, told);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    server,
    requests,
    /** The requests since the last time, oldest first. */
    take: () => requests.splice(0),
    close: () => closed(server),
  };
}

// A key that a developer has set would stand in for the ones that tests leave out.
delete process.env.FACESIGN_API_KEY;

/** A client that asks this recorder once, whatever the environment says. */
export function clientOf({ url }, options = {}) {
  return new Client({ auth: KEY, serverUrl: url, maxRetries: 0, proxy: false, ...options });
}

/** The error that a promise rejects with. @param {Promise<unknown>} promise */
export function failureOf(promise) {
  return promise.then(
    () => {
      throw new Error('the call succeeded, but a failure was expected');
    },
    (error) => error,
  );
}

/** What is thrown. @param {() => unknown} run */
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
