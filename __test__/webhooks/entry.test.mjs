// The entry loads no addon, and its error classes are those of the root: from the sources and from what is published, in
// CommonJS and in ES modules.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as root from '@facesignai/api-native';
import * as webhooks from '@facesignai/api-native/webhooks';
import { buildSync } from 'esbuild';
import { bundle } from '../../scripts/bundle.mjs';
import { platformsHere } from '../../scripts/manifests.mjs';

const require = createRequire(import.meta.url);
const NAMES = [
  'FaceSignError',
  'WebhookVerificationError',
  'createNodeWebhook',
  'createWebWebhook',
  'fetchSession',
  'sign',
  'unwrap',
  'verify',
];
const repository = fileURLToPath(new URL('../../', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'facesign-webhooks-'));
after(() => rmSync(project, { recursive: true }));
/** What is published, without any addon. */
const published = join(project, 'node_modules/@facesignai/api-native');
mkdirSync(published, { recursive: true });
bundle(published);
for (const file of ['package.json', 'index.mjs', 'browser.mjs'])
  cpSync(join(repository, file), join(published, file));

/** What a program in the project prints, as JSON. @param {string} code @param {'module' | 'commonjs'} kind */
function printed(code, kind) {
  const args = [`--input-type=${kind}`, '--eval', code];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8' }));
}

const IMPORT = {
  commonjs: (name, path) => `const ${name} = require('${path}');`,
  module: (name, path) => `import * as ${name} from '${path}';`,
};
const VERIFIES = `
  const body = JSON.stringify({ id: 'e', type: 'session.status', createdAt: Date.now(), sessionId: 's' });
  const { id } = webhooks.unwrap(body, webhooks.sign(body, { secret: 'k' }), 'k');`;

test('CommonJS and ES modules get the very same objects', () => {
  const commonjs = require('@facesignai/api-native/webhooks');
  assert.deepEqual(Object.keys(commonjs), NAMES);
  assert.deepEqual(Object.keys(webhooks).sort(), NAMES);
  for (const [name, value] of Object.entries(webhooks)) assert.equal(value, commonjs[name], name);
});

test('client.webhooks is the entry, and no own property of the client', () => {
  const client = new root.Client();
  assert.equal(client.webhooks, require('@facesignai/api-native/webhooks'));
  assert.ok(!Object.hasOwn(client, 'webhooks'));
});

test('the root does not load the entry until client.webhooks is asked for', () => {
  const code = `const Client = require('@facesignai/api-native');
    const client = new Client();
    const loaded = () => Object.keys(require.cache).filter((path) => /[\\\\/]webhooks[\\\\/]/.test(path)).length;
    const before = loaded();
    client.webhooks;
    console.log(JSON.stringify([before, loaded() > 0]));`;
  const output = execFileSync(process.execPath, ['--eval', code], { cwd: repository, encoding: 'utf8' });
  assert.deepEqual(JSON.parse(output), [0, true]);
});

test('the error classes are those of the root', () => {
  assert.equal(webhooks.FaceSignError, root.FaceSignError);
  assert.equal(webhooks.WebhookVerificationError, root.WebhookVerificationError);
});

for (const kind of ['commonjs', 'module'])
  describe(`what is published, as ${kind}`, () => {
    test('verifies with no addon in reach, while the root says that it has none', () => {
      const code = `${IMPORT[kind]('webhooks', '@facesignai/api-native/webhooks')}${VERIFIES}
        const addons = () => process.report.getReport().sharedObjects.filter((path) => path.endsWith('.node'));
        import('node:module').then(({ createRequire }) => {
          const rootIs = (() => {
            try {
              return typeof createRequire(process.cwd() + '/x')('@facesignai/api-native');
            } catch ({ code }) {
              return code;
            }
          })();
          console.log(JSON.stringify({ id, addons: addons(), rootIs }));
        });`;
      assert.deepEqual(printed(code, kind), { id: 'e', addons: [], rootIs: 'ERR_FACESIGN_ADDON' });
    });

    test('needs node:crypto and the shared error classes, and nothing else', () => {
      const code = `${IMPORT[kind]('webhooks', '@facesignai/api-native/webhooks')}
        import('node:module').then(({ createRequire }) => console.log(JSON.stringify(
          Object.keys(createRequire(process.cwd() + '/x').cache).filter((path) => path.includes('api-native')))));`;
      const files = printed(code, kind).map((path) => path.split('api-native').at(-1).replaceAll('\\', '/'));
      assert.deepEqual(files.sort(), ['/lib/errors.js', '/webhooks/index.js']);
    });
  });

describe('what is published, with its addon', () => {
  const [binary] = platformsHere().map(({ name }) => `facesign.${name}.node`);
  cpSync(join(repository, binary), join(project, binary));

  for (const kind of ['commonjs', 'module'])
    test(`as ${kind}: the classes are the same objects in the root, in the entry and in client.webhooks`, () => {
      const code = `${IMPORT[kind]('root', '@facesignai/api-native')}
        ${IMPORT[kind]('webhooks', '@facesignai/api-native/webhooks')}
        const { webhooks: own } = new root.Client();
        const same = ['FaceSignError', 'WebhookVerificationError'].map(
          (name) => root[name] === webhooks[name] && webhooks[name] === own[name]);
        console.log(JSON.stringify([...same, own.unwrap === webhooks.unwrap]));`;
      cpSync(join(project, binary), join(published, binary));
      assert.deepEqual(printed(code, kind), [true, true, true]);
      rmSync(join(published, binary));
    });

  test('in one bundle of a program that imports both, the classes are the same objects', () => {
    const main = join(project, 'main.mjs');
    writeFileSync(
      main,
      `import Client, { FaceSignError } from '@facesignai/api-native';
       import { FaceSignError as other, unwrap } from '@facesignai/api-native/webhooks';
       console.log(JSON.stringify([FaceSignError === other, new Client().webhooks.unwrap === unwrap]));`,
    );
    cpSync(join(project, binary), join(published, binary));
    const outfile = join(project, 'out/main.cjs');
    const external = ['@facesignai/api-native-*'];
    buildSync({
      entryPoints: [main],
      outfile,
      external,
      bundle: true,
      platform: 'node',
      loader: { '.node': 'copy' },
    });
    cpSync(join(project, binary), join(project, 'out', binary));
    assert.deepEqual(JSON.parse(execFileSync(process.execPath, [outfile], { encoding: 'utf8' })), [
      true,
      true,
    ]);
    rmSync(join(published, binary));
  });

  test('a program with webhooks alone is one file, in which no addon is mentioned', () => {
    const main = join(project, 'alone.mjs');
    writeFileSync(
      main,
      `import * as webhooks from '@facesignai/api-native/webhooks';${VERIFIES}
       console.log(JSON.stringify(id));`,
    );
    const outfile = join(project, 'alone/main.cjs');
    const { metafile } = buildSync({
      entryPoints: [main],
      outfile,
      bundle: true,
      platform: 'node',
      metafile: true,
    });
    const [{ imports }] = Object.values(metafile.outputs);
    assert.deepEqual(
      imports.map(({ path }) => path),
      ['node:crypto'],
    );
    assert.equal(execFileSync(process.execPath, [outfile], { encoding: 'utf8' }), '"e"\n');
  });
});
