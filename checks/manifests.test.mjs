// The published manifests, which scripts/pack.mjs writes from `napi.targets`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { ADDONS, addonsModule } from '../scripts/addons.mjs';
import { platformManifest, rootManifest } from '../scripts/manifests.mjs';

const require = createRequire(import.meta.url);
const source = require('../package.json');
const { PLATFORMS, platformsHere } = require('../lib/platforms.js');

/** Rust target, ending of the package's name, os, cpu, libc. */
const EXPECTED = [
  ['x86_64-unknown-linux-gnu', 'linux-x64-gnu', 'linux', 'x64', 'glibc'],
  ['aarch64-unknown-linux-gnu', 'linux-arm64-gnu', 'linux', 'arm64', 'glibc'],
  ['x86_64-unknown-linux-musl', 'linux-x64-musl', 'linux', 'x64', 'musl'],
  ['aarch64-unknown-linux-musl', 'linux-arm64-musl', 'linux', 'arm64', 'musl'],
  ['x86_64-apple-darwin', 'darwin-x64', 'darwin', 'x64', undefined],
  ['aarch64-apple-darwin', 'darwin-arm64', 'darwin', 'arm64', undefined],
  ['x86_64-pc-windows-msvc', 'win32-x64-msvc', 'win32', 'x64', undefined],
  ['aarch64-pc-windows-msvc', 'win32-arm64-msvc', 'win32', 'arm64', undefined],
];

test('the targets of package.json are the eight platforms', () => {
  assert.deepEqual(
    PLATFORMS.map(({ target, name, os, cpu, libc }) => [target, name, os, cpu, libc]),
    EXPECTED,
  );
});

test('lib/addons.js has a line for each of them: node scripts/addons.mjs', () => {
  assert.equal(readFileSync(ADDONS, 'utf8'), addonsModule());
});

test('the root demands every platform package in exactly its own version', () => {
  assert.deepEqual(
    rootManifest().optionalDependencies,
    Object.fromEntries(EXPECTED.map(([, name]) => [`${source.name}-${name}`, source.version])),
  );
});

test('the root is published without scripts, so nothing runs at installation', () => {
  assert.deepEqual(
    Object.keys(rootManifest()).filter((field) => /scripts|devDependencies/.test(field)),
    [],
  );
});

test('the root is published with no other dependency', () => {
  assert.equal(rootManifest().dependencies, undefined);
});

for (const [target, name, os, cpu, libc] of EXPECTED) {
  test(`the package for ${target} is installed only where it runs`, () => {
    const manifest = platformManifest(PLATFORMS.find((platform) => platform.target === target));
    assert.deepEqual(
      { name: manifest.name, os: manifest.os, cpu: manifest.cpu, libc: manifest.libc, main: manifest.main },
      {
        name: `${source.name}-${name}`,
        os: [os],
        cpu: [cpu],
        libc: libc && [libc],
        main: `facesign.${name}.node`,
      },
    );
    assert.equal(manifest.version, source.version);
    assert.deepEqual(manifest.files, [manifest.main, 'bundled.js', 'THIRD-PARTY-NOTICES.txt']);
    assert.equal(manifest.scripts, undefined);
  });
}

test('the builds that could fit this machine are of its system and processor', () => {
  const fitting = platformsHere();
  assert.ok(fitting.length > 0);
  for (const { os, cpu } of fitting) assert.deepEqual([os, cpu], [process.platform, process.arch]);
});
