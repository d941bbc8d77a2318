// Every package manager that people use, each with the platform package from the registry as after a release, and an
// alias with the old SDK's name.
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { platformsHere } from '../../scripts/manifests.mjs';
import { localBuild } from '../../scripts/pack.mjs';
import { emptied, INSTALLERS, runInstaller } from './support/installers.mjs';
import { copied, installed, PACKAGE, run } from './support/project.mjs';
import { makesSession, sandboxOf } from './support/sandbox.mjs';

const base = await installed('modules-of-npm', 'modules');
const sandbox = await sandboxOf(base);
after(() => sandbox.close());

for (const [name, { program, options, node, files }] of Object.entries(INSTALLERS)) {
  test(`${name} installs what CommonJS, ES modules and the alias need`, async () => {
    const folder = emptied(name, 'modules', files);
    await runInstaller(folder, [...program, 'install', ...options]);
    for (const file of ['default.cjs', 'default.mjs', 'alias.cjs', 'alias.mjs'])
      await makesSession(sandbox, folder, [...node, file]);
  });
}

test('Yarn 1 installs the addons of both C libraries, and that of this system is loaded', async () => {
  const { program, options } = INSTALLERS['Yarn 1'];
  const folder = emptied('yarn-1-both', 'broken');
  await runInstaller(folder, [...program, 'install', ...options]);
  const names = platformsHere().map(({ name }) => `api-native-${name}`);
  assert.deepEqual(readdirSync(join(folder, 'node_modules/@facesignai')), ['api-native', ...names.sort()]);
  const { platform } = localBuild();
  const output = await run(folder, ['facesign', 'doctor', '--offline']);
  assert.match(output, new RegExp(`^Addon: .*/facesign\\.${platform.name}\\.node$`, 'm'));
});

test(`npm installs ${PACKAGE.name} as @facesignai/api by the command of the README`, async () => {
  const folder = copied('alias', 'modules');
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  await run(folder, ['npm', 'install', `@facesignai/api@npm:${PACKAGE.name}`]);
  await makesSession(sandbox, folder, ['node', 'alias.cjs']);
  await makesSession(sandbox, folder, ['node', 'alias.mjs']);
  const sign = ['npx', 'facesign', 'webhook', 'sign', 'package.json'];
  const headers = await run(folder, sign, { FACESIGN_WEBHOOK_SECRET: 'whsec_of_a_test' });
  assert.match(headers, /^x-facesign-signature: [0-9a-f]{64}$/m);
});
