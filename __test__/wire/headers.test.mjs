// The headers of every call (docs/api-contract.md#request-headers). Differences from the old SDK are marked
// `deliberate`.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, beforeEach, test } from 'node:test';
import { clientOf, KEY } from '../support/client.mjs';
import { startRecorder } from '../support/recorder.mjs';

const { version } = createRequire(import.meta.url)('../../package.json');
const recorder = await startRecorder();
after(recorder.close);
beforeEach(() => recorder.take());

const CALLS = {
  'session.create': (client, options) => client.session.create({ clientReferenceId: 'é' }, options),
  'session.retrieve': (client, options) => client.session.retrieve({ sessionId: 's' }, options),
  'session.createClientSecret': (client, options) =>
    client.session.createClientSecret({ sessionId: 's' }, options),
  'session.list': (client, options) => client.session.list({ limit: 1 }, options),
  'langs.retrieve': (client, options) => client.langs.retrieve(undefined, options),
  'avatars.retrieve': (client, options) => client.avatars.retrieve(undefined, options),
};
const READS = Object.keys(CALLS).filter((name) => name !== 'session.create');

const ALWAYS = {
  'facesign-version': '2024-12-18',
  'x-facesign-api-version': '1.0.47',
  authorization: `Bearer ${KEY}`,
  accept: '*/*',
};

/** Old: node-fetch's name, and gzip and deflate alone. */
const USER_AGENT = new RegExp(`^facesign-api-native/${version} node/${process.versions.node} \\(.+\\)$`);
const ENCODINGS = ['gzip', 'zstd'];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function headersOf(name, clientOptions, callOptions) {
  await CALLS[name](clientOf(recorder, clientOptions), callOptions);
  return recorder.take()[0].headers;
}

for (const name of Object.keys(CALLS)) {
  test(`${name} has the fixed headers`, async () => {
    const headers = await headersOf(name);
    for (const [header, value] of Object.entries(ALWAYS)) assert.equal(headers[header], value, header);
  });

  test(`${name} names this package and the encodings it reads (deliberate: an honest User-Agent)`, async () => {
    const headers = await headersOf(name);
    assert.match(headers['user-agent'], USER_AGENT);
    assert.deepEqual(headers['accept-encoding'].split(/, */).sort(), ENCODINGS);
  });

  test(`${name} has no authorization when there is no key`, async () => {
    assert.ok(!('authorization' in (await headersOf(name, { auth: '', headers: {} }))));
  });
}

test('a create has content-type without charset, and the length of its body in bytes', async () => {
  const headers = await headersOf('session.create');
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers['content-length'], String(Buffer.byteLength('{"clientReferenceId":"é"}')));
  assert.ok(!('transfer-encoding' in headers));
});

for (const name of READS) {
  test(`${name} has no header that belongs to a body`, async () => {
    const headers = await headersOf(name);
    for (const header of ['content-type', 'content-length', 'transfer-encoding'])
      assert.ok(!(header in headers), header);
  });

  test(`${name} has no Idempotency-Key`, async () => {
    assert.ok(!('idempotency-key' in (await headersOf(name))));
  });

  test(`${name} has no other headers than these`, async () => {
    const names = Object.keys(await headersOf(name)).filter((header) => header !== 'connection');
    assert.deepEqual(names.sort(), [...Object.keys(ALWAYS), 'user-agent', 'accept-encoding', 'host'].sort());
  });
}

test('a create has a fresh UUID as Idempotency-Key (deliberate: the old SDK had none)', async () => {
  const [one, two] = [await headersOf('session.create'), await headersOf('session.create')];
  for (const headers of [one, two]) assert.match(headers['idempotency-key'], UUID);
  assert.notEqual(one['idempotency-key'], two['idempotency-key']);
});

test('a create has the Idempotency-Key of the caller, when given', async () => {
  const headers = await headersOf('session.create', {}, { idempotencyKey: 'order-7' });
  assert.equal(headers['idempotency-key'], 'order-7');
});

test('every attempt of a create has the same Idempotency-Key, every other header and the same body', async (t) => {
  const failing = await startRecorder((_seen) => ({ status: failing.requests.length < 3 ? 503 : 200 }));
  t.after(failing.close);
  const options = { maxRetries: 2, retry: { initialDelayMs: 1 } };
  await clientOf(failing, options).session.create({ metadata: { a: 1 } });
  const [first, ...others] = failing.take();
  assert.equal(others.length, 2);
  for (const { headers, body } of others) assert.deepEqual({ headers, body }, pick(first));
});

test('a key of Latin-1 letters is sent as such', async () => {
  assert.equal((await headersOf('langs.retrieve', { auth: 'clé' })).authorization, 'Bearer clé');
});

test('white space around a key is not sent (deliberate: a key read from a file ends with a line break)', async () => {
  assert.equal((await headersOf('langs.retrieve', { auth: ' \tk\r\n' })).authorization, 'Bearer k');
});

const OWN_HEADERS = [
  {
    rule: 'headers of the client go with every call',
    client: { 'x-tenant': 'a' },
    expected: { 'x-tenant': 'a' },
  },
  {
    rule: 'headers of a call go with that call',
    call: { 'X-Trace': '1' },
    expected: { 'x-trace': '1' },
  },
  {
    rule: 'a header of the call goes before that of the client',
    client: { 'X-Tenant': 'a' },
    call: { 'x-tenant': 'b' },
    expected: { 'x-tenant': 'b' },
  },
  {
    rule: 'an equal name replaces the own header of the client',
    client: { 'user-agent': 'mine', Authorization: 'Basic x', 'facesign-version': '2030-01-01' },
    expected: { 'user-agent': 'mine', authorization: 'Basic x', 'facesign-version': '2030-01-01' },
  },
  {
    rule: 'a header without a value is omitted',
    client: { 'x-a': undefined, 'x-b': null, 'x-c': '' },
    expected: { 'x-a': undefined, 'x-b': undefined, 'x-c': '' },
  },
];

for (const { rule, client, call, expected } of OWN_HEADERS) {
  test(`${rule} (deliberate: the old SDK had no such option)`, async () => {
    const headers = await headersOf('langs.retrieve', { headers: client }, { headers: call });
    for (const [name, value] of Object.entries(expected)) assert.equal(headers[name], value, name);
  });
}

test('a content-type of the caller replaces that of the body, given to the client or to the call', async () => {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' };
  for (const given of [[{ headers }], [{}, { headers }]])
    assert.equal((await headersOf('session.create', ...given))['content-type'], headers['Content-Type']);
});

test('no header is sent twice', async () => {
  const headers = { authorization: 'Basic x', 'content-type': 'application/json', 'idempotency-key': 'k' };
  await CALLS['session.create'](clientOf(recorder, { headers }), { headers });
  const names = recorder.take()[0].rawHeaders.filter((_, index) => index % 2 === 0);
  assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
});

function pick({ headers, body }) {
  return { headers, body };
}
