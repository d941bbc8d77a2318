// The actions of the fault server on a connection. A cell is an array of these steps. A step gets the line: `raw` is the
// TCP socket, `socket` is what the request was read from (TLS, or the same).
import { setTimeout as pause } from 'node:timers/promises';
import { reset as resetSocket } from '../../support/reset.mjs';
import { taken } from './queues.mjs';

/** Hands bytes to the kernel; settles also when the connection is gone, which is not the server's failure. */
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

/** FIN of the TCP connection without the close_notify of TLS: what a cut line looks like (RFC 8446, 6.1). */
export const closeRaw = ({ raw }) => {
  raw.end();
};

/** Says nothing for that long; for what drips. */
export const rest = (ms) => () => pause(ms);

/** Waits until the client has read all that was said. */
export const read = ({ raw }) => taken(raw);

/** RST. It discards what the client has not read from its kernel, so wait for that first. */
export const reset = async ({ raw }) => {
  if (raw.bytesWritten > 0) await taken(raw);
  resetSocket(raw);
};

/** Says nothing more and keeps the connection open. */
export const stall = () => {};

/** Leaves what the client sends in the kernel until the cell is over. */
export const deaf = ({ raw, server }) => {
  raw.pause();
  server.atEnd(() => raw.resume());
};

/** One byte at a time. With a pause above 0 this act takes as long as its name says. */
export const trickle =
  (bytes, everyMs = 0) =>
  async ({ socket }) => {
    for (const byte of Buffer.from(bytes)) {
      if (!socket.writable) return;
      await written(socket, Buffer.from([byte]));
      await pause(everyMs);
    }
  };

/** The same bytes again and again until the client goes (or the server has sent the most that it may). */
export const endless =
  (bytes, everyMs = 0) =>
  async ({ socket, server }) => {
    while (socket.writable && (server?.mayGoOn ?? true)) {
      await written(socket, bytes);
      if (everyMs > 0) await pause(everyMs);
    }
  };
