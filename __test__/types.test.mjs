// The type tests of __test__/types pass in every TypeScript configuration that a program may have, TypeScript's messages
// have the names of types that users know, and every declaration is exported and documented.

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
  test(`the type tests pass under ${setting}`, () => {
    const { status, stdout, stderr } = check(String(project));
    assert.equal(status, 0, stdout + stderr);
  });
}

const WRONG = 'types/programs/wrong.mts';

/** TypeScript's messages for that program: pairs of a line number and a message. @returns {[number, string][]} */
function diagnostics() {
  const options = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node', '--noEmit'];
  const file = fileURLToPath(new URL(WRONG, import.meta.url));
  const args = [tsc, ...options, '--ignoreConfig', '--pretty', 'false', file];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return stdout.split(/^(?=\S+\(\d)/m).map((text) => [Number(/\((\d+),/.exec(text)?.[1]), text]);
}

/** The comments of that program, each with the number of the line below it. @returns {[number, string][]} */
function expectedDiagnostics() {
  const [, ...lines] = readFileSync(new URL(WRONG, import.meta.url), 'utf8').split('\n');
  return lines.flatMap((line, at) => (line.startsWith('// ') ? [[at + 3, line.slice(3)]] : []));
}

test('TypeScript reports each mistake where it is, and names the type that users know', () => {
  const found = diagnostics();
  const expected = expectedDiagnostics();
  const linesOf = (pairs) => pairs.map(([line]) => line);
  assert.deepEqual(linesOf(found), linesOf(expected));
  for (const [at, [, text]] of expected.entries()) assert.ok(found[at][1].includes(text), found[at][1]);
});

const folder = new URL('types/', root);
const files = readdirSync(folder).filter((name) => name.endsWith('.d.ts'));

const read = (path) => readFileSync(new URL(path, root), 'utf8');

test('types/names.d.ts exports every other file of types/', () => {
  const names = [...read('types/names.d.ts').matchAll(/^export \* from '\.\/([\w-]+)\.js';$/gm)];
  const exported = names.map(([, name]) => `${name}.d.ts`);
  assert.deepEqual([...exported, 'client.d.ts', 'names.d.ts'].sort(), files.sort());
});

test('every public name is a property of the class in types/client.d.ts', () => {
  const declaration = /^export (?:declare )?(?:class|const|enum|function|interface|type) (\w+)/gm;
  const declared = files.flatMap((file) =>
    [...read(`types/${file}`).matchAll(declaration)].map(([, name]) => name),
  );
  const list =
    /export declare namespace Client \{\n {2}export \{([^}]*)\}/.exec(read('types/client.d.ts'))?.[1] ?? '';
  const properties = list.split(',').map((entry) => entry.trim().split(' as ').at(-1));
  assert.deepEqual(properties.filter(Boolean).sort(), [...declared, 'default'].sort());
});

for (const file of [
  'index.d.ts',
  'index.d.mts',
  'sandbox/index.d.ts',
  'sandbox/index.d.mts',
  'webhooks/index.d.ts',
  'webhooks/index.d.mts',
  ...files.map((name) => `types/${name}`),
]) {
  test(`${file} cites nothing that its readers do not have`, () => {
    const citation = /\b(?:contract|design)(?:\.md)? \d[\d.]*|\.\.\/shared\b/gi;
    assert.deepEqual(read(file).match(citation), null);
  });
}

for (const file of files) {
  test(`every export of types/${file} has a description`, () => {
    const lines = readFileSync(new URL(file, folder), 'utf8').split('\n');
    const bare = lines.filter(
      (line, at) =>
        line.startsWith('export ') && !line.startsWith('export * ') && !lines[at - 1]?.endsWith('*/'),
    );
    assert.deepEqual(bare, []);
  });
}
