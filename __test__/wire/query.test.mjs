// The query of session.list (docs/api-contract.md#query-parameters). Its encoding must equal that of URLSearchParams,
// which the old SDK used. A row that differs from the old SDK says why in `deliberate`.

import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import Client from '../../index.js';
import { clientOf, rejectionOf } from '../support/client.mjs';
import { startRecorder } from '../support/recorder.mjs';

const recorder = await startRecorder();
after(recorder.close);
beforeEach(() => recorder.take());
const { list } = clientOf(recorder).session;

const SENT_WHEN_DEFINED = ['limit', 'fromDate', 'toDate', 'includeTotal'];
const SENT_WHEN_TRUTHY = ['cursor', 'flowId', 'clientReferenceId', 'status', 'sortBy', 'sortOrder', 'search'];

async function queryOf(args) {
  await list(args);
  const [{ url }] = recorder.take();
  assert.ok(url.startsWith('/sessions'), url);
  return url.slice('/sessions'.length);
}

/** @type {{ rule: string, args: unknown, query: string }[]} */
const ROWS = [
  { rule: 'no argument asks without a query', args: undefined, query: '' },
  { rule: 'null asks without a query', args: null, query: '' },
  { rule: 'an empty object asks without a query', args: {}, query: '' },
  { rule: 'unknown names are ignored', args: { page: 2, Limit: 3 }, query: '' },
  {
    rule: 'the order is that of the endpoint, not of the argument',
    args: {
      includeTotal: true,
      search: 's',
      sortOrder: 'asc',
      sortBy: 'createdAt',
      toDate: 2,
      fromDate: 1,
      status: ['complete'],
      clientReferenceId: 'r',
      flowId: 'f',
      cursor: 'c',
      limit: 1,
    },
    query:
      '?limit=1&cursor=c&flowId=f&clientReferenceId=r&status=complete&fromDate=1&toDate=2&sortBy=createdAt' +
      '&sortOrder=asc&search=s&includeTotal=true',
  },
  {
    rule: 'includeTotal goes out as true or false',
    args: { includeTotal: false },
    query: '?includeTotal=false',
  },
  {
    rule: 'an array repeats its name',
    args: { status: ['created', 'complete'] },
    query: '?status=created&status=complete',
  },
  { rule: 'an empty array sends nothing', args: { status: [] }, query: '' },
  {
    rule: 'an element of an array is decoded first',
    args: { status: ['a%20b', '%C3%A9', '%2525', 'a+b'] },
    query: '?status=a+b&status=%C3%A9&status=%2525&status=a%2Bb',
  },
  {
    rule: 'an element goes through String()',
    args: { status: [1, true, null, undefined] },
    query: '?status=1&status=true&status=null&status=undefined',
  },
  { rule: 'an empty element is sent', args: { status: [''] }, query: '?status=' },
  { rule: 'a status that is one string is sent', args: { status: 'created' }, query: '?status=created' },
  {
    rule: 'a string outside an array is not decoded',
    args: { status: 'a%20b', search: '100%' },
    query: '?status=a%2520b&search=100%25',
  },
  {
    rule: 'a number goes through String()',
    args: { limit: 1e21, search: -0.5 },
    query: '?limit=1e%2B21&search=-0.5',
  },
  { rule: 'a BigInt goes through String()', args: { limit: 5n }, query: '?limit=5' },
  {
    // The old SDK sent its string form, `Thu Jan 01 …`, which the API cannot read.
    rule: 'a Date is sent as its milliseconds (deliberate)',
    args: { fromDate: new Date(0), toDate: new Date(1_767_225_600_000) },
    query: '?fromDate=0&toDate=1767225600000',
  },
  {
    rule: 'so is a Date of another realm',
    args: { fromDate: runInNewContext('new Date(1)') },
    query: '?fromDate=1',
  },
  {
    rule: 'so is a Date whose getTime was replaced',
    args: { fromDate: Object.assign(new Date(1), { getTime: () => 2 }) },
    query: '?fromDate=1',
  },
  {
    rule: 'an object goes through String()',
    args: { search: { toString: () => 'mine' }, cursor: {} },
    query: '?cursor=%5Bobject+Object%5D&search=mine',
  },
  { rule: 'a symbol goes through String()', args: { search: Symbol('s') }, query: '?search=Symbol%28s%29' },
  {
    rule: 'a space is a plus, and of the marks * - . _ alone stay',
    args: { search: "a b'~!()*-._+&=%#?/é😀" },
    query: '?search=a+b%27%7E%21%28%29*-._%2B%26%3D%25%23%3F%2F%C3%A9%F0%9F%98%80',
  },
  {
    rule: 'half a character is sent as the mark for it',
    args: { search: 'a\ud800' },
    query: '?search=a%EF%BF%BD',
  },
  { rule: 'inherited fields count', args: Object.create({ limit: 3 }), query: '?limit=3' },
];

