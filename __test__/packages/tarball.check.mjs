// What is in the tarballs, and what publint and arethetypeswrong say of them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { platformManifest, platformsHere } from '../../scripts/manifests.mjs';
import { installed, outcome, run, TARBALLS } from './support/project.mjs';
import { manifestIn, textIn } from './support/tarball.mjs';

const ROOT_LIMIT = 350_000;

/** Everything that may be in the root tarball; the pages are those that README.md leads to. */
const PUBLISHED = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|CONTRIBUTING\.md|SECURITY\.md)$/,
  /^docs\/(decisions\/[\w-]+|flow\/\w+|api-contract|calls|clients|errors|events|flow-check|lists|logging|migration|options|performance|recipes\/[\w-]+|reconcile|releasing|reliability|retries|runtimes|security|testing|webhooks)\.md$/,
  /^(index|browser)\.(js|mjs)$/,
  /^index\.(d\.ts|d\.mts)$/,
  /^lib\/(cli\/(lint\/)?)?[\w-]+\.js$/,
  /^opentelemetry\/attributes\.js$/,
  /^(flow|opentelemetry|webhooks)\/index\.(js|mjs|d\.ts|d\.mts)$/,
  /^types\/[\w-]+\.d\.ts$/,
  /^sandbox\/page\/([\w-]+\.js|assets\/[\w-]+\.(js|css|svg))$/,
  /^sandbox\/([\w-]+\.js|index\.mjs|index\.d\.ts|index\.d\.mts|README\.md)$/,
];

const folder = await installed('lint');

const list = (tarball) =>
  execFileSync('tar', ['tzf', tarball], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''));

test('the root tarball is at most 350 KB', () => {
  assert.ok(statSync(TARBALLS.root).size <= ROOT_LIMIT, `${statSync(TARBALLS.root).size} bytes`);
});

test('the root tarball contains only what users need', () => {
  assert.deepEqual(
    list(TARBALLS.root).filter((path) => !PUBLISHED.some((allowed) => allowed.test(path))),
    [],
  );
});

test('the root tarball contains every file that its manifest names, and the license and notices', () => {
  const { main, types, exports, bin } = manifestIn(TARBALLS.root);
  const named = JSON.stringify([main, types, exports, bin]).match(/(?<="\.\/)[^"]+\.\w+/g);
  const files = list(TARBALLS.root);
  for (const file of [...named, 'README.md', 'LICENSE', 'CHANGELOG.md'])
    assert.ok(files.includes(file), file);
});

test('every link of a packed page leads to a packed file; the charts alone stay in the repository', () => {
  const files = list(TARBALLS.root);
  const linksOf = (page) => {
    const prose = textIn(TARBALLS.root, page).replace(/^```[\s\S]*?^```$/gm, '');
    const links = prose.matchAll(/(?<!!)\[[^\]]*\]\((?![a-z]+:|#)([^)#\s]+)/g);
    return [...links].map(([, link]) => join(dirname(page), link));
  };
  const pages = files.filter((file) => file.endsWith('.md'));
  assert.deepEqual(
    pages.flatMap((page) => linksOf(page).filter((link) => !files.includes(link))),
    [],
  );
});

test('nothing runs when the packages are installed', () => {
  for (const tarball of [TARBALLS.root, TARBALLS.addon]) assert.equal(manifestIn(tarball).scripts, undefined);
});

test('the platform tarball contains the addon, what bundlers read, its manifest, the license and the notices', () => {
  const [here] = platformsHere();
  const { files } = platformManifest(here);
  assert.deepEqual(list(TARBALLS.addon).sort(), ['LICENSE', 'README.md', 'package.json', ...files].sort());
});

test('the addon carries no debug information', () => {
  const { main, name } = manifestIn(TARBALLS.addon);
  const sections = execFileSync('readelf', ['-SW', join(folder, 'node_modules', name, main)], {
    encoding: 'utf8',
  });
  assert.match(sections, / \.text /);
  assert.doesNotMatch(sections, / \.debug_/);
});

test('publint finds nothing in the root tarball', async () => {
  assert.match(await run(folder, ['publint', 'run', TARBALLS.root, '--strict']), /All good!/);
});

test('publint finds in the platform tarball what docs/decisions/0026 says, and nothing else', async () => {
  const { output } = await outcome(folder, ['publint', 'run', TARBALLS.addon, '--strict']);
  const findings = output.match(/^\d+\. .*$/gm);
  assert.equal(findings?.length, 2, output);
  assert.match(findings[0], /bundled\.js is written in ESM, but is interpreted as CJS/);
  assert.match(findings[1], /does not specify the "type" field/);
});

test('arethetypeswrong finds nothing for node10, node16 and bundlers', async () => {
  const { code, output } = await outcome(folder, ['attw', TARBALLS.root, '--no-emoji']);
  assert.equal(code, 0, output);
  assert.match(output, /No problems found/);
});
