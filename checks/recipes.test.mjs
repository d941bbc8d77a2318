// The recipes of docs/recipes: their pages show their files, and those without a framework do what they say. The checks
// of __test__/packages run all of them with the tarballs; a recipe.json next to a recipe has its dependencies.

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { lambdaResponds, proxyIsPassed } from '../__test__/support/recipes.mjs';
import { blocksOf, brokenLinks, read, root } from '../__test__/support/snippets.mjs';

const FOLDER = 'docs/recipes';
const files = readdirSync(root + FOLDER).filter((name) => name.endsWith('.md'));
const pages = files.map((name) => `${FOLDER}/${name}`);

describe('each page', () => {
  for (const page of pages) {
    test(`${page} shows nothing but its files, as they are`, () => {
      for (const { name, code, shows } of blocksOf(page)) {
        assert.ok(shows, `${name} shows no file: put the code below ${FOLDER}/code`);
        assert.equal(code, read(shows), `${name} is not ${shows}`);
      }
    });

    test(`${page} has no broken link`, () => assert.deepEqual(brokenLinks(page), []));
  }

  test('is in the list of README.md', () => {
    const linked = [...read(`${FOLDER}/README.md`).matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, link]) => link);
    assert.deepEqual([...linked, 'README.md'].sort(), files.sort());
  });
});

describe('each recipe.json', () => {
  for (const name of ['nextjs', 'express', 'fastify', 'nestjs']) {
    test(`of ${name} says what to install, how to start and where to ask`, () => {
      const { dependencies, start, check } = JSON.parse(read(`${FOLDER}/code/${name}/recipe.json`));
      assert.ok(Object.keys(dependencies).length > 0);
      assert.match(start, /\bnode |\bnext start /);
      assert.match(check.path, /^\/(api\/)?verifications$/);
    });
  }
});

const code = () => `${root}${FOLDER}/code`;
describe('the handler for AWS Lambda', () => lambdaResponds(code));
describe('behind a proxy with its own authority', () => proxyIsPassed(code));

describe('each Dockerfile', () => {
  const folder = `${FOLDER}/code/docker`;
  const dockerfiles = readdirSync(root + folder).filter((name) => name.endsWith('.Dockerfile'));
  const muslOrGlibc = (image) => (image.includes('alpine') ? 'musl' : 'glibc');

  for (const name of dockerfiles) {
    const lines = read(`${folder}/${name}`).split('\n');
    const images = lines.flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? []);

    test(`${name} installs inside the image, and keeps optional dependencies`, () => {
      assert.ok(lines.includes('RUN npm ci --omit=dev'));
    });

    test(`${name} runs on the C library that it was installed for`, () => {
      assert.equal(new Set(images.map(muslOrGlibc)).size, 1, images.join());
    });
  }

  test('is one for Debian, one for Alpine and one for distroless', () => {
    assert.deepEqual(dockerfiles, ['alpine.Dockerfile', 'debian.Dockerfile', 'distroless.Dockerfile']);
    assert.ok(existsSync(`${root}${folder}/dockerignore`));
  });
});
