// The sockets of this process, native ones included: what must be the same after the matrix as before it.
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** The pool lets go of a socket as soon as its server has closed it. */
const BOUND_MS = 10_000;

/** Counts now; `left` waits until no more are open than then, and gives how many are. Without /proc none are seen. */
export function openSockets() {
  const start = count();
  return {
    async left() {
      const bound = Date.now() + BOUND_MS;
      while (count() > start && Date.now() < bound) await pause(50);
      return Math.max(0, count() - start);
    },
  };
}

const count = () => inodes().length;

/** By the numbers that the kernel gives them. */
export function inodes() {
  const directory = '/proc/self/fd';
  try {
    const links = readdirSync(directory).map((fd) => link(`${directory}/${fd}`));
    return links.filter((target) => target.startsWith('socket:')).map((target) => target.slice(8, -1));
  } catch {
    return [];
  }
}

/** A file that was closed since the directory was read is none. */
function link(path) {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
