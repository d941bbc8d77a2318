// @ts-check
// Holds items until there are enough, and then gives them in reverse order.

/** @template T */
function createReordering() {
  let count = 0;
  /** @type {T[]} */
  let held = [];
  return {
    /** @param {number} next how many of the next items to reverse */
    start(next) {
      count = next;
    },
    /** @param {T} item @returns {T[]} those whose turn has come */
    pass(item) {
      held.push(item);
      if (held.length < count) return [];
      const released = held.reverse();
      held = [];
      count = 0;
      return released;
    },
    clear() {
      count = 0;
      held = [];
    },
  };
}

module.exports = { createReordering };
