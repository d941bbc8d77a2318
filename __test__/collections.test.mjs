// /langs and /avatars: recorded as bare arrays, documented as objects (docs/api-contract.md#responses-by-endpoint).
// Callers written for one form also work with the other.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import { startSandbox } from '../sandbox/index.mjs';
import { clientOf, KEY, startRecorder } from './support/recorder.mjs';

const sandboxes = {
  array: await startSandbox({ keys: [KEY], collections: 'array' }),
  object: await startSandbox({ keys: [KEY], collections: 'object' }),
};
after(() => Promise.all(Object.values(sandboxes).map((sandbox) => sandbox.close())));

for (const name of ['langs', 'avatars']) {
  test(`${name}: a caller written for the array and one written for the object work with either answer`, async () => {
    const { array, object } = sandboxes;
    const bare = await clientOf(array)[name].retrieve();
    const wrapped = await clientOf(object)[name].retrieve();
    assert.ok(bare.length > 0);
    assert.deepEqual(
      bare[name].map(({ id }) => id),
      wrapped[name].map(({ id }) => id),
    );
  });

  test(`${name}: an array comes as that array, and its hidden ${name} is the array itself`, async () => {
    const answer = await clientOf(sandboxes.array)[name].retrieve();
    assert.ok(Array.isArray(answer));
    assert.equal(answer[name], answer);
    assert.equal(Object.prototype.propertyIsEnumerable.call(answer, name), false);
  });

  test(`${name}: the hidden property shows in no loop, copy, comparison or JSON`, async () => {
    const answer = await clientOf(sandboxes.array)[name].retrieve();
    const plain = [...answer];
    assert.deepStrictEqual(answer, plain);
    assert.equal(JSON.stringify(answer), JSON.stringify(plain));
    assert.equal(inspect(answer), inspect(plain));
    assert.deepEqual(Object.keys(answer), Object.keys(plain));
    assert.ok(!Object.hasOwn(structuredClone(answer), name));
  });

  test(`${name}: the hidden property may be overwritten and removed, as any other`, async () => {
    const answer = await clientOf(sandboxes.array)[name].retrieve();
    answer[name] = 'mine';
    assert.equal(answer[name], 'mine');
    delete answer[name];
    assert.ok(!(name in answer));
  });

  for (const body of [`{"${name}":[{"id":"x"}],"more":1}`, '{}', '{"other":[]}', 'null', '"text"', '7']) {
    test(`${name}: the response ${body} is handed on untouched`, async (t) => {
      const recorder = await startRecorder(() => ({ body }));
      t.after(recorder.close);
      const answer = await clientOf(recorder)[name].retrieve();
      assert.deepStrictEqual(answer, JSON.parse(body));
    });
  }

  test(`${name}: an empty array has its hidden property too`, async (t) => {
    const recorder = await startRecorder(() => ({ body: '[]' }));
    t.after(recorder.close);
    const answer = await clientOf(recorder)[name].retrieve();
    assert.deepStrictEqual(answer, []);
    assert.equal(answer[name], answer);
  });

  test(`${name}: whatever is passed as argument is ignored, as there is none`, async () => {
    for (const argument of [undefined, null, {}, 'text', 0])
      assert.ok(Array.isArray(await clientOf(sandboxes.array)[name].retrieve(argument)));
  });
}
