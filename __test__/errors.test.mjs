// Error responses: every status with every form of body (docs/api-contract.md#api-errors) becomes the right class, with
// the message that the documentation's catch block expects.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import sdk from '@facesignai/api-native';
import { clientOf, rejectionOf } from './support/client.mjs';
import { send, serve } from './support/server.mjs';
import { RETRIED, STATUSES } from './support/statuses.mjs';

let reply = {};
const server = await serve((_request, response) => send(response, reply));
after(server.close);
const client = clientOf(server);

/** The error of a call that gets this response. */
async function errorFrom(response) {
  reply = response;
  return rejectionOf(client.session.retrieve({ sessionId: 'id-1' }));
}

const fixturesFolder = new URL('../fixtures/', import.meta.url);
const fixture = (name) => readFileSync(new URL(name, fixturesFolder), 'utf8');

const TYPE_OF_CLASS = {
  AuthenticationError: 'authentication_error',
  ValidationError: 'validation_error',
  ConflictError: 'validation_error',
  NotFoundError: 'not_found_error',
  RateLimitError: 'rate_limit_error',
  ServerError: 'server_error',
};
// 304 is omitted where a body matters, because it has none (RFC 9110).
const WITH_BODY = STATUSES.filter(({ status }) => status !== 304);
const rowOf = (status) => STATUSES.find((row) => row.status === status);

const NO_ENVELOPE = {
  nothing: '',
  'a bare string': '{"error":"Incorrect api key"}',
  'an empty bare string': '{"error":""}',
  HTML: '<html><body>Bad gateway</body></html>',
  'plain text': 'upstream connect error',
  'an object without error': '{"message":"no"}',
  'an error that is null': '{"error":null}',
  'an error that is an array': '{"error":["no"]}',
  'an array': '[1]',
  null: 'null',
  'a number': '42',
  'a string': '"no"',
  'half an envelope': '{"error":{"type":"authentication_er',
  'a byte order mark before an envelope': '\ufeff{"error":{"type":"not_found_error"}}',
  'bytes that are not UTF-8': Buffer.from([0xff, 0xfe, 0x00]),
};
const OPEN_ENVELOPES = {
  'an envelope without a type': '{"error":{"message":"no"}}',
  'an empty envelope': '{"error":{}}',
  'an envelope of an older type': '{"error":{"type":"invalid_request_error","message":"no","field":"flow"}}',
  'an envelope whose fields are not strings': '{"error":{"type":7,"message":null,"code":[1]}}',
  'an envelope with half a character': '{"error":{"type":"x","note":"\\ud83d"}}',
};

/** What is true of every error with a response, whatever its body. */
function assertApiError(error, { status, outcome }, className) {
  assert.equal(error.name, className);
  assert.ok(error instanceof sdk[className] && error instanceof sdk.ApiError && error instanceof Error);
  assert.equal(error.type, TYPE_OF_CLASS[className]);
  assert.equal(error.response.status, status);
  assert.equal(error.operation, 'session.retrieve');
  assert.equal(error.outcome, outcome);
  assert.match(error.userMessage, /^[A-Z].{20,}\.$/);
  assert.equal(error.attempts.length, 1);
  const [{ number, status: responded, elapsedMs }] = error.attempts;
  assert.deepEqual([number, responded], [1, status]);
  assert.ok(Number.isInteger(elapsedMs) && elapsedMs >= 0);
}

/** What is true of every error whose body has no error object. */
function assertDecidedByStatus(error, row, body) {
  assertApiError(error, row, row.className);
  assert.equal(error.code, undefined);
  assert.equal(error.error, undefined);
  assert.equal(error.apiMessage, undefined);
  assert.equal(error.response.body, Buffer.from(body).toString());
  assert.equal(error.retryable, row.retried);
  assert.equal(error.stopReason, row.retried ? 'retries_exhausted' : 'not_retryable');
  assert.ok(error.message.startsWith(`session.retrieve failed: ${server.url} responded ${row.status} `));
  assert.throws(() => JSON.parse(error.message), SyntaxError);
}

