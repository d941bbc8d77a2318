// Installations that went wrong, made for real with npm, and the command of the loader's message that mends them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { platformsHere } from '../../scripts/manifests.mjs';
import { copied, npm, outcome, PACKAGE, run } from './support/project.mjs';

const LOAD = ['node', '-e', `require('${PACKAGE.name}')`];
const [here] = platformsHere();

/** How an installation lost the addon of this machine, and what the message says of it. */
const BROKEN = {
  'optional dependencies were omitted': {
    install: (folder) => npm(folder, 'install', '--omit=optional'),
    says: /Optional dependencies were left out/,
  },
  'it was made for another system': {
    install: (folder) => npm(folder, 'install', '--os=darwin', '--cpu=arm64'),
    says: /installed for another system \(darwin arm64\)/,
  },
  'it was made for another libc': {
    install: (folder) => npm(folder, 'install', '--os=linux', '--cpu=x64', '--libc=musl'),
    says: /installed for another system \(linux x64 \(musl\)\)/,
  },
};

for (const [index, [situation, { install, says }]] of Object.entries(BROKEN).entries()) {
  test(`where ${situation}, the message says so and its command mends it`, async () => {
    const folder = copied(`broken-${index}`, 'broken');
    await install(folder);
    const { code, output } = await outcome(folder, LOAD);
    assert.equal(code, 1, 'it was to be broken');
    assert.match(output, says);
    const [, command] = /^To mend it: (npm .*)$/m.exec(output);
    await run(folder, command.split(' '));
    await run(folder, LOAD);
  });
}

test('npx doctor says of a sound installation what is loaded', async () => {
  const folder = copied('doctor', 'broken');
  await npm(folder, 'install');
  const output = await run(folder, ['npx', PACKAGE.name, 'doctor', '--offline']);
  assert.match(
    output,
    new RegExp(`^Addon: .*/${PACKAGE.name}-${here.name}/facesign.${here.name}.node$`, 'm'),
  );
});
