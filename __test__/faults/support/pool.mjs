// Runs tasks concurrently, up to a limit, and returns their results in order.

/** The number of cells that run concurrently, in the tests too. They mostly wait. */
export const AT_ONCE = 16;

/**
 * @template T, R
 * @param {readonly T[]} items
 * @param {(item: T) => Promise<R>} run
 * @returns {Promise<R[]>}
 */
export async function runAll(items, run, atOnce = AT_ONCE) {
  const results = [];
  const rest = items.entries();
  const worker = async () => {
    for (const [index, item] of rest) results[index] = await run(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
