// Saves measurements for docs/reliability.md: `node __test__/storms/storms.test.mjs --record` writes
// docs/data/storms.json if all tests pass. Without `--record` nothing is written, so that tests don't change the tree.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DATA = new URL('../../docs/data/', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** Whether this run is one whose numbers are kept. */
export const recording = process.argv.includes('--record');

/**
 * @typedef {object} Table
 * @property {string} title
 * @property {string} [text] what there is to know beside the table
 * @property {string[]} columns
 * @property {(string | number)[][]} rows may grow until the process ends
 */

/** @param {string} name of the file, without `.json` @param {Table} table further fields are kept, too */
export function record(name, { title, ...more }) {
  // Not before all tests have ended: numbers of a run that failed are none.
  if (recording) process.once('exit', (code) => code === 0 && write(name, { title, made: made(), ...more }));
}

function write(name, data) {
  mkdirSync(DATA, { recursive: true });
  const file = fileURLToPath(new URL(`${name}.json`, DATA));
  writeFileSync(file, JSON.stringify(data));
  // In the form that the lint of the project wants.
  execFileSync('npx', ['biome', 'format', '--write', file], { cwd: ROOT, stdio: 'ignore' });
}

/** When, of what and where. */
export function made() {
  const machine = `${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}`;
  return {
    day: new Date().toISOString().slice(0, 10),
    version,
    node: process.versions.node,
    machine,
  };
}
