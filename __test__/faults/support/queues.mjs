// What the kernel still holds of a connection of this machine, by /proc/net/tcp: only there can a server see what its
// client has read. Where there is no /proc, nothing is known, and what would be waited for counts as seen.
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const known = existsSync('/proc/net/tcp');
/** A client that reads at all does so within this time, on a busy machine too. */
const BOUND_MS = 5000;
const BETWEEN_LOOKS_MS = 5;

/** Waits until the client has taken all that was written, or has closed. @param {import('node:net').Socket} raw */
export async function taken(raw) {
  const bound = Date.now() + BOUND_MS;
  while (known && !raw.destroyed && held(raw) > 0 && Date.now() < bound) await pause(BETWEEN_LOOKS_MS);
}

/** Bytes that are under way to the client, or wait for it to read them. */
function held({ localPort, remotePort }) {
  const [here, there] = [localPort, remotePort].map((port) =>
    port.toString(16).toUpperCase().padStart(4, '0'),
  );
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n');
  return rows
    .filter((row) => row.includes(`:${here} `) && row.includes(`:${there} `))
    .map((row) => row.trim().split(/[\s:]+/))
    .reduce(
      (sum, { 2: local, 6: sending, 7: received }) =>
        sum + Number(`0x${local === here ? sending : received}`),
      0,
    );
}
