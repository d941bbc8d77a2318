// README.md, index.d.ts and the code have the same options, fault fields and controls.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { startSandbox } from '../sandbox/index.mjs';

const text = (name) => readFileSync(new URL(`../sandbox/${name}`, import.meta.url), 'utf8');
const readme = text('README.md');
const types = text('index.d.ts');

/** The sandbox says what it knows when it is asked for what it does not know. */
async function known(ask) {
  const error = await ask().catch((err) => err);
  return /Known: (.*)\./.exec(error.message)[1].split(', ');
}

/** Names in the first column of the table below a heading. */
function inReadme(heading) {
  const section = readme.split(`## ${heading}\n`)[1].split('\n## ')[0];
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...row.split('|')[1].matchAll(/`([^`]+)`/g)].map((match) => match[1]));
}

/** Names of the members of an interface. */
function inTypes(name) {
  const body = types.split(`export interface ${name} {`)[1].split('\n}')[0];
  return [...body.matchAll(/^ {2}(\w+)\??:/gm)].map((match) => match[1]);
}

const sorted = (names) => [...names].sort();

let sandbox;
before(async () => {
  sandbox = await startSandbox();
});
after(() => sandbox.close());

describe('names', () => {
  test('of options', async () => {
    const names = sorted(await known(() => startSandbox({ unknown: 1 })));
    assert.deepEqual(sorted(inReadme('Options of `startSandbox`')), names);
    assert.deepEqual(sorted(inTypes('SandboxOptions')), names);
  });

  test('of the options of webhooks', async () => {
    const names = sorted(await known(() => startSandbox({ webhooks: { unknown: 1 } })));
    assert.deepEqual(sorted(inReadme('Webhooks')), names);
    assert.deepEqual(sorted(inTypes('SandboxWebhooks')), names);
  });

  test('of fault fields', async () => {
    const names = sorted(await known(async () => sandbox.fail({ unknown: 1 })));
    assert.deepEqual(sorted(inReadme('Faults')), names);
    assert.deepEqual(sorted(inTypes('SandboxFault')), names);
  });

  test('of the object that startSandbox gives', () => {
    const body = types.split('export interface Sandbox {')[1].split('\n}')[0];
    const names = [...body.matchAll(/^ {2}(?:readonly )?(\w+)[:(]/gm)].map((match) => match[1]);
    assert.deepEqual(sorted(Object.keys(sandbox)), sorted(names));
  });
});

describe('controls of README.md are there', () => {
  const calls = inReadme('Control over HTTP').filter((cell) => cell.includes(' /_sandbox'));
  for (const call of calls) {
    test(call, async () => {
      const [method, path] = call.replace('{id}', 'none').split(' ');
      // 400 says that the control is known and its body or id is not.
      assert.notEqual((await fetch(sandbox.url + path, { method })).status, 404);
    });
  }

  test('all of them', () => assert.equal(calls.length, 13));
});
