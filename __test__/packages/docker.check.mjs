// The Dockerfiles of docs/recipes, carried out step by step without Docker: what each installs, and that its command
// creates a session. The context has the node_modules of a Mac, as on a laptop.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { platformsHere } from '../../scripts/manifests.mjs';
import { inRepository } from './support/committed.mjs';
import { carryOut } from './support/docker.mjs';
import { copied, installed, npm, run } from './support/project.mjs';
import { makesSession, sandboxOf } from './support/sandbox.mjs';

const DOCKER = inRepository('docs/recipes/code/docker');
const context = copied('docker', 'modules');
copyFileSync(join(DOCKER, 'dockerignore'), join(context, '.dockerignore'));
writeFileSync(join(context, '.env.local'), 'FACESIGN_API_KEY=secret\n');
copyFileSync(join(context, 'default.mjs'), join(context, 'server.mjs'));
await npm(context, 'install', '--os=darwin', '--cpu=arm64');
rmSync(join(context, 'package-lock.json'), { force: true });
await run(context, ['npm', 'install', '--package-lock-only', '--no-audit', '--no-fund']);
// Where our scope is: the file that a user has at home.
const env = { npm_config_userconfig: join(context, '.npmrc') };

const sandbox = await sandboxOf(await installed('docker-sandbox', 'modules'));
after(() => sandbox.close());

const [glibc, musl] = ['glibc', 'musl'].map((libc) => platformsHere().find((one) => one.libc === libc));
/** The addon that each installs, and whether it can be started here. */
const FILES = {
  'debian.Dockerfile': { platform: glibc, starts: true },
  'distroless.Dockerfile': { platform: glibc, starts: true },
  // The musl addon of this run is an empty file; scripts/run-musl.sh runs a real one.
  'alpine.Dockerfile': { platform: musl, starts: false },
};

for (const [file, { platform, starts }] of Object.entries(FILES)) {
  test(`${file} comes to the addon of its image, and not to the laptop's`, async () => {
    const { folder, command } = await carryOut(join(DOCKER, file), context, join(context, '..', file), env);
    const ours = readdirSync(join(folder, 'node_modules', '@facesignai')).sort();
    assert.deepEqual(ours, ['api', 'api-native', `api-native-${platform.name}`]);
    assert.ok(!existsSync(join(folder, '.env.local')), 'a key is in the image');
    assert.deepEqual(command, ['node', 'server.mjs']);
    // By node alone: distroless has no shell and no other program.
    const alone = ['env', 'PATH=/nowhere', process.execPath, ...command.slice(1)];
    if (starts) await makesSession(sandbox, folder, alone);
  });
}

test('every Dockerfile of the recipe is carried out', () => {
  const files = readdirSync(DOCKER).filter((name) => name.endsWith('.Dockerfile'));
  assert.deepEqual(files.sort(), Object.keys(FILES).sort());
});
