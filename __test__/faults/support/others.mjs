// The tables in docs/data/ from other suites (`__test__/support/record.mjs`), which docs/reliability.md shows too: each
// file has `title`, `columns` and `rows`.
import { readdirSync, readFileSync } from 'node:fs';

const DATA = new URL('../../../docs/data/', import.meta.url);

/** In the order of their file names. */
export function otherTables() {
  return readdirSync(DATA)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, DATA), 'utf8')))
    .filter(({ title, columns, rows }) => title && columns && rows);
}
