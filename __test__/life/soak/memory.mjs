// The memory of this process, and whether a series of samples grows: fits a line, and compares its slope with the
// standard error.
import { readFileSync } from 'node:fs';
import v8 from 'node:v8';
import { collect } from '../../support/garbage.mjs';
import { socketInodes } from '../../support/sockets.mjs';

/** A rise of fewer bytes over a series is not a leak: the arenas of malloc and the pages of V8 come and go by megabytes. */
const LEAST_RISE = 4 * 1024 * 1024;

/** A rise of fewer standard errors is noise. */
const SURE = 4;

/**
 * After a full collection, in bytes: resident memory without V8's young generation, JavaScript's heap, all else that was
 * written to; and the open sockets. V8 gives its young generation as many pages as it likes, up to 32 MB, and keeps them
 * when they are empty: over 20,000 calls that alone rose by 4 MB after the warm-up.
 */
export function sample() {
  collect();
  const { used_heap_size: heap, total_physical_size: heapResident } = v8.getHeapStatistics();
  const rss = resident('Rss') - youngGeneration();
  return { rss, heap, native: resident('Anonymous') - heapResident, sockets: socketInodes().length };
}

/** Bytes of its resident pages. */
export function youngGeneration() {
  return v8.getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').physical_space_size;
}

function resident(name) {
  const text = readFileSync('/proc/self/smaps_rollup', 'utf8');
  return 1024 * Number(new RegExp(`^${name}: *(\\d+) kB`, 'm').exec(text)[1]);
}

/**
 * @param {{ calls: number }[]} series
 * @param {string} name the value that is looked at
 * @returns bytes of rise `perCall`, the standard `error` of that, and whether it is `flat`: within the noise, or too little
 *   to be a leak
 */
export function trend(series, name) {
  const points = series.map((entry) => [entry.calls, entry[name]]);
  const [meanX, meanY] = [0, 1].map((axis) => mean(points.map((point) => point[axis])));
  const spread = mean(points.map(([x]) => (x - meanX) ** 2));
  const perCall = mean(points.map(([x, y]) => (x - meanX) * (y - meanY))) / spread;
  const residuals = points.map(([x, y]) => y - meanY - perCall * (x - meanX));
  const error = Math.sqrt(mean(residuals.map((residual) => residual ** 2)) / (points.length - 2) / spread);
  const rise = perCall * (points.at(-1)[0] - points[0][0]);
  return { perCall, error, flat: rise < LEAST_RISE || perCall < SURE * error };
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
