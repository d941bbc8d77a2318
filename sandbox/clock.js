// @ts-check
// The clock of a sandbox. Tests advance it instead of waiting.

/** @param {number | (() => number)} now */
function createClock(now) {
  const base = typeof now === 'function' ? now : () => now;
  let offset = 0;
  return {
    now: () => base() + offset,
    /** @param {number} ms */
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) {
        throw new RangeError('ms of advance() must be 0 or more: the sandbox clock only moves forward.');
      }
      offset += ms;
    },
    reset() {
      offset = 0;
    },
  };
}

/** @typedef {ReturnType<typeof createClock>} Clock */

module.exports = { createClock };
