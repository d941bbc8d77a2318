// Statistics for tests of time.

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** The duration of `act` in milliseconds, and its result. @param {() => Promise<any>} act */
export async function elapsed(act) {
  const begun = performance.now();
  const value = await act();
  return { time: performance.now() - begun, value };
}
