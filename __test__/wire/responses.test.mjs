// The results of responses (docs/api-contract.md#responses-errors-and-timeouts). A row that differs from the old SDK
// says why in `deliberate`.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, test } from 'node:test';
import Client from '../../index.js';
import { clientOf, rejectionOf } from '../support/client.mjs';
import { startRecorder } from '../support/recorder.mjs';

let reply;
const recorder = await startRecorder((seen, response) => reply(seen, response));
after(recorder.close);
const client = clientOf(recorder);

/** The call, and what was asked of the server meanwhile. */
function resultOf(with_, call = () => client.session.list()) {
  reply = typeof with_ === 'function' ? with_ : () => with_;
  recorder.take();
  return call();
}

const JSON_TYPE = { 'content-type': 'application/json' };
const ENVELOPE = '{ "error": {"type":"validation_error","message":"m","code":"c"} }\n';

const SUCCESSES = [
  ...[200, 201, 202, 203, 206, 226, 299].map((status) => ({
    rule: `status ${status} is a success`,
    response: { status, body: '{"a":1}' },
    value: { a: 1 },
  })),
  ...['text/plain', 'text/html', 'application/octet-stream', 'nonsense'].map((type) => ({
    rule: `a body of content type ${type} is read as JSON`,
    response: { headers: { 'content-type': type }, body: '[1]' },
    value: [1],
  })),
  {
    rule: 'a body without content type is read as JSON',
    response: { headers: {}, body: 'true' },
    value: true,
  },
  ...['null', '0', '""', 'false'].map((body) => ({
    rule: `the body ${body} is that value`,
    response: { body },
    value: JSON.parse(body),
  })),
  { rule: 'white space around JSON is skipped', response: { body: ' \r\n\t{}\n' }, value: {} },
  {
    rule: 'unknown fields and values pass through',
    response: { body: '{"session":{"status":"new","x":[1.5e3,"é\\ud800"]},"y":null}' },
    value: { session: { status: 'new', x: [1500, 'é\ud800'] }, y: null },
  },
  { rule: 'of equal names the last counts', response: { body: '{"a":1,"a":2}' }, value: { a: 2 } },
  {
    rule: 'bytes that are no UTF-8 become the mark for it',
    response: { body: Buffer.from([0x22, 0xff, 0x22]) },
    value: '\ufffd',
  },
  {
    rule: 'the charset of the content type is ignored',
    response: { headers: { 'content-type': 'application/json; charset=latin1' }, body: '"é"' },
    value: 'é',
  },
];

for (const { rule, response, value } of SUCCESSES) {
  test(rule, async () => assert.deepEqual(await resultOf(response), value));
}

const UNREADABLE = [
  { what: 'an empty body', response: { body: '' } },
  { what: 'status 204', response: { status: 204, body: '' } },
  { what: 'a byte order mark', response: { body: '\ufeff{}' } },
  { what: 'HTML', response: { headers: { 'content-type': 'text/html' }, body: '<html></html>' } },
  { what: 'half of a JSON document', response: { body: '{"a":' } },
  { what: 'the word undefined', response: { body: 'undefined' } },
];

for (const { what, response } of UNREADABLE) {
  test(`${what} rejects (deliberate: a ResponseError; its cause is the old SyntaxError)`, async () => {
    const error = await rejectionOf(resultOf(response));
    assert.ok(error instanceof Client.ResponseError);
    assert.equal(error.code, 'facesign_client_response_error');
    assert.equal(error.response.status, response.status ?? 200);
    assert.ok(error.cause instanceof SyntaxError);
    assert.equal(error.outcome, 'unknown');
  });
}

for (const status of [
  300, 304, 400, 401, 402, 403, 404, 405, 409, 410, 418, 422, 429, 500, 501, 502, 503, 504, 599,
]) {
  test(`status ${status} rejects with an Error whose message is the raw body`, async () => {
    const body = status === 304 ? '' : ENVELOPE;
    const error = await rejectionOf(resultOf({ status, headers: JSON_TYPE, body }));
    assert.ok(error instanceof Error && error instanceof Client.ApiError);
    assert.equal(error.response.status, status);
    if (body) assert.equal(error.message, ENVELOPE);
    assert.equal(error.response.body, body);
  });
}

for (const body of [
  '',
  '<html>down</html>',
  '{"error":"Incorrect api key"}',
  '{"message":"no"}',
  '[1]',
  '"text"',
  'null',
]) {
  test(`the error body ${body || '(empty)'} gives a sentence, so that JSON.parse fails (deliberate: old, the raw body)`, async () => {
    const error = await rejectionOf(resultOf({ status: 500, body }));
    assert.throws(() => JSON.parse(error.message), SyntaxError);
    assert.match(error.message, /^session\.list failed: .* responded 500/);
    assert.equal(error.response.body, body);
  });
}

