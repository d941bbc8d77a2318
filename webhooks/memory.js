// @ts-check
'use strict';

// Which events are being handled and which are done, in the memory of this process: the default of `seen`. Leases and
// marks each live equally long, so the first of a map is the next to end.

/** Some 1 MB. Beyond it the oldest marks are forgotten. */
const MAX_DONE = 10_000;

/** @param {() => number} [now] milliseconds of a clock that never goes back */
function memoryStore(now = () => performance.now()) {
  /** @type {Map<string, number>} */
  const leases = new Map();
  /** @type {Map<string, number>} */
  const marks = new Map();
  return {
    /** @param {string} id @param {number} leaseMs @returns {'new' | 'busy' | 'done'} */
    claim(id, leaseMs) {
      dropEnded(leases, now());
      dropEnded(marks, now());
      if (marks.has(id)) return 'done';
      if (leases.has(id)) return 'busy';
      leases.set(id, now() + leaseMs);
      return 'new';
    },
    /** @param {string} id @param {number} ttlMs */
    done(id, ttlMs) {
      leases.delete(id);
      marks.delete(id);
      marks.set(id, now() + ttlMs);
      for (const [oldest] of marks)
        if (marks.size > MAX_DONE) marks.delete(oldest);
        else break;
    },
    /** @param {string} id */
    release(id) {
      leases.delete(id);
    },
  };
}

/** @param {Map<string, number>} ends @param {number} now */
function dropEnded(ends, now) {
  for (const [id, end] of ends) {
    if (end > now) return;
    ends.delete(id);
  }
}

module.exports = { MAX_DONE, memoryStore };
