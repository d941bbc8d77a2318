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

/** The result of a call to which the server responds like this. */
function resultOf(with_, call = () => client.session.list()) {
  reply = typeof with_ === 'function' ? with_ : () => with_;
  recorder.take();
  return call();
}

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

/** An address where nothing listens any more. */
async function freeAddress() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
