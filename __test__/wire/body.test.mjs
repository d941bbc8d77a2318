// The body of session.create (docs/api-contract.md#request-body). It must equal JSON.stringify of the twelve fields, as
// in the old SDK.

import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import Client from '../../index.js';
import { clientOf, rejectionOf } from '../support/client.mjs';
import { startRecorder } from '../support/recorder.mjs';

const recorder = await startRecorder();
after(recorder.close);
beforeEach(() => recorder.take());
const { create } = clientOf(recorder).session;

/** docs/api-contract.md#endpoint-constants, in its order. */
const FIELDS = [
  'clientReferenceId',
  'metadata',
  'providedData',
  'avatarId',
  'langs',
  'defaultLang',
  'zone',
  'flow',
  'customization',
  'videoAIAnalysisEnabled',
  'extractionSchema',
  'backgroundAssetId',
];

async function bodyOf(args) {
  await create(args);
  return recorder.take()[0].body;
}

const cycle = {};
cycle.self = cycle;

class Settings {
  get clientReferenceId() {
    return 'from a getter';
  }
}

const ROWS = [
  { rule: 'create(undefined) sends an empty object', args: undefined, body: '{}' },
  { rule: 'create({}) sends an empty object', args: {}, body: '{}' },
  {
    rule: 'the twelve fields go out in the order of the endpoint',
    args: Object.fromEntries(FIELDS.map((name, index) => [name, index]).reverse()),
    body: `{${FIELDS.map((name, index) => `"${name}":${index}`).join(',')}}`,
  },
  {
    rule: 'all other fields are dropped, flowNormalizations among them',
    args: { flowNormalizations: [1], modules: [], sessionId: 's', zone: 'eu', toJSON: () => 'no' },
    body: '{"zone":"eu"}',
  },
  {
    rule: 'undefined disappears',
    args: { zone: undefined, metadata: { a: undefined } },
    body: '{"metadata":{}}',
  },
  {
    rule: 'undefined in an array is null',
    args: { langs: ['en', undefined] },
    body: '{"langs":["en",null]}',
  },
  {
    rule: 'null stays',
    args: { avatarId: null, metadata: { a: null } },
    body: '{"metadata":{"a":null},"avatarId":null}',
  },
  {
    rule: 'false, 0 and the empty string stay',
    args: { videoAIAnalysisEnabled: false, metadata: 0, zone: '' },
    body: '{"metadata":0,"zone":"","videoAIAnalysisEnabled":false}',
  },
  {
    rule: 'a Date becomes a string',
    args: { metadata: { at: new Date(0) } },
    body: '{"metadata":{"at":"1970-01-01T00:00:00.000Z"}}',
  },
  {
    rule: 'toJSON is called, with the name of its field',
    args: { metadata: { toJSON: (name) => ({ name }) } },
    body: '{"metadata":{"name":"metadata"}}',
  },
  {
    rule: 'NaN and the infinities are null',
    args: { metadata: [Number.NaN, Infinity, -Infinity, -0] },
    body: '{"metadata":[null,null,null,0]}',
  },
  {
    rule: 'functions and symbols disappear',
    args: { zone: () => 1, metadata: { a: Symbol('s'), [Symbol('k')]: 1 } },
    body: '{"metadata":{}}',
  },
  {
    rule: 'maps and sets are empty objects',
    args: { metadata: [new Map([[1, 2]]), new Set([1])] },
    body: '{"metadata":[{},{}]}',
  },
  {
    rule: 'half a character is escaped',
    args: { metadata: 'a\ud800b\udc00' },
    body: '{"metadata":"a\\ud800b\\udc00"}',
  },
  {
    rule: 'all other characters go out as UTF-8',
    args: { metadata: 'é€😀\u2028\0"\\/' },
    body: '{"metadata":"é€😀\u2028\\u0000\\"\\\\/"}',
  },
  {
    rule: 'keys keep the order and the spelling of JavaScript',
    args: { metadata: JSON.parse('{"b":1,"2":2,"__proto__":{"x":1},"a":3}') },
    body: '{"metadata":{"2":2,"b":1,"__proto__":{"x":1},"a":3}}',
  },
  {
    rule: 'a getter of a class is read',
    args: new Settings(),
    body: '{"clientReferenceId":"from a getter"}',
  },
  {
    rule: 'an object without a prototype is read',
    args: Object.assign(Object.create(null), { zone: 'eu' }),
    body: '{"zone":"eu"}',
  },
];

for (const { rule, args, body } of ROWS) {
  test(rule, async () => assert.equal(await bodyOf(args), body));
}

const REFUSED = [
  { what: 'a BigInt', args: { metadata: { amount: 5n } }, field: 'metadata' },
  { what: 'a cycle', args: { zone: 'eu', providedData: cycle }, field: 'providedData' },
  {
    what: 'a toJSON that throws',
    args: {
      flow: [
        {
          toJSON: () => {
            throw new RangeError('mine');
          },
        },
      ],
    },
    field: 'flow',
  },
];

for (const { what, args, field } of REFUSED) {
  test(`${what} rejects before anything is sent (deliberate: names the field; the cause is the old error)`, async () => {
    const error = await rejectionOf(create(args));
    assert.ok(error instanceof Client.ConfigurationError);
    assert.equal(error.param, field);
    assert.throws(
      () => JSON.stringify(args),
      (old) => old.name === error.cause.name && old.message === error.cause.message,
    );
    assert.deepEqual(recorder.take(), []);
  });
}

test('settings nested 1500 deep are sent in full', async () => {
  const deep = JSON.parse(`${'['.repeat(1500)}${']'.repeat(1500)}`);
  assert.equal(await bodyOf({ metadata: deep }), JSON.stringify({ metadata: deep }));
});

test('every value goes out as JSON.stringify writes it', async () => {
  const values = fc.anything({
    withDate: true,
    withSparseArray: true,
    withNullPrototype: true,
    withBoxedValues: true,
  });
  const settings = fc.record(Object.fromEntries(FIELDS.map((name) => [name, values])), { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(settings, async (args) => {
      const picked = Object.fromEntries(FIELDS.map((name) => [name, args[name]]));
      assert.equal(await bodyOf(args), JSON.stringify(picked));
    }),
  );
});
