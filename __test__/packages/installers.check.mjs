// Every installer that people use, each with the platform package resolved from the registry as it will be in life,
// and an alias under the old SDK's name.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { copied, installed, PACKAGE, REGISTRY, run } from './support/project.mjs';
import { makesSession, sandboxOf } from './support/sandbox.mjs';

const tools = await installed('installers');
const base = await installed('modules-of-npm', 'modules');
const sandbox = await sandboxOf(base);
after(() => sandbox.close());

const tool = (path) => ['node', join(tools, 'node_modules', path)];
const BERRY = tool('@yarnpkg/cli-dist/bin/yarn.js');

/** What each installer is started with, and how programs are then run. */
const INSTALLERS = {
  pnpm: {
    install: [join(tools, 'node_modules/.bin/pnpm'), 'install', '--no-frozen-lockfile'],
    node: ['node'],
  },
  'Yarn 1': { install: [...tool('yarn/bin/yarn.js'), 'install', '--no-lockfile'], node: ['node'] },
  'Yarn 4, node_modules': { install: [...BERRY, 'install'], node: ['node'], files: yarnrc('node-modules') },
  'Yarn 4, Plug and Play': { install: [...BERRY, 'install'], node: [...BERRY, 'node'], files: yarnrc('pnp') },
};

/** Yarn 4 reads no .npmrc. */
function yarnrc(nodeLinker) {
  const settings = {
    nodeLinker,
    // The user's own folder may hold an earlier build of this version.
    globalFolder: './.yarn/global',
    // Yarn turns it on by itself only where package.json says `"type": "module"`.
    pnpEnableEsmLoader: true,
    enableTelemetry: false,
    enableImmutableInstalls: false,
    unsafeHttpWhitelist: ['127.0.0.1'],
    npmScopes: { facesignai: { npmRegistryServer: REGISTRY } },
  };
  return { '.yarnrc.yml': JSON.stringify(settings), 'yarn.lock': '' };
}

for (const [name, { install, node, files = {} }] of Object.entries(INSTALLERS)) {
  test(`${name} installs what CommonJS, ES modules and the alias need`, async () => {
    const folder = copied(name.replaceAll(/\W+/g, '-'), 'modules');
    for (const file of readdirSync(folder))
      if (/^(node_modules|\.pnp.*|\.yarn|.*lock.*)$/.test(file))
        rmSync(join(folder, file), { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    await run(folder, install, { YARN_CACHE_FOLDER: join(folder, '.cache'), CI: 'false' });
    for (const program of ['default.cjs', 'default.mjs', 'alias.cjs', 'alias.mjs'])
      await makesSession(sandbox, folder, [...node, program]);
  });
}

test(`npm installs ${PACKAGE.name} as @facesignai/api by the command of the README`, async () => {
  const folder = copied('alias', 'modules');
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  await run(folder, ['npm', 'install', `@facesignai/api@npm:${PACKAGE.name}`]);
  await makesSession(sandbox, folder, ['node', 'alias.cjs']);
  await makesSession(sandbox, folder, ['node', 'alias.mjs']);
});
