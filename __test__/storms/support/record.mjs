// What a run has measured, kept for docs/reliability.md: `node __test__/storms/storms.test.mjs --record` writes
// docs/data/storms.json. Without `--record` nothing is written, so that tests leave the tree as it is.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const DATA = new URL('../../../docs/data/', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

/** Whether this run is one whose numbers are kept. */
export const recording = process.argv.includes('--record');

/**
 * @param {string} name of the file, without `.json`
 * @param {{ title: string, columns: string[], rows: (string | number)[][] }} table
 */
export function record(name, { title, columns, rows }) {
  if (!recording) return;
  mkdirSync(DATA, { recursive: true });
  const data = { title, made: made(), columns, rows };
  const file = fileURLToPath(new URL(`${name}.json`, DATA));
  writeFileSync(file, JSON.stringify(data));
  // In the form that the lint of the project wants.
  execFileSync('npx', ['biome', 'format', '--write', file], { stdio: 'ignore' });
}

function made() {
  const machine = `${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}`;
  return {
    day: new Date().toISOString().slice(0, 10),
    version,
    node: process.versions.node,
    machine,
  };
}
