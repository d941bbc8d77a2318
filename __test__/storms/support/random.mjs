// Random numbers that are the same in every run with the same seed.

/** The generator known as mulberry32: uniform numbers in 0…1. @param {number} seed @returns {() => number} */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Picks by weight.
 * @template T
 * @param {readonly (readonly [number, T])[]} weighted
 * @param {() => number} chance
 * @returns {T}
 */
export function pick(weighted, chance) {
  const sum = weighted.reduce((total, [weight]) => total + weight, 0);
  let left = chance() * sum;
  const found = weighted.find(([weight]) => {
    left -= weight;
    return left < 0;
  });
  return (found ?? weighted[0])[1];
}
