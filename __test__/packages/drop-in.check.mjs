// The programs of __test__/drop-in, unchanged, with the tarballs: installed by npm under the old SDK's name.
import assert from 'node:assert/strict';
import { cpSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { platformsHere } from '../../scripts/manifests.mjs';
import { PROGRAMS, printsAsExpected } from '../drop-in/plays.mjs';
import { inRepository } from './support/committed.mjs';
import { copied, ENV, npm, PACKAGE, run } from './support/project.mjs';

const folder = copied('drop-in');
cpSync(inRepository('__test__/drop-in/programs'), folder, { recursive: true });
await npm(folder, 'install');

test('the name of the old SDK leads to the packed package, and no other name is installed', () => {
  const [here] = platformsHere();
  const names = readdirSync(join(folder, 'node_modules', '@facesignai')).sort();
  assert.deepEqual(names, ['api', `api-native-${here.name}`]);
  const { name, version } = createRequire(join(folder, 'x.js'))('@facesignai/api/package.json');
  assert.deepEqual({ name, version }, { name: PACKAGE.name, version: PACKAGE.version });
});

test('the programs in TypeScript compile against its types', async () => {
  await run(folder, ['tsc', '-p', '.']);
});

for (const name of Object.keys(PROGRAMS)) {
  test(`${name} runs and prints what it should`, (t) =>
    printsAsExpected(t, folder, name, { PATH: ENV.PATH }));
}
