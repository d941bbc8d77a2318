// Programs that were written for the old SDK run unchanged on this package: each against a sandbox, in a project where
// `@facesignai/api` is this checkout.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PROGRAMS, play, printsAsExpected } from './plays.mjs';
import { compile, makeProject } from './project.mjs';

const project = makeProject();
const compiled = compile(project.folder);
after(() => project.remove());

test('every program of the folder is run', () => {
  const folder = fileURLToPath(new URL('programs/', import.meta.url));
  const files = readdirSync(folder).filter((file) => /\.[cm]?[jt]s$/.test(file));
  assert.deepEqual(
    files.sort(),
    Object.keys(PROGRAMS)
      .filter((name) => !name.includes('/'))
      .sort(),
  );
});

test('the programs in TypeScript compile against the types', () => {
  assert.equal(compiled.status, 0, compiled.output);
});

for (const name of Object.keys(PROGRAMS)) {
  test(`${name} runs and prints what it should`, (t) => printsAsExpected(t, project.folder, name));
}

test('with ILogLevel.DEBUG the route handlers log each call, without the key and the secret', async (t) => {
  const { sandbox, stdout, stderr } = await play(t, project.folder, 'next/drive.ts');
  const log = stdout + stderr;
  const starts = log.split('\n').filter((line) => line.includes('request start'));
  assert.equal(starts.length, 4, log);
  assert.ok(!log.includes(sandbox.keys[0]) && !/cs[0-9a-f]{32}/.test(log), log);
});
