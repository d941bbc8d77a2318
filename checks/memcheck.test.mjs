// The evaluation of `npm run memcheck` fails if nothing was checked, and if there were errors.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const memcheck = fileURLToPath(new URL('../scripts/memcheck.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'facesign-memcheck-'));
after(() => rmSync(folder, { recursive: true }));

/** A line for each program: its name, tests, errors, bytes lost. */
const RUNS = {
  'no program was found': ['', 1],
  'no test ran': ['core 0 0 0\n', 1],
  'errors were found': ['core 20 2 0\n', 1],
  'the number of errors is not known': ['core 20 unknown 0\n', 1],
  'all is well': ['core 1,020 0 0\nother 3 0 0\n', 0],
};

for (const [title, [lines, code]] of Object.entries(RUNS))
  test(`${title}: exit code ${code}`, () => {
    const file = join(folder, 'rows');
    writeFileSync(file, lines);
    assert.equal(spawnSync(process.execPath, [memcheck, file], { stdio: 'ignore' }).status, code);
  });
