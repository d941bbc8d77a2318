// docs/reliability.md is generated from its data, so that no figure in it is typed by hand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CELLS } from '../__test__/faults/cells/index.mjs';
import { otherTables } from '../__test__/faults/support/others.mjs';
import { rendered } from '../__test__/faults/support/render.mjs';

const read = (path) => readFileSync(new URL(`../docs/${path}`, import.meta.url), 'utf8');
const report = JSON.parse(read('data/reliability.json'));
const nameOf = ({ protocol, point, fault }) => `${protocol}, ${point}: ${fault}`;

test('docs/reliability.md is rendered from docs/data/', () => {
  assert.equal(read('reliability.md'), rendered(report, otherTables()));
});

test('docs/reliability.md has every cell of the matrix', () => {
  assert.deepEqual(report.cells.map(nameOf), CELLS.map(nameOf));
});

test('no two cells have one name', () => {
  assert.equal(new Set(CELLS.map(nameOf)).size, CELLS.length);
});
