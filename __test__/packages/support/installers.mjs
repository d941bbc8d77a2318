// The package managers other than npm, each started from its own package, and a project cleared of the files of others.

import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { copied, installed, REGISTRY, run } from './project.mjs';

// Every check has them for itself: two checks run at a time, and two npm in one folder undo each other's work.
const check = basename(process.argv[1], '.check.mjs');
const tools = await installed(`installers-of-${check}`, 'installers');

const tool = (path) => ['node', join(tools, 'node_modules', path)];
const BERRY = tool('@yarnpkg/cli-dist/bin/yarn.js');

/** How each installer is started, what its `install` needs, and how programs are then run. */
export const INSTALLERS = {
  pnpm: {
    program: [join(tools, 'node_modules/.bin/pnpm')],
    options: ['--no-frozen-lockfile'],
    node: ['node'],
  },
  'Yarn 1': { program: tool('yarn/bin/yarn.js'), options: ['--no-lockfile'], node: ['node'] },
  'Yarn 4, node_modules': { program: BERRY, options: [], node: ['node'], files: yarnrc('node-modules') },
  'Yarn 4, Plug and Play': { program: BERRY, options: [], node: [...BERRY, 'node'], files: yarnrc('pnp') },
};

/** Yarn 4 reads no .npmrc. */
function yarnrc(nodeLinker) {
  const settings = {
    nodeLinker,
    // The user's own folder may have an earlier build of this version.
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

/**
 * A project as copied, with the files of an installer and nothing installed.
 * @param {string} name
 * @param {string} source
 * @param {Record<string, string>} [files]
 */
export function emptied(name, source, files = {}) {
  const folder = copied(name.replaceAll(/\W+/g, '-'), source);
  for (const file of readdirSync(folder))
    if (/^(node_modules|\.pnp.*|\.yarn|.*lock.*)$/.test(file))
      rmSync(join(folder, file), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

/** Runs a command of an installer, with its cache in the project. */
export function runInstaller(folder, command) {
  return run(folder, command, { YARN_CACHE_FOLDER: join(folder, '.cache'), CI: 'false' });
}
