// Bundles that include the package, and the output of file tracers: moved to another folder and run there.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { platformPackage, platformsHere } from '../../scripts/manifests.mjs';
import { ALL, installed, outcome, PACKAGE, run } from './support/project.mjs';
import { makesSession, sandboxOf, variables } from './support/sandbox.mjs';
import { moved, programsIn, ships, shipsServer } from './support/ship.mjs';

const [here] = platformsHere();
const BINARY = `facesign.${here.name}.node`;
const PLATFORMS_EXTERNAL = `--external:${PACKAGE.name}-*`;
const copied = (folder, file) => ['cp', join(folder, file), 'out/'];
const addon = copied(`node_modules/${platformPackage(here)}`, BINARY);
const esbuild = (...options) => [
  ...['esbuild', 'main.mjs', '--bundle', '--platform=node', '--format=cjs', '--outfile=out/main.cjs'],
  ...options,
];

const SHIPPED = {
  '@vercel/nft': {
    commands: [['node', 'trace.mjs', 'program.mjs', 'out']],
    program: ['node', 'program.mjs'],
  },
  ncc: { commands: [['ncc', 'build', 'main.mjs', '-o', 'out']], program: ['node', 'index.mjs'] },
  'esbuild, --loader:.node=copy': {
    commands: [esbuild('--loader:.node=copy')],
    program: ['node', 'main.cjs'],
  },
  'esbuild, the addon put beside the bundle': {
    commands: [esbuild(PLATFORMS_EXTERNAL), addon],
    program: ['node', 'main.cjs'],
  },
};

const SHIPPED_TOO = {
  webpack: { commands: [['webpack', '-c', 'webpack.config.cjs']], program: ['node', 'main.cjs'] },
  Rspack: { commands: [['rspack', 'build', '-c', 'webpack.config.cjs']], program: ['node', 'main.cjs'] },
  'Bun, for Node.js': {
    commands: [['bun', 'build', 'program.mjs', '--target=node', '--outdir=out']],
    program: ['node', 'program.js'],
  },
  'bun build --compile': {
    commands: [['bun', 'build', 'program.mjs', '--compile', '--outfile', 'out/program']],
    program: ['./program'],
  },
  'Node.js, one executable file with the addon beside it': {
    commands: [
      esbuild(PLATFORMS_EXTERNAL),
      ['node', '--experimental-sea-config', 'sea.json'],
      ['cp', process.execPath, 'out/program'],
      [
        ...['postject', 'out/program', 'NODE_SEA_BLOB', 'sea.blob'],
        ...['--sentinel-fuse', 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'],
      ],
      addon,
    ],
    program: ['./program'],
  },
};

const sandboxes = [];
after(() => Promise.all(sandboxes.map((sandbox) => sandbox.close())));
async function sandboxIn(folder) {
  const sandbox = await sandboxOf(folder);
  sandboxes.push(sandbox);
  return sandbox;
}

const folder = await programsIn('shipped');
const sandbox = await sandboxIn(folder);
for (const [tool, shipment] of Object.entries(SHIPPED))
  test(`${tool}: what it makes is moved and makes a session`, () => ships(sandbox, folder, shipment));

/** Bundles without their addon: what is built, and what the error has to say. */
const WITHOUT = {
  'omitted by the bundler': [esbuild('--loader:.node=empty'), "an addon that doesn't work here"],
  'not shipped': [esbuild(PLATFORMS_EXTERNAL), `its addon ${BINARY} isn't in the bundle's folder`],
};
for (const [how, [command, says]] of Object.entries(WITHOUT)) {
  test(`a bundle whose addon was ${how} says how to ship it`, async () => {
    await run(folder, command);
    const { code, output } = await outcome(moved(folder, 'out'), ['node', 'main.cjs'], variables(sandbox));
    assert.notEqual(code, 0);
    assert.ok(output.includes(says), output);
    assert.match(output, new RegExp(`^Fix: Copy ${BINARY} of .* into the bundle's folder, or keep`, 'm'));
    assert.doesNotMatch(output, /npm install/);
  });
}

test("esbuild's own error shows that the package can stay external", async () => {
  const { code, output } = await outcome(folder, esbuild());
  assert.notEqual(code, 0);
  assert.match(output, /require\("@facesignai\/api-native-.*"\) \}; \/\/ Keep/);
});

test('a traced program without the addon says what to copy', async () => {
  await run(folder, SHIPPED['@vercel/nft'].commands[0]);
  await run(folder, ['rm', '-r', `out/node_modules/${platformPackage(here)}`]);
  const { output } = await outcome(moved(folder, 'out'), ['node', 'program.mjs'], variables(sandbox));
  assert.match(output, new RegExp(`^Fix: Copy ${platformPackage(here)} there too`, 'm'));
});

if (ALL) {
  const all = await programsIn('shipped-all');
  const sandboxOfAll = await sandboxIn(all);
  for (const [tool, shipment] of Object.entries(SHIPPED_TOO))
    test(`${tool}: what it makes is moved and makes a session`, () => ships(sandboxOfAll, all, shipment));

  for (const tool of ['rolldown', 'vite'])
    test(`${tool} takes the package in where the platform packages stay external`, async () => {
      const command = { rolldown: ['rolldown', '-c', 'rolldown.config.mjs'], vite: ['vite', 'build'] }[tool];
      await run(all, command);
      await makesSession(sandboxOfAll, all, ['node', `out/${tool}.mjs`]);
    });

  const nitro = await installed('nitro');
  const sandboxOfNitro = await sandboxIn(nitro);
  test('Nitro: .output is moved and makes a session', () =>
    shipsServer(sandboxOfNitro, nitro, {
      command: ['nitropack', 'build'],
      made: '.output',
      serve: 'node server/index.mjs',
    }));

  const sveltekit = await installed('sveltekit');
  const sandboxOfSvelteKit = await sandboxIn(sveltekit);
  test('SvelteKit, adapter-vercel: the function is moved and makes a session', async () => {
    await shipsServer(sandboxOfSvelteKit, sveltekit, {
      command: ['vite', 'build'],
      made: '.vercel/output/functions/![-]/catchall.func',
      serve: `node ${join(sveltekit, 'serve.mjs')} "$PWD/.svelte-kit/vercel-tmp/index.js"`,
    });
  });
}
