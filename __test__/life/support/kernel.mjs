// The kernel's view of this machine's connections. Without /proc nothing is known, and every condition counts as met.
import { existsSync, readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

const SYN_SENT = '02';
const known = existsSync('/proc/net/tcp');

/** The local ports from which a connection to that port is being made. @param {number} port */
export function connecting(port) {
  if (!known) return new Set();
  const rows = readFileSync('/proc/net/tcp', 'utf8').trim().split('\n').slice(1);
  const entries = rows.map((row) => row.trim().split(/[\s:]+/));
  const remote = port.toString(16).toUpperCase().padStart(4, '0');
  const fits = entries.filter((entry) => entry[4] === remote && entry[5] === SYN_SENT);
  return new Set(fits.map((entry) => entry[2]));
}

/** Lets the event loop turn until the condition is true. @param {() => boolean} holds */
export async function turn(condition) {
  while (known && !condition()) await setImmediate();
}
