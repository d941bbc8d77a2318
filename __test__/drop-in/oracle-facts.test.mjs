// The oracle behaves as docs/api-contract.md says that the old SDK was measured or read to behave.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { OldClient } from './oracle.mjs';
import { openStage } from './stage.mjs';

/** @type {Awaited<ReturnType<typeof openStage>>} */
let stage;
before(async () => {
  stage = await openStage();
  stage.response = { status: 200, contentType: 'application/json', body: Buffer.from('{}') };
});
after(() => stage.close());

/** The request that a call sends. @param {(client: OldClient) => Promise<unknown>} call */
async function sentBy(call, suffix = '') {
  stage.requests.length = 0;
  await call(new OldClient({ auth: 'sk_test', serverUrl: stage.url + suffix }));
  return stage.requests[0];
}

for (const [sessionId, url] of [
  ['a b', '/sessions/a%20b'],
  ['a/b', '/sessions/a/b'],
  ['a?x=1', '/sessions/a?x=1'],
  ['a#f', '/sessions/a'],
  ['../langs', '/langs'],
  ['%2e%2e', '/'],
  ['', '/sessions/'],
  [undefined, '/sessions/undefined'],
]) {
  test(`docs/api-contract.md#server-url-and-path: retrieve of ${JSON.stringify(sessionId)} asks for ${url}`, async () => {
    const sent = await sentBy((client) => client.session.retrieve({ sessionId }));
    assert.equal(sent.url, url);
  });
}

test('docs/api-contract.md#server-url-and-path: a trailing slash of serverUrl is doubled', async () => {
  assert.equal((await sentBy((client) => client.langs.retrieve(), '/')).url, '//langs');
});

for (const [args, query] of [
  [
    { limit: 0, fromDate: null, search: '', includeTotal: false },
    '?limit=0&fromDate=null&includeTotal=false',
  ],
  [{ status: ['a', 'b%20c'], cursor: "~!*'" }, '?cursor=%7E%21*%27&status=a&status=b+c'],
  [{ status: [], page: 2 }, ''],
  [null, ''],
]) {
  test(`docs/api-contract.md#query-parameters: list(${JSON.stringify(args)}) has the query «${query}»`, async () => {
    assert.equal((await sentBy((client) => client.session.list(args))).url, `/sessions${query}`);
  });
}

test('docs/api-contract.md#request-headers, #request-body: create sends the twelve fields in their order, under the headers of the old SDK', async () => {
  const args = { flow: [Number.NaN], metadata: { at: new Date(0) }, langs: undefined, zone: null, other: 1 };
  const { body, headers } = await sentBy((client) => client.session.create(args));
  assert.equal(body, '{"metadata":{"at":"1970-01-01T00:00:00.000Z"},"zone":null,"flow":[null]}');
  assert.deepEqual(headers, {
    accept: '*/*',
    'accept-encoding': 'gzip,deflate',
    authorization: 'Bearer sk_test',
    'content-length': '72',
    'content-type': 'application/json',
    'facesign-version': '2024-12-18',
    'user-agent': 'node-fetch/1.0 (+https://github.com/bitinn/node-fetch)',
    'x-facesign-api-version': '1.0.47',
  });
});

test('docs/api-contract.md#responses-errors-and-timeouts: an empty body rejects with SyntaxError, an error response with its raw body as message', async () => {
  stage.response = { ...stage.response, body: Buffer.alloc(0) };
  await assert.rejects(
    sentBy((client) => client.langs.retrieve()),
    { name: 'SyntaxError' },
  );
  stage.response = { ...stage.response, status: 403, body: Buffer.from('{"error":"Incorrect api key"}') };
  await assert.rejects(
    sentBy((client) => client.langs.retrieve()),
    {
      name: 'Error',
      message: '{"error":"Incorrect api key"}',
    },
  );
});
