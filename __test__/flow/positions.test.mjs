// The positions of JSON pointers in a JSON document.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { locator } from '../../lib/cli/lint/positions.js';

const TEXT = `{ "a/b": 1, "~": [true, null,\r
  {"flow": "x\\"}]", "empty": {}, "none": []},
-1.5e3 ], "flow": [{"id": "é"}] }`;

for (const [pointer, line, column] of [
  ['', 1, 1],
  ['/a~1b', 1, 10],
  ['/~0', 1, 18],
  ['/~0/0', 1, 19],
  ['/~0/1', 1, 25],
  ['/~0/2', 2, 3],
  ['/~0/2/flow', 2, 12],
  ['/~0/2/empty', 2, 30],
  ['/~0/2/none', 2, 42],
  ['/~0/3', 3, 1],
  ['/flow/0/id', 3, 27],
])
  test(`${pointer || 'the whole document'} is at ${line}:${column}`, () => {
    assert.deepEqual(locator(TEXT, false)(pointer), { line, column });
  });

test('what is missing is where the nearest value around it is', () => {
  assert.deepEqual(locator(TEXT, false)('/flow/0/outcomes/noFace'), { line: 3, column: 20 });
  assert.deepEqual(locator(TEXT, false)('/nothing'), { line: 1, column: 1 });
});

test('pointers of a flow alone begin at the settings as well', () => {
  assert.deepEqual(locator('[\n{"id": 1}]', true)('/flow/0/id'), { line: 2, column: 8 });
});

test('deep nesting and a long string do not overflow the stack', () => {
  const text = `${'['.repeat(100_000)}"${'\\"x'.repeat(300_000)}"${']'.repeat(100_000)}`;
  assert.deepEqual(locator(text, false)('/0/0'), { line: 1, column: 3 });
});