for (const { rule, args, query } of ROWS) {
  test(rule, async () => assert.equal(await queryOf(args), query));
}

for (const name of SENT_WHEN_DEFINED) {
  for (const value of [0, null, '', false, Number.NaN, -1]) {
    test(`${name} is sent when it is ${JSON.stringify(value)} (${String(value)})`, async () => {
      assert.equal(await queryOf({ [name]: value }), `?${name}=${value}`);
    });
  }
}

for (const name of SENT_WHEN_TRUTHY) {
  for (const value of ['', 0, null, false, Number.NaN, 0n]) {
    test(`${name} is omitted when it is ${typeof value} ${value}`, async () => {
      assert.equal(await queryOf({ [name]: value }), '');
    });
  }
}

for (const name of [...SENT_WHEN_DEFINED, ...SENT_WHEN_TRUTHY]) {
  test(`${name} is omitted when it is undefined`, async () => {
    assert.equal(await queryOf({ [name]: undefined }), '');
  });
}

for (const element of ['%', '100%', '%2', '%zz', '%ff', '%C3', '%ED%A0%80']) {
  test(`an array with the stray ${element} rejects (deliberate: names the field, not a bare URIError)`, async () => {
    assert.throws(() => decodeURIComponent(element), URIError);
    const error = await rejectionOf(list({ status: ['ok', element] }));
    assert.ok(error instanceof Client.ConfigurationError);
    assert.equal(error.param, 'status');
    assert.deepEqual(recorder.take(), []);
  });
}

/** Every unit of UTF-16, halves of characters included, with those that queries give a meaning often among them. */
const texts = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.constantFrom(...[...'%&=+ #?aé'].map((one) => one.charCodeAt(0))),
    ),
  )
  .map((units) => String.fromCharCode(...units));

for (const name of ['fromDate', 'toDate']) {
  test(`an invalid Date as ${name} is rejected before anything is sent`, async () => {
    const error = await rejectionOf(list({ [name]: new Date('never') }));
    assert.equal(error.name, 'ConfigurationError');
    assert.deepEqual([error.param, error.outcome, error.operation], [name, 'not_sent', 'session.list']);
    assert.equal(
      error.message,
      `${name} must be a valid Date or milliseconds since 1970, got an invalid Date`,
    );
    assert.deepEqual(recorder.take(), []);
  });
}

test('every string is encoded as by URLSearchParams', async () => {
  await fc.assert(
    fc.asyncProperty(texts, texts, async (search, limit) => {
      const expected = new URLSearchParams([['limit', limit], ...(search ? [['search', search]] : [])]);
      assert.equal(await queryOf({ search, limit }), `?${expected}`);
    }),
  );
});

test('every array goes through decodeURIComponent and URLSearchParams, or is rejected as decodeURIComponent rejects it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 3 }), async (status) => {
      const expected = decoded(status);
      if (expected) assert.equal(await queryOf({ status }), `?${new URLSearchParams(expected)}`);
      else assert.equal((await rejectionOf(list({ status }))).param, 'status');
    }),
  );
});

/** What the old SDK sends, or undefined where it rejects. */
function decoded(status) {
  try {
    return status.map((element) => ['status', decodeURIComponent(element)]);
  } catch {
    return undefined;
  }
}
