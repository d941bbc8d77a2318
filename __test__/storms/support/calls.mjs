// Makes many calls, up to a number at once, and returns how each ended.

/**
 * @typedef {object} Ending how a call ended: one of `value` and `error` is there
 * @property {number} number from 0
 * @property {any} [value]
 * @property {any} [error]
 */

/**
 * Makes `count` calls, `atOnce` at any time until the last has started.
 * @param {{ count: number, atOnce: number, call: (number: number) => Promise<unknown> }} plan
 */
export async function inTurns({ count, atOnce, call }) {
  /** @type {Ending[]} */
  const endings = [];
  let next = 0;
  const turns = async () => {
    while (next < count) {
      const number = next++;
      endings.push(await ending(number, call(number)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, turns));
  return {
    endings,
    resolved: endings.filter(({ error }) => error === undefined),
    rejected: endings.filter(({ error }) => error !== undefined).map(({ error }) => error),
  };
}

/** @param {number} number @param {Promise<unknown>} promise @returns {Promise<Ending>} */
function ending(number, promise) {
  return promise.then(
    (value) => ({ number, value }),
    (error) => ({ number, error }),
  );
}

/** Options of a client that count the attempts of its calls, also those of calls that succeed, which only the log shows. */
export function countedAttempts() {
  const counts = { attempts: 0, failed: 0 };
  const take = (_line, { attempts = [] }) => {
    counts.attempts += attempts.length;
    counts.failed += attempts.filter(({ failure }) => failure !== undefined).length;
  };
  const logger = { debug: take, info: take, warn: take, error: take };
  return { counts, options: { logger, logLevel: 'DEBUG' } };
}

/** How often each value occurs. @param {unknown[]} values @returns {Record<string, number>} */
export function tally(values) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
}