describe('a status without an envelope decides alone', () => {
  for (const row of STATUSES)
    test(`${row.status} is a ${row.className}`, async () =>
      assertDecidedByStatus(await errorFrom({ status: row.status, body: '' }), row, ''));

  for (const [form, body] of Object.entries(NO_ENVELOPE))
    test(`with ${form}`, async () => {
      for (const row of [401, 409, 503].map(rowOf))
        assertDecidedByStatus(await errorFrom({ status: row.status, body }), row, body);
    });

  for (const [form, body] of Object.entries(OPEN_ENVELOPES))
    test(`with ${form}, which names no documented type`, async () => {
      for (const row of WITH_BODY) {
        const error = await errorFrom({ status: row.status, body });
        assertApiError(error, row, row.className);
        assert.equal(error.message, body);
        assert.deepEqual(error.error, JSON.parse(body).error);
        assert.equal(error.code, undefined);
      }
    });
});

describe('the type in the envelope decides before the status', () => {
  const CLASSES = Object.entries(TYPE_OF_CLASS).filter(([name]) => name !== 'ConflictError');
  for (const [className, type] of CLASSES)
    test(`${type} is a ${className} under every status but 409`, async () => {
      const body = JSON.stringify({ error: { type, message: 'no', code: 'some_code' } });
      for (const row of WITH_BODY.filter(({ status }) => status !== 409)) {
        const error = await errorFrom({ status: row.status, body });
        assertApiError(error, row, className);
        assert.equal(error.code, 'some_code');
        assert.equal(error.apiMessage, 'no');
        assert.equal(error.message, body);
      }
    });

  test('409 is always a ConflictError, and takes the type that its envelope names', async () => {
    for (const [, type] of CLASSES) {
      const error = await errorFrom({ status: 409, body: JSON.stringify({ error: { type } }) });
      assert.deepEqual([error.name, error.type], ['ConflictError', type]);
      assert.ok(error instanceof sdk.ConflictError);
    }
  });

  test('what the envelope calls invalid or not permitted is not retried under a status that would be', async () => {
    for (const type of ['validation_error', 'authentication_error'])
      for (const status of RETRIED) {
        const error = await errorFrom({ status, body: JSON.stringify({ error: { type } }) });
        assert.equal(error.retryable, false, `${status} ${type}`);
      }
  });
});

describe('every recorded error', () => {
  for (const name of readdirSync(fixturesFolder).filter((name) => name.startsWith('error_')))
    test(`${name} keeps what it says`, async () => {
      const status = Number(name.split('_')[1].slice(0, 3));
      const body = fixture(name);
      const { error: sent } = JSON.parse(body);
      const error = await errorFrom({ status, body, headers: { 'content-type': 'application/json' } });
      assertApiError(error, rowOf(status), rowOf(status).className);
      assert.equal(error.response.body, body);
      const { type, code, message } = typeof sent === 'string' ? {} : sent;
      assert.deepEqual([error.code, error.apiMessage], [code, message]);
      if (type) assert.deepEqual([error.type, error.message, error.error], [type, body, sent]);
      else assert.ok(error.message.includes(sent), 'the words of a bare string are in the sentence');
    });

  test("is read by the documentation's catch block", async () => {
    const error = await errorFrom({ status: 401, body: fixture('error_401_invalid_api_key.json') });
    const { type, message, code } = JSON.parse(error.message).error;
    assert.deepEqual(
      [type, message, code],
      ['authentication_error', 'This API key is not valid', 'invalid_api_key'],
    );
  });
});

describe('the sentence for a response without an envelope', () => {
  test('is short even when the body is long', async () => {
    for (const body of ['<p>'.repeat(300_000), JSON.stringify({ error: 'long '.repeat(10_000) })]) {
      const error = await errorFrom({ status: 502, body });
      assert.ok(error.message.length < 600, `${error.message.length} characters`);
      assert.equal(error.response.body, body);
    }
  });

  test('says what came instead', async () => {
    const headers = { 'content-type': 'text/html' };
    const error = await errorFrom({ status: 502, body: '<html>', headers });
    assert.match(error.message, /responded 502 with 6 bytes of text\/html instead of a FaceSign error\. Try/);
  });
});

