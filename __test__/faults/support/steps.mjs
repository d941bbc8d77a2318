// The actions of the fault server on a connection. A cell is an array of these steps. A step gets the line: `raw` is the
// TCP socket, `socket` is what the request was read from (TLS, or the same).
import { setTimeout as pause } from 'node:timers/promises';
import { reset as resetSocket } from '../../support/reset.mjs';
import { taken } from './queues.mjs';

/** Hands bytes to the kernel; settles also if the connection is gone, which is not an error of the server. */
export function written(socket, bytes) {
  return new Promise((resolve) => (socket.writable ? socket.write(bytes, () => resolve()) : resolve()));
}

/** Sends bytes or a string unchanged. */
export const say =
  (...parts) =>
  ({ socket }) =>
    written(socket, Buffer.concat(parts.map((part) => Buffer.from(part))));

/** Sends bytes past TLS, as if the network had put them there. */
export const sayRaw =
  (bytes) =>
  ({ raw }) =>
    written(raw, Buffer.from(bytes));

/** An orderly end: FIN, after close_notify where there is TLS. */
export const close = ({ socket }) => {
  socket.end();
};

/** FIN of the TCP connection without the close_notify of TLS, as when a connection is cut (RFC 8446, 6.1). */
export const closeRaw = ({ raw }) => {
  raw.end();
};

/** Sends nothing for that long, between the parts of a trickle. */
export const rest = (ms) => () => pause(ms);

/** Waits until the client has read everything that was sent. */
export const read = ({ raw }) => taken(raw);

/** RST. It discards what the client has not read from its kernel, so wait for that first. */
export const reset = async ({ raw }) => {
  if (raw.bytesWritten > 0) await taken(raw);
  resetSocket(raw);
};

/** Sends nothing more and keeps the connection open. */
export const stall = () => {};

/** Does not read what the client sends until the cell is over. */
export const deaf = ({ raw, server }) => {
  raw.pause();
  server.atEnd(() => raw.resume());
};

/** Sends one byte at a time, with a pause after each. */
export const trickle =
  (bytes, everyMs = 0) =>
  async ({ socket }) => {
    for (const byte of Buffer.from(bytes)) {
      if (!socket.writable) return;
      await written(socket, Buffer.from([byte]));
      await pause(everyMs);
    }
  };

/** Sends the same bytes again and again until the client disconnects, or the server has sent its maximum. */
export const endless =
  (bytes, everyMs = 0) =>
  async ({ socket, server }) => {
    while (socket.writable && (server?.mayGoOn ?? true)) {
      await written(socket, bytes);
      if (everyMs > 0) await pause(everyMs);
    }
  };
