// The kernel's state of a connection to a client in this process, from /proc: what the client has read, and whether it
// has closed. Without /proc nothing is known, and every condition counts as met.
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { socketInodes } from '../../support/sockets.mjs';

const known = existsSync('/proc/net/tcp');
/** A client that reads does so within this time, also on a busy machine. */
const BOUND_MS = 5000;
const BETWEEN_LOOKS_MS = 5;

/** Waits until the client has taken all that was written, or has closed. @param {import('node:net').Socket} raw */
export async function taken(raw) {
  await until(() => raw.destroyed || rows(raw).every(({ waiting }) => waiting === 0));
}

/** Waits until the client has closed its end, for any reason. Call it while the connection is open. */
export async function closedByClient(raw) {
  const { inode } = rows(raw).find(({ own }) => !own) ?? {};
  await until(() => !socketInodes().includes(inode));
}

async function until(condition) {
  const bound = Date.now() + BOUND_MS;
  while (known && !condition() && Date.now() < bound) await pause(BETWEEN_LOOKS_MS);
}

/**
 * What the kernel lists of the two ends: whether it is the server's `own`, and how many bytes are `waiting`, to be delivered
 * from there or to be read by the client.
 */
function rows({ localPort, remotePort }) {
  const [here, there] = [localPort, remotePort].map((port) =>
    port.toString(16).toUpperCase().padStart(4, '0'),
  );
  const all = known ? readFileSync('/proc/net/tcp', 'utf8').split('\n') : [];
  return all
    .filter((row) => row.includes(`:${here} `) && row.includes(`:${there} `))
    .map((row) => row.trim().split(/[\s:]+/))
    .map(({ 2: port, 6: sending, 7: received, 13: inode }) => {
      const own = port === here;
      return { own, waiting: Number(`0x${own ? sending : received}`), inode };
    });
}