describe('the request id', () => {
  const HEADERS = ['x-facesign-request-id', 'facesign-request-id', 'x-request-id', 'request-id'];
  for (const name of HEADERS)
    test(`comes from the header ${name}`, async () => {
      const error = await errorFrom({ status: 500, headers: { [name]: 'req-1' } });
      assert.equal(error.requestId, 'req-1');
    });

  for (const field of ['requestId', 'request_id'])
    test(`comes from ${field} in the envelope where no header has it`, async () => {
      const error = await errorFrom({ status: 500, body: JSON.stringify({ error: { [field]: 'req-2' } }) });
      assert.equal(error.requestId, 'req-2');
    });

  for (const [what, response] of [
    ['no JSON', { body: '<html>' }],
    ['too long', { body: 'x'.repeat(99) }],
    ['a redirect without a usable address', { status: 302, headers: { location: 'http://[' } }],
  ])
    test(`comes from the headers of a response that is ${what}`, async () => {
      reply = { ...response, headers: { 'x-request-id': 'req-3', ...response.headers } };
      const error = await rejectionOf(clientOf(server, { maxResponseBytes: 50 }).langs.retrieve());
      assert.deepEqual([error.name, error.requestId], ['ResponseError', 'req-3']);
    });

  test('is absent where none came', async () => {
    assert.equal('requestId' in (await errorFrom({ status: 500 })), false);
  });
});

describe('the headers', () => {
  test('have names in lower case, and duplicates are joined', async () => {
    const error = await errorFrom({
      status: 500,
      headers: { 'X-Zone': 'eu', Warning: ['299 a', '299 b'] },
    });
    assert.equal(error.response.headers['x-zone'], 'eu');
    assert.equal(error.response.headers.warning, '299 a, 299 b');
  });

  test('are without cookies', async () => {
    const error = await errorFrom({ status: 500, headers: { 'set-cookie': 'session=1' } });
    assert.equal('set-cookie' in error.response.headers, false);
  });
});

test('retryAfterMs is how long the server asked to wait', async () => {
  const error = await errorFrom({ status: 503, headers: { 'retry-after': '1.5' } });
  assert.equal(error.retryAfterMs, 1500);
});

describe('what a server sends is made safe to be shown in one line', () => {
  const hostile = 'down\n2026-01-01 INFO paid\r\u001b[2J\u009b31m\u2028\u202etxt\u0000';
  const escaped = 'down\\n2026-01-01 INFO paid\\r\\u001b[2J\\u009b31m\\u2028\\u202etxt\\u0000';

  test('in the sentence of a bare string', async () => {
    const error = await errorFrom({ status: 500, body: JSON.stringify({ error: hostile }) });
    assert.ok(error.message.includes(`and said: ${escaped}`), error.message);
    assert.equal(error.stack.split('\n')[0], `${error.name}: ${error.message}`);
    assert.equal(JSON.parse(error.response.body).error, hostile);
  });

  test('in the sentence that names a content type, which is cut, too', async () => {
    const headers = { 'content-type': `text/\u009b31m${'x'.repeat(5000)}` };
    const { message } = await errorFrom({ status: 500, headers, body: 'page' });
    assert.match(message, /of text\/\\u009b31mx+ instead/);
    assert.ok(message.length < 400, message);
  });

  test('but the raw body of an error object stays raw', async () => {
    const body = JSON.stringify({ error: { message: hostile } }, undefined, 1);
    assert.equal((await errorFrom({ status: 500, body })).message, body);
  });

  const IDS = {
    'of visible ASCII': ['req_1-!~', 'req_1-!~'],
    'with other characters': ['a b\u009b31m\u00eb', 'a\\u0020b\\u009b31m\\u00eb'],
    'that is longer': ['x'.repeat(300), 'x'.repeat(256)],
  };
  for (const [what, [sent, shown]] of Object.entries(IDS)) {
    test(`a request id ${what}`, async () => {
      const error = await errorFrom({ status: 500, headers: { 'x-request-id': sent }, body: '' });
      assert.equal(error.requestId, shown);
      assert.equal(error.response.headers['x-request-id'], sent);
    });
  }

  test('a request id of the error object', async () => {
    const body = JSON.stringify({ error: { requestId: `${hostile}${'x'.repeat(300)}` } });
    const { requestId } = await errorFrom({ status: 500, body });
    assert.match(requestId, /^down\\n[!-~]{250}$/);
  });
});

test('the userMessage of a 409 fits a key that is in use and one that was used for something else', async () => {
  const { userMessage } = await errorFrom({ status: 409, body: '' });
  assert.match(userMessage, /conflicts with an earlier one/);
  assert.doesNotMatch(userMessage, /wait|moment/);
});
