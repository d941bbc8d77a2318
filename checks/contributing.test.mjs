// Follows CONTRIBUTING.md: the files that it says to edit for an operation, an error class and an option are those that
// contain an existing one, and they stay few.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { LISTS, withList } from '../scripts/names.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** What is shipped or describes the contract. Everything else uses the package: tests, documents, examples. */
const SOURCES = ['src', 'lib', 'types', 'sandbox', 'fixtures', 'openapi.yaml', 'index.mjs', 'browser.mjs'];
const PATH = /`([\w./-]+(?:\.\w+|\/))`/g;

/** The paths in the numbered steps of a section. */
function filesToEdit(section) {
  const text = read('CONTRIBUTING.md').split(`## ${section}\n`)[1].split('\n## ')[0];
  const steps = text.split('\n1. ')[1].split('\n\n')[0];
  return [...steps.matchAll(PATH)].map(([, path]) => path).filter((path) => existsSync(`${ROOT}/${path}`));
}

/** Without the lists that scripts/names.mjs writes. */
function sourceOf(file) {
  const places = LISTS.filter(({ path }) => path === file);
  return places.reduce((text, place) => withList(text, place, ''), read(file));
}

function filesWith(pattern) {
  const files = execFileSync('git', ['ls-files', '--', ...SOURCES], { cwd: ROOT, encoding: 'utf8' });
  return files
    .trim()
    .split('\n')
    .filter((file) => !file.endsWith('.md') && !file.endsWith('tests.rs'))
    .filter((file) => pattern.test(sourceOf(file)));
}

/** Each with the lines that define an existing one; other files may mention it. */
const TABLE = [
  {
    section: 'Add an operation',
    max: 8,
    existing:
      /'avatars\.retrieve'|"avatars\.retrieve"|\bAvatarsCalls\b|\bAvatarsResponse\b|getAvatarsEndpoint|\bavatars_|^ {2}\/avatars:/m,
  },
  {
    section: 'Add an error',
    max: 5,
    existing:
      /class ConnectionError\b|^ {2}ConnectionError: |Self::ConnectionError =>|Failure::Connection \{ \.\. \} \|/m,
  },
  {
    section: 'Add an option',
    max: 4,
    existing: /\bmaxConcurrency\?|\bmaxConcurrency: |\bmax_concurrency: (Option|usize)/,
  },
];

for (const { section, max, existing } of TABLE) {
  test(`${section}: the steps name the files that have an existing one, ${max} at most`, () => {
    const files = filesToEdit(section);
    const covers = (file) =>
      files.some((path) => file === path || (path.endsWith('/') && file.startsWith(path)));
    const defining = filesWith(existing);
    assert.deepEqual(
      defining.filter((file) => !covers(file)),
      [],
    );
    const unused = files.filter((path) => !defining.some((file) => file.startsWith(path)));
    assert.deepEqual(unused, []);
    assert.ok(files.length <= max, files.join());
  });
}
