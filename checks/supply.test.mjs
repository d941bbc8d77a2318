// What cargo-deny (scripts/audit.sh) doesn't check: the versions of Rust, the notices, and where npm packages come from.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const run = (command, ...args) =>
  execFileSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'ignore'],
  });

const named = ({ name, version }) => `${name}@${version}`;
const everything = ['--locked', '--all-features'];
const { packages } = JSON.parse(run('cargo', 'metadata', '--format-version', '1', ...everything));
// `cargo metadata` also lists what only a feature that no one asks for would bring; the tree is what is built.
const tree = run('cargo', 'tree', ...everything, '--target', 'all', '--prefix', 'none', '--format', '{p}');
const built = new Set(
  tree.split('\n').map((line) => line.split(' ').slice(0, 2).join('@').replace('@v', '@')),
);
const crates = packages.filter((crate) => crate.source !== null && built.has(named(crate)));

/** Whether a version of Rust, such as `1.89.0`, is newer than a promised one, such as `1.89`. */
function isNewer(version, promised) {
  return version.localeCompare(`${promised}.0`, 'en', { numeric: true }) > 0;
}

describe('crates', () => {
  const { rust_version: promised } = packages.find(({ source }) => source === null);
  test('none needs a newer Rust than Cargo.toml promises', () => {
    assert.ok(crates.length > 50);
    const newer = crates.filter(({ rust_version: needed }) => isNewer(needed ?? '0', promised));
    assert.deepEqual(
      newer.map((crate) => `${named(crate)}: ${crate.rust_version}`),
      [],
    );
  });

  for (const file of ['README.md', 'CONTRIBUTING.md'])
    test(`${file} asks for the Rust that Cargo.toml promises`, () =>
      assert.equal(/Rust\S* (1\.\d+) or later/.exec(read(file))?.[1], promised));

  // All of this file checks the root's, which it reads with --locked.
  test('fuzz/Cargo.lock fits its Cargo.toml', () => {
    const manifest = ['--manifest-path', 'fuzz/Cargo.toml'];
    assert.doesNotThrow(() => run('cargo', 'metadata', '--format-version', '1', '--locked', ...manifest));
  });
});

describe('THIRD-PARTY-NOTICES.txt', () => {
  const hint = 'write it anew: cargo install --locked --features cli cargo-about && npm run notices';
  const notices = read('THIRD-PARTY-NOTICES.txt');
  const noticed = [...notices.matchAll(/^([\w-]+) (\d+\.\S+)(?: <.*>)?$/gm)].map(([, ...one]) =>
    one.join('@'),
  );
  const { targets } = JSON.parse(read('package.json')).napi;

  test('names every crate that is linked into the addon, in its version', () => {
    const options = ['--locked', '--edges', 'normal', '--prefix', 'none', '--format', '{p}'];
    const linked = run('cargo', 'tree', ...options, ...targets.flatMap((target) => ['--target', target]));
    const crates = linked.match(/^\S+ v\S+/gm).map((line) => line.replace(' v', '@'));
    const others = crates.filter((crate) => !crate.startsWith('facesign-api-native@'));
    assert.ok(others.length > 50);
    const missing = others.filter((crate) => !noticed.includes(crate));
    assert.deepEqual(missing, [], hint);
  });

  test('names no version that Cargo.lock no longer has', () => {
    const locked = read('Cargo.lock').matchAll(/^name = "(.*)"\nversion = "(.*)"$/gm);
    const known = [...locked].map(([, ...one]) => one.join('@'));
    const stale = noticed.filter((crate) => !known.includes(crate));
    assert.deepEqual(stale, [], hint);
  });

  test('was made for the targets that are published', () => {
    const lines = read('about.toml').match(/^ {2}"[\w-]+",$/gm);
    assert.deepEqual(JSON.parse(`[${lines.join('').slice(0, -1)}]`), targets);
  });

  /** A crate and what its licenses say. */
  for (const [crate, ...words] of [
    ['ring', 'Apache License 2.0 (Apache-2.0)', 'ISC License (ISC)', 'Brian Smith'],
    ['zstd-sys', 'BSD-3-Clause', 'Meta Platforms, Inc. and affiliates'],
    ['brotli', 'Dropbox, Inc.'],
    ['rustls-webpki', 'ISC License (ISC)'],
  ])
    test(`has the licenses of ${crate}`, () => {
      const sections = notices.split(/^=+$/m).filter((text) => text.includes(`\n${crate} `));
      for (const word of words) assert.ok(sections.join('').includes(word), word);
    });
});

describe('npm packages', () => {
  const lockfiles = run('git', 'ls-files', '*package-lock.json').trim().split('\n');

  test('every place that installs from the registry has its lockfile committed', () => {
    assert.deepEqual(lockfiles, [
      '__test__/faults/peers/package-lock.json',
      'benchmark/package-lock.json',
      'docs/site/package-lock.json',
      'package-lock.json',
    ]);
  });

  for (const lockfile of lockfiles)
    test(`all of ${lockfile} come from the npm registry with a checksum`, () => {
      const packages = Object.entries(JSON.parse(read(lockfile)).packages).filter(([path]) => path !== '');
      assert.ok(packages.length > 0);
      for (const [path, { resolved, integrity }] of packages) {
        // Without an address it is the registry's; one of git or a tarball elsewhere would be written down.
        assert.match(resolved ?? 'https://registry.npmjs.org/', /^https:\/\/registry\.npmjs\.org\//, path);
        assert.match(integrity ?? '', /^sha512-/, path);
      }
    });
});
