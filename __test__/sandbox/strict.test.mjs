// What a strict sandbox rejects and a lenient one accepts. openapi.yaml decides for the strict one.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { flowRules } from '@facesignai/api-native/flow';
import fc from 'fast-check';
import { startSandbox } from '../../sandbox/index.mjs';
import REQUEST_SCHEMA from '../../sandbox/request-schema.js';
import { firstMistake } from '../../sandbox/validate.js';
import { requestSchema } from '../../scripts/sandbox-schema.mjs';
import { validateRequest } from '../support/openapi.mjs';
import { call, create, FLOW, fixture, get } from '../support/sandbox-call.mjs';

const LIVE = {
  id: 'live',
  type: 'liveness_detection',
  outcomes: { livenessDetected: 'out', deepfakeDetected: 'out', noFace: 'out' },
};
const flowWith = (node) => ({ flow: [FLOW[0], node, FLOW[1]] });

const REFUSED = [
  [{ clientReferenceId: undefined }, 'clientReferenceId', "The 'clientReferenceId' field is required"],
  [{ flow: undefined }, 'flow', "The 'flow' field is required"],
  [{ metadata: undefined }, 'metadata', "The 'metadata' field is required"],
  [{ metadata: 'x' }, 'metadata', "'metadata' must be an object"],
  [{ zone: 'moon' }, 'zone', "'zone' must be one of us, eu"],
  [{ langs: ['en', 1] }, 'langs[1]', "'langs[1]' must be a string"],
  [{ providedData: { a: {} } }, 'providedData.a', "'providedData.a' must be a string or number or boolean"],
  [flowWith({ id: 'x', type: 'telepathy' }), 'flow[1].type', "'flow[1].type' must be one of start, end"],
  [flowWith({ id: 'x' }), 'flow[1].type', "The 'flow[1].type' field is required"],
  [flowWith({ ...LIVE, outcomes: { noFace: 'out' } }), 'flow[1].outcomes.livenessDetected', 'is required'],
  [flowWith({ id: 'x', type: 'conversation', prompt: 'Hi', outcomes: [] }), 'flow[1].outcomes', 'at least 1'],
  [
    flowWith({ id: 'x', type: 'external_call', outcome: 'out', request: { url: 'nowhere' } }),
    'flow[1].request.url',
    'absolute address',
  ],
];

describe('a create', () => {
  let strict;
  let lenient;
  before(async () => {
    strict = await startSandbox();
    lenient = await startSandbox({ lenient: true });
  });
  after(() => Promise.all([strict.close(), lenient.close()]));

  for (const [settings, param, message] of REFUSED) {
    test(`that is wrong at ${param} is rejected by name, and accepted with lenient`, async () => {
      const { status, body } = await create(strict, settings);
      assert.equal(status, 400);
      assert.equal(body.error.type, 'validation_error');
      for (const words of [`'${param}'`, message]) assert.ok(body.error.message.includes(words), words);
      assert.equal(body.error.code, /required/.test(message) ? 'parameter_missing' : undefined);
      assert.equal((await create(lenient, settings)).status, 200);
    });
  }

  const errors = new Set(flowRules.filter(({ severity }) => severity === 'error').map(({ id }) => id));
  const cases = JSON.parse(
    readFileSync(new URL('../../tests/flow_rules/cases.json', import.meta.url), 'utf8'),
  );
  for (const [index, { rule, breaks }] of cases.entries()) {
    if (!errors.has(rule)) continue;
    test(`whose flow breaks ${rule} is rejected (case ${index})`, async () => {
      const { status, body } = await create(
        strict,
        Array.isArray(breaks) ? { flow: breaks } : { flow: undefined, ...breaks },
      );
      assert.deepEqual([status, body.error.type], [400, 'validation_error']);
    });
  }

  test('whose flow cannot work is rejected with the place, the reason and the rule; lenient accepts it', async () => {
    const lost = { flow: [{ ...FLOW[0], outcome: 'nowhere' }, FLOW[1]] };
    const { body } = await create(strict, lost);
    assert.equal(body.error.message, 'flow[0].outcome: no node has the id "nowhere" (links/target)');
    assert.equal((await create(lenient, lost)).status, 200);
  });

  for (const name of ['create_session_request_full.json', 'create_session_request_minimal.json'])
    test(`with the settings of ${name} is accepted`, async () => {
      assert.equal((await create(strict, fixture(name))).status, 200);
    });

  test('with a body that is not JSON object is rejected by both', async () => {
    for (const sandbox of [strict, lenient])
      assert.equal((await call(sandbox, 'POST', '/sessions', { body: '[]' })).status, 400);
  });

  for (const [query, param] of [
    ['status=completed', 'status'],
    ['status=complete&status=', 'status'],
    ['limit=101', 'limit'],
    ['includeTotal=yes', 'includeTotal'],
  ]) {
    test(`a list call with ${query} is rejected by name, and accepted with lenient`, async () => {
      const { status, body } = await get(strict, `/sessions?${query}`);
      assert.equal(status, 400);
      assert.ok(body.error.message.startsWith(`'${param}' must be`), body.error.message);
      assert.equal((await get(lenient, `/sessions?${query}`)).status, 200);
    });
  }
});

describe('the schema', () => {
  test('is that of openapi.yaml', () => {
    const file = readFileSync(new URL('../../sandbox/request-schema.js', import.meta.url), 'utf8');
    assert.equal(file, requestSchema(), 'run: node scripts/sandbox-schema.mjs');
  });

  /** Every place in a value, as a path of keys. */
  const placesIn = (value, path = []) =>
    typeof value === 'object' && value !== null
      ? [path, ...Object.entries(value).flatMap(([key, part]) => placesIn(part, [...path, key]))]
      : [path];

  /** A copy with another value, or none, at a place. */
  function changed(value, [key, ...rest], replacement) {
    if (key === undefined) return replacement;
    const copy = Array.isArray(value) ? [...value] : { ...value };
    const part = rest.length === 0 ? replacement : changed(copy[key], rest, replacement);
    if (part !== undefined) copy[key] = part;
    else if (Array.isArray(copy)) copy.splice(Number(key), 1);
    else delete copy[key];
    return copy;
  }

  test('is read as Ajv reads it, whatever is changed in a request', () => {
    const full = fixture('create_session_request_full.json');
    const places = placesIn(full);
    const values = fc.constantFrom(
      undefined,
      null,
      '',
      'x',
      0,
      5,
      9,
      -1,
      0.5,
      true,
      [],
      ['x'],
      {},
      { id: 'x' },
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), values, (place, value) => {
        const request = changed(full, place, value) ?? null;
        const own = firstMistake(REQUEST_SCHEMA, 'CreateSessionRequest', request);
        const errors = validateRequest('createSession', request);
        assert.equal(own === undefined, errors.length === 0, JSON.stringify({ place, value, own, errors }));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});
