// Counts open sockets. The number must be the same before and after the matrix.
import { setTimeout as pause } from 'node:timers/promises';
import { socketInodes } from '../../support/sockets.mjs';

/** The pool closes a socket as soon as its server has closed it. */
const BOUND_MS = 10_000;

const count = () => socketInodes().length;

/** Counts now. `left` waits until no more are open than that, and returns the difference. Without /proc it sees none. */
export function watchSockets() {
  const start = count();
  return {
    async left() {
      const bound = Date.now() + BOUND_MS;
      while (count() > start && Date.now() < bound) await pause(50);
      return Math.max(0, count() - start);
    },
  };
}
