// /langs and /avatars: recorded as bare arrays, documented as objects (docs/api-contract.md#responses-by-endpoint).
// Callers written for one form also work with the other.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import { startSandbox } from '../sandbox/index.mjs';
import { clientOf, KEY } from './support/client.mjs';
import { startRecorder } from './support/recorder.mjs';

const sandboxes = {
  array: await startSandbox({ keys: [KEY], collections: 'array' }),
  object: await startSandbox({ keys: [KEY], collections: 'object' }),
};
after(() => Promise.all(Object.values(sandboxes).map((sandbox) => sandbox.close())));

for (const name of ['langs', 'avatars']) {
  test(`${name}: a caller written for the array and one written for the object work with either response`, async () => {
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
    const response = await clientOf(sandboxes.array)[name].retrieve();
    assert.ok(Array.isArray(response));
    assert.equal(response[name], response);
    assert.equal(Object.prototype.propertyIsEnumerable.call(response, name), false);
  });

  test(`${name}: the hidden property shows in no loop, copy, comparison or JSON`, async () => {
    const response = await clientOf(sandboxes.array)[name].retrieve();
    const plain = [...response];
    assert.deepStrictEqual(response, plain);
    assert.equal(JSON.stringify(response), JSON.stringify(plain));
    assert.equal(inspect(response), inspect(plain));
    assert.deepEqual(Object.keys(response), Object.keys(plain));
    assert.ok(!Object.hasOwn(structuredClone(response), name));
  });

  test(`${name}: the hidden property may be overwritten and removed, as any other`, async () => {
    const response = await clientOf(sandboxes.array)[name].retrieve();
    response[name] = 'mine';
    assert.equal(response[name], 'mine');
    delete response[name];
    assert.ok(!(name in response));
  });

  for (const body of [`{"${name}":[{"id":"x"}],"more":1}`, '{}', '{"other":[]}', 'null', '"text"', '7']) {
    test(`${name}: the response ${body} is handed on untouched`, async (t) => {
      const recorder = await startRecorder(() => ({ body }));
      t.after(recorder.close);
      const response = await clientOf(recorder)[name].retrieve();
      assert.deepStrictEqual(response, JSON.parse(body));
    });
  }

  test(`${name}: an empty array has its hidden property too`, async (t) => {
    const recorder = await startRecorder(() => ({ body: '[]' }));
    t.after(recorder.close);
    const response = await clientOf(recorder)[name].retrieve();
    assert.deepStrictEqual(response, []);
    assert.equal(response[name], response);
  });

  test(`${name}: whatever is passed as argument is ignored, as there is none`, async () => {
    for (const argument of [undefined, null, {}, 'text', 0])
      assert.ok(Array.isArray(await clientOf(sandboxes.array)[name].retrieve(argument)));
  });
}
