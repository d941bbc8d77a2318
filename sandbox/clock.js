// @ts-check
// The one clock of a sandbox. Tests move it instead of waiting.

/** @param {number | (() => number)} now */
function createClock(now) {
  const base = typeof now === 'function' ? now : () => now;
  let moved = 0;
  return {
    now: () => base() + moved,
    /** @param {number} ms */
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) {
        throw new RangeError('The sandbox clock only moves forward: give advance() milliseconds from 0 up.');
      }
      moved += ms;
    },
    reset() {
      moved = 0;
    },
  };
}

/** @typedef {ReturnType<typeof createClock>} Clock */

module.exports = { createClock };
