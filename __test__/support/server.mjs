// HTTP servers for what the sandbox can't do: any response byte for byte, open sockets, broken connections. They listen
// on a free port of 127.0.0.1.
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';

/** Room for any header that a test sends; Node's default is 16 KiB. */
const MAX_HEADER_BYTES = 4 * 1024 * 1024;

/**
 * @typedef {object} Seen a request as it came in
 * @property {string} method
 * @property {string} url
 * @property {http.IncomingHttpHeaders} headers
 * @property {string[]} rawHeaders names and values by turns, as sent
 * @property {string} body
 * @property {net.Socket} socket
 * @property {number} at by `performance.now()`
 */

/**
 * Starts a server that passes every request to `handler` when its body has arrived.
 * @param {(request: Seen, response: http.ServerResponse, index: number) => void} handler
 * @param {{ tls?: https.ServerOptions, host?: string }} [options]
 */
export async function serve(handler, { tls, host = '127.0.0.1' } = {}) {
  /** @type {Seen[]} */
  const requests = [];
  const options = { ...tls, maxHeaderSize: MAX_HEADER_BYTES };
  const server = tls ? https.createServer(options) : http.createServer(options);
  // Node.js closes idle connections after 5 s and announces it, so a client would open another one.
  server.keepAliveTimeout = 60_000;
  server.on('request', async (request, response) => {
    const chunks = await request.toArray().catch(() => undefined);
    // The client disconnected while it was sending.
    if (!chunks) return;
    const { method, url, headers, rawHeaders, socket } = request;
    const seen = {
      method,
      url,
      headers,
      rawHeaders,
      socket,
      body: Buffer.concat(chunks).toString(),
      at: performance.now(),
    };
    requests.push(seen);
    handler(seen, response, requests.length - 1);
    server.emit('handled');
  });
  const listening = await listen(server, host);
  const address = host.includes(':') ? `[${host}]` : host;
  return Object.assign(listening, {
    url: `${tls ? 'https' : 'http'}://${address}:${listening.port}`,
    requests,
    /** Resolves when that many requests were handled. @param {number} count */
    async received(count) {
      while (requests.length < count) await once(server, 'handled');
      return requests[count - 1];
    },
  });
}

/**
 * Starts a TCP server.
 * @param {(socket: net.Socket) => void} handler
 */
export async function serveSockets(handler) {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    handler(socket);
  });
  const listening = await listen(server);
  return Object.assign(listening, { url: `http://127.0.0.1:${listening.port}` });
}

/** @template {net.Server} S @param {S} server @param {string} [host] */
export async function listen(server, host = '127.0.0.1') {
  const sockets = new Set();
  server.on('connection', (socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    server,
    port: /** @type {net.AddressInfo} */ (server.address()).port,
    /** The open connections. */
    sockets,
    /** Ends the server and its connections. */
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/**
 * @param {http.ServerResponse} response
 * @param {{ status?: number, body?: string | Buffer, headers?: http.OutgoingHttpHeaders }} content
 */
export function send(response, { status = 200, body = '[]', headers = {} }) {
  response.writeHead(status, headers).end(body);
}

/** A port of 127.0.0.1 on which nothing listens. */
export async function freePort() {
  const { port, close } = await listen(net.createServer());
  await close();
  return port;
}