test('an error is requested once with maxRetries 0, as by the old SDK', async () => {
  await rejectionOf(resultOf({ status: 500 }));
  assert.equal(recorder.take().length, 1);
});

test('an error is retried by default (deliberate: the old SDK had no retries)', async () => {
  const retrying = clientOf(recorder, { maxRetries: null, retry: { initialDelayMs: 1 } });
  await rejectionOf(resultOf({ status: 500 }, () => retrying.session.list()));
  assert.equal(recorder.take().length, 3);
});

/** A redirect to `/end`, and what then comes there. */
const redirecting = (status, location) => (seen) =>
  seen.url === '/end' ? { body: '"there"' } : { status, headers: { location }, body: '' };

const create = () => client.session.create({ zone: 'eu' });
const list = () => client.session.list({ limit: 1 });

const REDIRECTS = [
  ...[301, 302, 303].map((status) => ({ status, call: create, what: 'a create', method: 'GET', body: '' })),
  ...[307, 308].map((status) => ({
    status,
    call: create,
    what: 'a create',
    method: 'POST',
    body: '{"zone":"eu"}',
  })),
  ...[301, 302, 303, 307, 308].map((status) => ({
    status,
    call: list,
    what: 'a read',
    method: 'GET',
    body: '',
  })),
];

for (const { status, call, what, method, body } of REDIRECTS) {
  test(`${status} sends ${what} on as ${method} ${body ? 'with its body' : 'without a body'}`, async () => {
    assert.equal(await resultOf(redirecting(status, '/end'), call), 'there');
    const [first, second] = recorder.take();
    assert.deepEqual([second.method, second.url, second.body], [method, '/end', body]);
    assert.equal(second.headers.authorization, first.headers.authorization);
  });
}

test('a GET made of a POST has no headers of a body (deliberate: the old SDK left content-type on it)', async () => {
  await resultOf(redirecting(302, '/end'), create);
  const [, { headers }] = recorder.take();
  assert.ok(!('content-type' in headers) && !('content-length' in headers));
});

for (const location of ['end', './end', '../end', '//HOST/end', 'http://HOST/end']) {
  test(`the location ${location} is taken from where it was met`, async () => {
    const host = recorder.url.slice('http://'.length);
    assert.equal(await resultOf(redirecting(302, location.replace('HOST', host)), list), 'there');
  });
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`${status} without a location is a failure of that status`, async () => {
    assert.equal((await rejectionOf(resultOf({ status, headers: {}, body: '' }))).response.status, status);
  });
}

test('authorization goes to the same origin alone (deliberate: old, to the same host on any port)', async (t) => {
  const other = await startRecorder();
  t.after(other.close);
  await resultOf(redirecting(307, `${other.url}/end`), create);
  const [{ headers, body }] = other.take();
  assert.ok(!('authorization' in headers));
  assert.equal(body, '{"zone":"eu"}');
});

/** `n` redirects in a row. */
const hops = (n) => (seen) => {
  const hop = Number(/^\/hop(\d+)$/.exec(seen.url)?.[1] ?? 0);
  return hop < n ? { status: 302, headers: { location: `/hop${hop + 1}` }, body: '' } : { body: '"there"' };
};

test('twenty redirects are followed', async () => {
  assert.equal(await resultOf(hops(20), list), 'there');
  assert.equal(recorder.take().length, 21);
});

test('the twenty-first redirect rejects', async () => {
  const error = await rejectionOf(resultOf(hops(21), list));
  assert.ok(error instanceof Client.ResponseError);
  assert.match(error.message, /redirected more than 20 times/);
  assert.equal(recorder.take().length, 21);
});

test('a refused connection rejects with the code of Node (deliberate: a ConnectionError, no FetchError)', async () => {
  const error = await rejectionOf(clientOf({ url: await freeAddress() }).langs.retrieve());
  assert.ok(error instanceof Client.ConnectionError);
  assert.equal(error.code, 'ECONNREFUSED');
  assert.equal(error.outcome, 'not_sent');
});

test('a reset connection rejects with the code of Node', async () => {
  const error = await rejectionOf(resultOf((_seen, response) => void response.socket.resetAndDestroy()));
  assert.ok(error instanceof Client.ConnectionError);
  assert.equal(error.code, 'ECONNRESET');
});

/** Where no one listens any more. */
async function freeAddress() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
