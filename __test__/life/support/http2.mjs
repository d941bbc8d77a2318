// A server with only HTTP/2 over TLS, which records the state of its streams and connections.
import http2 from 'node:http2';
import { authority, certificate } from '../../support/certificates.mjs';
import { listen } from '../../support/server.mjs';

/**
 * @param {(request: http2.Http2ServerRequest, response: http2.Http2ServerResponse, index: number) => void} handler
 */
export async function serveHttp2(handler) {
  const known = authority();
  const { cert, key } = certificate(known);
  const server = http2.createSecureServer({ cert, key });
  /** @type {http2.ServerHttp2Stream[]} */
  const streams = [];
  let sessions = 0;
  server.on('session', (session) => {
    sessions += 1;
    session.on('error', () => {});
  });
  server.on('request', (request, response) => {
    for (const end of [request, response]) end.on('error', () => {});
    handler(request, response, streams.push(request.stream) - 1);
  });
  const listening = await listen(server);
  return Object.assign(listening, {
    url: `https://127.0.0.1:${listening.port}`,
    known,
    /** All that came, oldest first. */
    streams,
    /** How many connections there have been. */
    sessions: () => sessions,
  });
}
