// A server that treats every request the same until it is switched, and records when each request arrived and when it
// got its response.
import { send, serve } from '../../support/server.mjs';

/** Seconds that the server asks for after a 429. */
export const ASKED_SECONDS = 1;

const MOODS = {
  well: (response) => send(response, { body: '["en"]' }),
  503: (response) => send(response, { status: 503 }),
  429: (response) => send(response, { status: 429, headers: { 'retry-after': ASKED_SECONDS } }),
  stalls: () => {},
};

/** @typedef {keyof typeof MOODS} Mood */
/** @typedef {{ at: number, respondedAt: number, mood: Mood, headers: Record<string, unknown> }} Entry */

/** @param {Mood} mood */
export async function startMoody(mood) {
  /** @type {Entry[]} */
  const entries = [];
  const server = await serve(({ at, headers }, response) => {
    entries.push({ at, respondedAt: performance.now(), mood, headers });
    MOODS[mood](response);
  });
  let mostSockets = 0;
  server.server.on('connection', () => {
    mostSockets = Math.max(mostSockets, server.sockets.size);
  });
  return {
    ...server,
    entries,
    get mostSockets() {
      return mostSockets;
    },
    /** @param {Mood} next @returns {number} when the server changed, by `performance.now()` */
    turn(next) {
      mood = next;
      return performance.now();
    },
    /** Drops everything that it has kept. */
    forget() {
      entries.length = 0;
      server.requests.length = 0;
    },
  };
}
