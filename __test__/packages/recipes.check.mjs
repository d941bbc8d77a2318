// The recipes without a framework, with the tarballs: the handler for AWS Lambda, as it is and bundled as its page says,
// and the programs behind a proxy.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { buildSync } from 'esbuild';
import { lambdaResponds, proxyIsPassed } from '../support/recipes.mjs';
import { inRepository } from './support/committed.mjs';
import { copied, npm, PACKAGE } from './support/project.mjs';

const folder = copied('recipes', 'broken');
for (const recipe of ['aws-lambda', 'proxy-and-ca'])
  cpSync(inRepository(`docs/recipes/code/${recipe}`), join(folder, recipe), { recursive: true });
// As the page on Lambda says.
await npm(folder, 'install', '--os=linux', `--cpu=${process.arch}`, '--libc=glibc');

test('what is installed for Lambda is the package and the addon of its system', () => {
  const names = readdirSync(join(folder, 'node_modules', '@facesignai')).sort();
  assert.deepEqual(names, ['api-native', `api-native-linux-${process.arch}-gnu`]);
});

describe('the handler for AWS Lambda', () => lambdaResponds(() => folder));

describe('the same, bundled with the package external, and shipped with its folders in node_modules', () =>
  lambdaResponds(() => shipped()));

describe('behind a proxy with its own authority', () => proxyIsPassed(() => folder));

/** What the page says to ship. */
function shipped() {
  const shipping = join(folder, 'shipping');
  rmSync(shipping, { recursive: true, force: true });
  mkdirSync(shipping);
  buildSync({
    entryPoints: [join(folder, 'aws-lambda/handler.mjs')],
    outfile: join(shipping, 'aws-lambda/handler.mjs'),
    external: [PACKAGE.name],
    ...{ bundle: true, platform: 'node', format: 'esm' },
  });
  const modules = join('node_modules', '@facesignai');
  cpSync(join(folder, modules), join(shipping, modules), { recursive: true });
  writeFileSync(join(shipping, 'package.json'), '{}');
  return shipping;
}
