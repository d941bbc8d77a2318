// Medians with their range, and ratios of two clients in the same round, which are stable when absolute numbers drift with
// the machine.

/** @param {number[]} numbers */
export function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {number[]} numbers */
export const summary = (numbers) => ({
  median: median(numbers),
  min: Math.min(...numbers),
  max: Math.max(...numbers),
});

/**
 * `one / other` in each round that has both; undefined without such a round.
 * @param {object[]} cells of one scenario
 * @param {string} one client
 * @param {string} other client
 * @param {string} measure
 */
export function paired(cells, one, other, measure) {
  const value = (client, round) =>
    cells.find((cell) => cell.client === client && cell.round === round)?.[measure];
  const rounds = [...new Set(cells.map(({ round }) => round))];
  const ratios = rounds.map((round) => value(one, round) / value(other, round)).filter(Number.isFinite);
  return ratios.length ? summary(ratios) : undefined;
}
