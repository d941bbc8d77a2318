// Saves and loads raw results: benchmark/results/<date>-<node>.json, or the file that `--out` names.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('results/', import.meta.url));

/** @param {{machine: {date: string, node?: string}}} results @param {string} [out] @returns {string} the file */
export function save(results, out) {
  const { date, node } = results.machine;
  const file = out ?? `${FOLDER}${date.slice(0, 16).replaceAll(':', '')}-node-${node}.json`;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
  return file;
}

/** @param {string} file */
export const load = (file) => JSON.parse(readFileSync(file, 'utf8'));
