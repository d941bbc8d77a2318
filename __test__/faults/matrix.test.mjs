// The fault matrix: every cell with each of its operations. The cells have the expectations and the reasons.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CELLS, expectation, operationsOf } from './cells/index.mjs';
import { differences } from './support/expect.mjs';
import { AT_ONCE } from './support/pool.mjs';
import { deadlineMs, runCell } from './support/run.mjs';
import { watchSockets } from './support/sockets.mjs';

const warnings = [];
const only = process.env.FAULT_CELLS;
const chosen = CELLS.filter((cell) => !only || cell.name.includes(only));

describe('the fault matrix', { concurrency: AT_ONCE }, () => {
  const sockets = watchSockets();
  before(() => process.on('warning', (warning) => warnings.push(String(warning))));
  for (const cell of chosen) {
    for (const operation of operationsOf(cell)) {
      it(`${cell.name}: ${operation}`, async () => {
        const expected = expectation(cell, operation);
        const observed = await runCell(cell, operation, expected);
        assert.deepEqual(differences(expected, observed), [], observed.message);
        assert.ok(observed.elapsedMs <= deadlineMs(cell, expected), `it took ${observed.elapsedMs} ms`);
      });
    }
  }
  after(() => assert.deepEqual(warnings, [], 'no process warning'));
  after(async () => assert.equal(await sockets.left(), 0, 'sockets that are still open'));
});
