// The type tests of __test__/types hold in every setting of TypeScript that a program may have, and every declaration
// is documented.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root));

/** @param {string} project */
const check = (project) =>
  spawnSync(process.execPath, [tsc, '-p', fileURLToPath(new URL(`types/${project}`, import.meta.url))], {
    encoding: 'utf8',
  });

for (const [setting, project] of [
  ['node16 with the strictest options', 'tsconfig.json'],
  ['nodenext with `strict` alone', 'tsconfig.nodenext.json'],
  ['a bundler and the DOM library', 'tsconfig.bundler.json'],
  ['es2020 without the DOM and without @types/node', 'tsconfig.bare.json'],
  ["Jest's matchers", 'testers/tsconfig.jest.json'],
  ["Jasmine's matchers", 'testers/tsconfig.jasmine.json'],
  ['chai, zod and ts-pattern', 'testers/tsconfig.libraries.json'],
]) {
  test(`the types hold under ${setting}`, () => {
    const { status, stdout, stderr } = check(String(project));
    assert.equal(status, 0, stdout + stderr);
  });
}

const folder = new URL('types/', root);
const files = readdirSync(folder).filter((name) => name.endsWith('.d.ts'));

test('index.d.ts exports every file of types/', () => {
  const entry = readFileSync(new URL('index.d.ts', root), 'utf8');
  const exported = [...entry.matchAll(/^export \* from '\.\/types\/([\w-]+)\.js';$/gm)].map(
    ([, name]) => name,
  );
  assert.deepEqual(exported.sort(), files.map((name) => name.replace('.d.ts', '')).sort());
});

for (const file of files) {
  test(`every export of types/${file} has a description`, () => {
    const lines = readFileSync(new URL(file, folder), 'utf8').split('\n');
    const bare = lines.filter((line, at) => line.startsWith('export ') && !lines[at - 1]?.endsWith('*/'));
    assert.deepEqual(bare, []);
  });
}
