// Generated calls and responses for both clients (fast-check).

import fc from 'fast-check';
import { anyText } from '../support/generators.mjs';
import { fixture } from '../support/sandbox-call.mjs';

const text = fc.oneof(
  fc.string(),
  anyText(),
  fc.string({
    unit: fc.constantFrom('/', '?', '#', '%', '.', '\\', ' ', '+', '~', "'", 'ü', '\t', 'a', '😀'),
  }),
  fc.constantFrom('', '.', '..', '%2e%2e', '../langs', '\ud800', '20aBcD', 'a b', 'a%zz'),
);
const strange = fc.oneof(
  fc.constantFrom(undefined, null, true, false, 0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 10n ** 20n),
  fc.double(),
  fc.date(),
  fc.constantFrom({}, { toString: () => 'said', toJSON: () => ({ as: 'json' }) }, Object.create(null)),
);

// What JSON.stringify treats each in its own way, and what it rejects.
const cycle = {};
cycle.cycle = cycle;
const deep = Array.from({ length: 500 }).reduce((inner) => [inner], 'deep');
const bodyValue = fc.oneof(
  { weight: 5, arbitrary: fc.jsonValue() },
  { weight: 2, arbitrary: fc.anything({ withDate: true, withSparseArray: true, maxDepth: 3 }) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      text,
      strange,
      fc.constantFrom(cycle, deep, () => 1, Symbol('s')),
    ),
  },
);
const queryValue = fc.oneof(text, strange, fc.array(fc.oneof(text, strange), { maxLength: 3 }));

const some = (names, value) =>
  fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });

/** @param {{ bodyParams: string[] }} create @param {{ queryParams: string[] }} list endpoint constants */
export function callsOf(create, list) {
  const noObject = fc.constantFrom(undefined, null, 'text', 7, true, [], ['sessionId'], () => {});
  const rarely = (arbitrary) => fc.oneof({ weight: 9, arbitrary }, { weight: 1, arbitrary: noObject });
  const settings = some([...create.bodyParams, 'flowNormalizations', 'extra'], bodyValue);
  const query = some([...list.queryParams, 'page'], queryValue);
  const id = fc.record({ sessionId: fc.oneof({ weight: 6, arbitrary: text }, strange) });
  const call = (operation, args) => fc.record({ operation: fc.constant(operation), args: rarely(args) });
  return fc.oneof(
    { weight: 3, arbitrary: call('session.create', settings) },
    { weight: 4, arbitrary: call('session.list', query) },
    { weight: 2, arbitrary: call('session.retrieve', id) },
    { weight: 2, arbitrary: call('session.createClientSecret', id) },
    fc.record({
      operation: fc.constantFrom('langs.retrieve', 'avatars.retrieve'),
      args: fc.constant(undefined),
    }),
  );
}

const bytes = (arbitrary) => arbitrary.map((one) => Buffer.from(one));
const json = (arbitrary) => bytes(arbitrary.map((value) => JSON.stringify(value)));
const recorded = fc.constantFrom('create_session.json', 'langs_array.json', 'avatars_object.json');
const body = fc.oneof(
  json(fc.jsonValue()),
  json(recorded.map(fixture)),
  json(fc.record({ error: fc.record({ type: text, message: text, code: text }, { requiredKeys: [] }) })),
  json(fc.record({ error: fc.jsonValue() })),
  bytes(
    fc.constantFrom('', ' ', '<html>502</html>', '\ufeff{}', '{"cut":', '{"a":1e999,"__proto__":{}}', '[1,]'),
  ),
  fc.uint8Array({ maxLength: 40 }).map((raw) => Buffer.from(raw)),
);

const SUCCESSES = [200, 201, 202, 203, 206, 299];
const FAILURES = [300, 302, 400, 401, 403, 404, 408, 409, 418, 422, 429, 500, 501, 502, 503, 504, 520, 599];
const status = fc.oneof(fc.constantFrom(...SUCCESSES), fc.constantFrom(...FAILURES));
const WITHOUT_BODY = [204, 304];

export const responses = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record(
      {
        status,
        contentType: fc.constantFrom(
          'application/json',
          'text/html; charset=latin1',
          'application/octet-stream',
        ),
        body,
        gzip: fc.boolean(),
      },
      { requiredKeys: ['status', 'contentType', 'body'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...WITHOUT_BODY)
      .map((one) => ({ status: one, contentType: 'a/b', body: Buffer.alloc(0) })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      status,
      contentType: fc.constant('application/json'),
      body,
      redirect: fc.constantFrom(301, 302, 303, 307, 308),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      status: fc.constant(200),
      contentType: fc.constant('application/json'),
      body: fc.constant(Buffer.alloc(0)),
      broken: fc.constant('reset'),
    }),
  },
);
