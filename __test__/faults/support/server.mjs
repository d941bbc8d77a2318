// A server on 127.0.0.1 that treats every connection and request as a cell says, and counts connections, open sockets,
// requests and bytes. It is a raw TCP server, with or without TLS.
import { once } from 'node:events';
import net from 'node:net';
import { readRequests } from './http1.mjs';
import { readStreams } from './http2.mjs';
import { newSecureContext, secured } from './line.mjs';
import { closedByClient } from './queues.mjs';

/** What the client did is visible within this time, also on a busy machine. */
const SETTLING_MS = 5000;

/**
 * @param plan `accept` steps for every connection; `response` steps for every request, or a function
 *   of `(request, server)` that gives them; `secure` TLS; `alpn`; `filter` see line.mjs; `early` see http1.mjs;
 *   `settings` of HTTP/2; `mostSent` bytes after which endless responses stop
 */
export async function openFaultServer(plan) {
  const server = new FaultServer(plan);
  await server.listen();
  return server;
}

class FaultServer {
  requests = [];
  connections = 0;
  /** Bytes that the client sent, without TLS. */
  heard = 0;
  #plan;
  #atEnd = [];
  #over = false;
  #ended = { received: 0, sent: 0 };
  /** What the requests of each TCP socket are read from: its TLS socket, or itself. */
  #sockets = new Map();
  #readers = [];
  #secureContext;
  #server = net.createServer((raw) => this.#accept(raw));

  constructor(plan) {
    this.#plan = plan;
    if (plan.secure) this.#secureContext = newSecureContext();
  }

  async listen() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port() {
    return this.#server.address().port;
  }

  get url() {
    return `${this.#plan.secure ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }

  get isHttp2() {
    return this.#plan.alpn === 'h2';
  }

  /** Sockets that are not closed on both sides. */
  get open() {
    return this.#sockets.size;
  }

  /** Bytes on the wire over all connections, TLS included. */
  get bytes() {
    const sum = { ...this.#ended };
    for (const raw of this.#sockets.keys()) add(sum, raw);
    return sum;
  }

  /** Incomplete requests. */
  get cut() {
    return this.#readers.reduce((sum, cut) => sum + cut(), 0);
  }

  /** Whether endless responses may still go on. */
  get mayGoOn() {
    return this.bytes.sent < (this.#plan.mostSent ?? Infinity);
  }

  /** Functions to run when the call under test is over, so that the sockets can close. */
  atEnd(undo) {
    if (this.#over) undo();
    else this.#atEnd.push(undo);
  }

  /** Runs the step on every idle connection, and waits until the client has closed it. */
  async dropIdle(how) {
    const closed = [...this.#sockets.keys()].map((raw) => closedByClient(raw));
    for (const [raw, socket] of this.#sockets) how({ raw, socket });
    await Promise.all(closed);
  }

  /** Runs the step on every idle connection. */
  async toIdle(how) {
    for (const [raw, socket] of this.#sockets) await how({ raw, socket, server: this });
  }

  /**
   * Waits until at most `open` sockets are open and `requests` requests have been read, for on a busy machine this server may
   * come to read them after the client has given up. Gives how many sockets are open then, or after a bound.
   */
  async settled({ open, requests }) {
    this.#over = true;
    for (const undo of this.#atEnd.splice(0)) undo();
    const bound = AbortSignal.timeout(SETTLING_MS);
    while ((this.open > open || this.requests.length < requests) && !bound.aborted)
      await once(this.#server, 'change', { signal: bound }).catch(() => {});
    return this.open;
  }

  async close() {
    for (const raw of this.#sockets.keys()) raw.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(raw) {
    const { accept, secure, alpn = 'http/1.1', filter } = this.#plan;
    this.connections += 1;
    const socket = secure && !accept ? secured(raw, this.#secureContext, alpn, filter) : raw;
    this.#watch(raw, socket);
    socket.on('error', () => {});
    if (!accept || !secure) this.#read(raw, socket);
    if (accept) this.#run(accept, { raw, socket });
  }

  #read(raw, socket) {
    const { early, settings } = this.#plan;
    socket.on('data', ({ length }) => {
      this.heard += length;
    });
    const onRequest = (request) => this.#respond(raw, socket, request);
    this.#readers.push(
      this.isHttp2 ? readStreams(socket, onRequest, settings) : readRequests(socket, onRequest, early),
    );
  }

  #watch(raw, socket) {
    this.#sockets.set(raw, socket);
    // Clients of a fault server disconnect. That is not an error of the server.
    raw.on('error', () => {});
    raw.on('data', () => {});
    raw.on('close', () => {
      this.#sockets.delete(raw);
      add(this.#ended, raw);
      this.#server.emit('change');
    });
  }

  #respond(raw, socket, request) {
    this.requests.push(request);
    this.#server.emit('change');
    const { response = [] } = this.#plan;
    const steps = typeof response === 'function' ? response(request, this) : response;
    this.#run(steps, { raw, socket, stream: request.stream });
  }

  async #run(steps, line) {
    for (const step of steps) await step({ ...line, server: this });
  }
}

function add(sum, raw) {
  sum.received += raw.bytesRead;
  sum.sent += raw.bytesWritten;
}
