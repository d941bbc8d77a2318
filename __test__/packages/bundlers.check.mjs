// Server bundles with the package external. shipped.check.mjs has those that include it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { installed, run } from './support/project.mjs';
import { makesSession, sandboxOf } from './support/sandbox.mjs';

const folder = await installed('bundlers');
const sandbox = await sandboxOf(folder);
after(() => sandbox.close());

const esbuild = (entry, ...options) => ['esbuild', entry, '--bundle', '--platform=node', ...options];
const EXTERNAL = '--external:@facesignai/api-native';

/** What makes each bundle, and the files it comes to. */
const BUNDLES = {
  'esbuild, ES module': {
    command: esbuild('program.mjs', EXTERNAL, '--format=esm', '--outfile=out/esbuild.mjs'),
    files: ['out/esbuild.mjs'],
  },
  'esbuild, CommonJS': {
    command: esbuild('main.mjs', EXTERNAL, '--format=cjs', '--outfile=out/esbuild.cjs'),
    files: ['out/esbuild.cjs'],
  },
  'esbuild, all packages external': {
    command: esbuild('program.mjs', '--packages=external', '--format=esm', '--outfile=out/esbuild-all.mjs'),
    files: ['out/esbuild-all.mjs'],
  },
  'webpack, ES module and CommonJS': { command: ['webpack'], files: ['out/webpack.mjs', 'out/webpack.cjs'] },
  'Rollup, ES module and CommonJS': {
    command: ['rollup', '-c', 'rollup.config.mjs'],
    files: ['out/rollup.mjs', 'out/rollup.cjs'],
  },
  'Vite SSR': { command: ['vite', 'build'], files: ['out/vite/vite.mjs'] },
};

for (const [bundle, { command, files }] of Object.entries(BUNDLES)) {
  test(`${bundle}: the bundle makes a session`, async () => {
    await run(folder, command);
    for (const file of files) {
      assert.match(readFileSync(join(folder, file), 'utf8'), /['"]@facesignai\/api-native['"]/, 'external');
      await makesSession(sandbox, folder, ['node', file]);
    }
  });
}
