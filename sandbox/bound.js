// @ts-check
// Limits a collection in number and in bytes: the oldest items are dropped first.

/**
 * @template {object} T
 * @typedef {object} Collection
 * @property {() => number} count
 * @property {() => Iterable<T>} items
 * @property {() => T | undefined} dropOldest undefined if there is none that may be dropped
 */

/**
 * Gives a function that takes the size of an item after it was added or changed, and then drops what is too much.
 * @template {object} T
 * @param {{ count: number, bytes: number, keep?: number }} limits `keep`: how many stay, however large they are; default 0
 * @param {Collection<T>} collection
 */
function createBound({ count, bytes, keep = 0 }, collection) {
  /** @type {WeakMap<T, number>} */
  const sizes = new WeakMap();
  const sizeOf = (/** @type {T} */ item) => sizes.get(item) ?? 0;
  let total = 0;

  /** @param {T} item @param {number} size in bytes */
  return (item, size) => {
    total += size - sizeOf(item);
    sizes.set(item, size);
    // Items may go in other ways, so the sum is only an upper bound.
    if (total > bytes) total = [...collection.items()].reduce((sum, one) => sum + sizeOf(one), 0);
    while (collection.count() > keep && (collection.count() > count || total > bytes)) {
      const oldest = collection.dropOldest();
      if (!oldest) return;
      total -= sizeOf(oldest);
    }
  };
}

module.exports = { createBound };
