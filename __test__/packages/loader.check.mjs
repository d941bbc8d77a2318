// Broken installations, made with each package manager, and the command in the loader's message that fixes them.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { platformsHere } from '../../scripts/manifests.mjs';
import { emptied, INSTALLERS, runInstaller } from './support/installers.mjs';
import { copied, npm, outcome, PACKAGE, run } from './support/project.mjs';

const LOAD = ['-e', `require('${PACKAGE.name}')`];
const [here] = platformsHere();

const NPM = { program: ['npm'], options: ['--no-package-lock', '--loglevel=error'], node: ['node'] };
const LEFT_OUT = /Optional dependencies were omitted/;
const OTHER_SYSTEM = /installed for another system \(darwin arm64\)/;
const BY_NPM = new RegExp(`^npm install --no-save --include=optional ${PACKAGE.name}-${here.name}@`);
const BY_PNPM = /^pnpm install --force --config\.optional=true$/;

const YARN_4_FOR_A_MAC = {
  before: (folder) => yarnFor(folder, { os: ['darwin'], cpu: ['arm64'] }),
  after: (folder) => yarnFor(folder, undefined),
  says: OTHER_SYSTEM,
  fixes: /^yarn install$/,
};

/** How an installation lost the addon of this machine, what the message says of it, and the command of its fix. */
const BROKEN = {
  'npm omitted optional dependencies': {
    installer: NPM,
    options: ['--omit=optional'],
    says: LEFT_OUT,
    fixes: BY_NPM,
  },
  'npm installed for another system': {
    installer: NPM,
    options: ['--os=darwin', '--cpu=arm64'],
    says: OTHER_SYSTEM,
    fixes: BY_NPM,
  },
  'npm installed for another libc': {
    installer: NPM,
    options: ['--os=linux', '--cpu=x64', '--libc=musl'],
    says: /installed for another system \(linux x64 \(musl\)\)/,
    fixes: BY_NPM,
  },
  'pnpm left optional dependencies out': {
    installer: INSTALLERS.pnpm,
    options: ['--no-optional'],
    says: LEFT_OUT,
    fixes: BY_PNPM,
  },
  'pnpm is set to leave them out': {
    installer: INSTALLERS.pnpm,
    before: (folder) => writeFileSync(join(folder, 'pnpm-workspace.yaml'), 'optional: false\n'),
    says: LEFT_OUT,
    fixes: BY_PNPM,
  },
  'Yarn 1 left optional dependencies out': {
    installer: INSTALLERS['Yarn 1'],
    options: ['--ignore-optional'],
    says: LEFT_OUT,
    fixes: /^yarn install --force$/,
  },
  'Yarn 4 filled node_modules for another system': {
    installer: INSTALLERS['Yarn 4, node_modules'],
    ...YARN_4_FOR_A_MAC,
  },
  'Yarn 4 plugged in what another system plays': {
    installer: INSTALLERS['Yarn 4, Plug and Play'],
    ...YARN_4_FOR_A_MAC,
  },
};

for (const [index, [situation, broken]] of Object.entries(BROKEN).entries()) {
  test(`where ${situation}, the message says so and its command fixes it`, async () => {
    const { installer, options = [], before, after, says, fixes } = broken;
    const { program, node, files } = installer;
    const folder = emptied(`broken-${index}`, 'broken', files);
    before?.(folder);
    await runInstaller(folder, [...program, 'install', ...installer.options, ...options]);
    after?.(folder);
    const { code, output } = await outcome(folder, [...node, ...LOAD]);
    assert.equal(code, 1, 'it was to be broken');
    assert.match(output, says);
    const [, command] = /^Fix: (.*)$/m.exec(output);
    assert.match(command, fixes);
    await runInstaller(folder, [...program, ...command.split(' ').slice(1)]);
    await run(folder, [...node, ...LOAD]);
  });
}

test('npm ci rejects a lockfile of another system itself, and names the package that it lacks', async () => {
  const folder = emptied('locked-elsewhere', 'broken');
  await lockedElsewhere(folder);
  const { code, output } = await outcome(folder, ['npm', 'ci']);
  assert.notEqual(code, 0);
  assert.match(output, new RegExp(`Missing: ${PACKAGE.name}-${here.name}@${PACKAGE.version} from lock file`));
});

test('npx doctor says of a sound installation what is loaded', async () => {
  const folder = copied('doctor', 'broken');
  await npm(folder, 'install');
  const output = await run(folder, ['npx', 'facesign', 'doctor', '--offline']);
  assert.match(
    output,
    new RegExp(`^Addon: .*/${PACKAGE.name}-${here.name}/facesign.${here.name}.node$`, 'm'),
  );
});

/** A package-lock.json that names the package of a Mac alone. */
async function lockedElsewhere(folder) {
  const file = join(folder, 'package-lock.json');
  rmSync(file, { force: true });
  await run(folder, ['npm', 'install', '--package-lock-only', '--no-audit', '--no-fund']);
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  for (const path of Object.keys(lock.packages))
    if (path.includes(`${PACKAGE.name}-`) && !path.endsWith('darwin-arm64')) delete lock.packages[path];
  writeFileSync(file, JSON.stringify(lock));
}

/** Lets Yarn 4 install for other systems than this. @param {object | undefined} supportedArchitectures */
function yarnFor(folder, supportedArchitectures) {
  const file = join(folder, '.yarnrc.yml');
  const settings = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...settings, supportedArchitectures }));
}
