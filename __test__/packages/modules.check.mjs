// JavaScript programs in every module system, with the package's name and the old SDK's.
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { platformsHere } from '../../scripts/manifests.mjs';
import { copied, installed, npm, outcome, PACKAGE, run, TARBALLS } from './support/project.mjs';
import { makesSession, sandboxOf, variables } from './support/sandbox.mjs';

const folder = await installed('modules');
const sandbox = await sandboxOf(folder);
after(() => sandbox.close());

test('Rust is not on the PATH of the programs', async () => {
  await assert.rejects(outcome(folder, ['cargo', '--version']), { code: 'ENOENT' });
});

for (const program of [
  'default.cjs',
  'named.cjs',
  'whole.cjs',
  'default.mjs',
  'namespace.mjs',
  'dynamic.mjs',
  'alias.cjs',
  'alias.mjs',
]) {
  test(`${program} makes a session`, () => makesSession(sandbox, folder, ['node', program]));
}

test('an error of the package is one for its alias in the same process', async () => {
  assert.equal(await run(folder, ['node', 'two-copies.cjs'], variables(sandbox)), 'NotFoundError\n');
});

test('in the published file, too, each class has the name that it is exported by', async () => {
  const renamed = `Object.entries(require('@facesignai/api-native'))
    .filter(([name, value]) => typeof value === 'function' && name !== 'default' && value.name !== name)`;
  assert.equal(await run(folder, ['node', '-p', `${renamed}.join()`]), '\n');
});

test('a test on node:test starts the sandbox and makes a session', async () => {
  assert.match(await run(folder, ['node', '--test', 'node-test.mjs']), /^# pass 1$/m);
});

test('of the platform packages only that of this machine is installed', () => {
  const [here] = platformsHere();
  assert.deepEqual(readdirSync(join(folder, 'node_modules', '@facesignai')).sort(), [
    'api',
    'api-native',
    `api-native-${here.name}`,
  ]);
});

test('installing the two tarballs from files is enough, with no registry in reach', async () => {
  const bare = copied('files', 'modules');
  const closed = 'http://127.0.0.1:9/';
  writeFileSync(
    join(bare, '.npmrc'),
    `registry=${closed}\n@facesignai:registry=${closed}\nfetch-retries=0\n`,
  );
  await npm(bare, 'install', `@facesignai/api@file:${TARBALLS.root}`, TARBALLS.addon, TARBALLS.root);
  await makesSession(sandbox, bare, ['node', 'alias.mjs']);
  await makesSession(sandbox, bare, ['node', 'default.mjs']);
});

test('npx finds the command facesign, under the alias too', async () => {
  assert.match(await run(folder, ['npx', 'facesign', 'sandbox', '--help']), /^Usage: facesign sandbox/m);
  const alias = copied('alias-command', 'modules');
  writeFileSync(join(alias, 'package.json'), '{ "private": true }');
  await npm(alias, 'install', `@facesignai/api@npm:${PACKAGE.name}`);
  assert.equal(await run(alias, ['npx', 'facesign', '--version']), `${PACKAGE.version}\n`);
});
