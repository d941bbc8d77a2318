// The samples of the FaceSign documentation, unchanged: the catch block (docs/decisions/0006) and the hand-written retry
// loop around a create (docs/api-contract.md#retry-advice).

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import Client, { FSNodeType } from '../index.mjs';
import { startSandbox } from '../sandbox/index.mjs';
import { clientOf, KEY } from './support/client.mjs';

const sandbox = await startSandbox({ keys: [KEY] });
after(() => sandbox.close());
afterEach(() => {
  sandbox.clearFaults();
  sandbox.requests.length = 0;
});

const TYPES = {
  authentication_error: 401,
  validation_error: 400,
  not_found_error: 404,
  rate_limit_error: 429,
  server_error: 500,
};

/** The documented catch block: the branch it takes and what it sees there. */
async function sample(client) {
  try {
    const { session, clientSecret } = await client.session.create({
      clientReferenceId: 'user-123',
      metadata: { source: 'web-app' },
      flow: [
        { id: 'start', type: FSNodeType.START, outcome: 'end' },
        { id: 'end', type: FSNodeType.END },
      ],
    });
    return { branch: 'made', session, clientSecret };
  } catch (err) {
    try {
      const { type, message, code } = JSON.parse(err.message).error;
      return { branch: type, message, code };
    } catch {
      return { branch: 'request failed', message: err.message };
    }
  }
}

test('the sample makes a session', async () => {
  const { branch, session, clientSecret } = await sample(clientOf(sandbox));
  assert.equal(branch, 'made');
  assert.equal(session.status, 'created');
  assert.equal(session.settings.clientReferenceId, 'user-123');
  assert.ok(clientSecret.secret);
});

for (const [type, status] of Object.entries(TYPES)) {
  test(`the sample takes the branch ${type}`, async () => {
    sandbox.fail({ status, type, code: 'the_code', message: 'The message' });
    assert.deepEqual(await sample(clientOf(sandbox)), {
      branch: type,
      message: 'The message',
      code: 'the_code',
    });
  });
}

test('the sample sees an error whose envelope has no code', async () => {
  sandbox.fail({ body: { raw: '{"error":{"type":"server_error","message":"m"}}' }, status: 500 });
  assert.deepEqual(await sample(clientOf(sandbox)), {
    branch: 'server_error',
    message: 'm',
    code: undefined,
  });
});

test('the sample sees the type of an envelope that the documentation does not know', async () => {
  sandbox.fail({ body: { raw: '{"error":{"type":"new_error"}}' }, status: 402 });
  assert.equal((await sample(clientOf(sandbox))).branch, 'new_error');
});

const WITHOUT_ENVELOPE = [
  { what: 'a bare string as error', fault: { status: 403, body: 'bare-string' }, says: /403/ },
  { what: 'HTML', fault: { status: 502, body: 'html' }, says: /502/ },
  { what: 'an empty body', fault: { status: 500, body: 'empty' }, says: /500/ },
  { what: 'JSON of another form', fault: { status: 500, body: { raw: '{"oops":1}' } }, says: /500/ },
  { what: 'an error that is null', fault: { status: 500, body: { raw: '{"error":null}' } }, says: /500/ },
  { what: 'a connection that breaks', fault: { reset: 'before-headers' }, says: /got no response/ },
  { what: 'a response that is cut off', fault: { truncate: true }, says: /cut off/ },
  { what: 'a success that is not JSON', fault: { status: 200, body: 'html' }, says: /not JSON/ },
  { what: 'a timeout', fault: { stall: 'headers' }, says: /^facesign_client_request_timeout$/ },
];

for (const { what, fault, says } of WITHOUT_ENVELOPE) {
  test(`the inner catch of the sample reports ${what} in a sentence`, async () => {
    sandbox.fail(fault);
    const { branch, message } = await sample(clientOf(sandbox, { timeoutMs: 1000 }));
    assert.equal(branch, 'request failed');
    assert.match(message, says);
  });
}

test('the inner catch of the sample reports an argument that is rejected', async () => {
  const client = clientOf(sandbox);
  const create = (settings) => client.session.create({ ...settings, metadata: { cost: 1n } });
  const { branch, message } = await sample({ session: { create } });
  assert.equal(branch, 'request failed');
  assert.match(message, /^metadata /);
});

const SETTINGS = {
  clientReferenceId: 'user-123',
  metadata: {},
  flow: [
    { id: 'start', type: 'start', outcome: 'end' },
    { id: 'end', type: 'end' },
  ],
};

/** The documented loop: three attempts, 1 s, 2 s, 4 s but 10 s at most, and none again for two of the types. */
async function createWithRetries(client, wait, maxRetries = 3) {
  for (let attempt = 0; attempt < maxRetries; attempt++) {
    try {
      return await client.session.create(SETTINGS);
    } catch (err) {
      let type;
      try {
        ({ type } = JSON.parse(err.message).error);
      } catch {}
      const hopeless = type === 'validation_error' || type === 'authentication_error';
      if (hopeless || attempt === maxRetries - 1) throw err;
      await wait(Math.min(1000 * 2 ** attempt, 10000));
    }
  }
}

/** The result of the loop, how often it called the server, and its delays. */
async function loop(options, fault) {
  sandbox.fail({ times: Infinity, ...fault });
  const delays = [];
  const wait = async (ms) => void delays.push(ms);
  const retry = { initialDelayMs: 1, maxDelayMs: 1 };
  const error = await createWithRetries(clientOf(sandbox, { retry, ...options }), wait).catch((err) => err);
  return { error, delays, requests: sandbox.requests.splice(0) };
}

/** How many requests each attempt of the loop makes. */
const CLIENTS = [
  { name: 'maxRetries 0', options: { maxRetries: 0 }, each: 1 },
  { name: 'the default', options: { maxRetries: undefined }, each: 3 },
];

const RETRIED = [
  { what: 'server_error', fault: { status: 500 } },
  { what: 'rate_limit_error', fault: { status: 429 } },
  { what: 'a gateway without an envelope', fault: { status: 502, body: 'html' } },
  { what: 'a connection that breaks', fault: { reset: 'before-headers' } },
];

for (const { name, options, each } of CLIENTS) {
  for (const { what, fault } of RETRIED) {
    test(`with ${name} the documented loop attempts ${what} three times, ${each} request(s) each`, async () => {
      const { error, delays, requests } = await loop(options, fault);
      assert.ok(error instanceof Client.FaceSignError);
      assert.deepEqual(delays, [1000, 2000]);
      assert.equal(requests.length, 3 * each);
      assert.equal(new Set(requests.map(({ headers }) => headers['idempotency-key'])).size, 3);
    });
  }

  test(`with ${name} the documented loop repeats not_found_error itself, and the client does not`, async () => {
    const { delays, requests } = await loop(options, { status: 404 });
    assert.deepEqual(delays, [1000, 2000]);
    assert.equal(requests.length, 3);
  });

  for (const [type, status] of [
    ['validation_error', 400],
    ['authentication_error', 401],
  ]) {
    test(`with ${name} the documented loop asks once where ${type} comes`, async () => {
      const { error, delays, requests } = await loop(options, { status, type });
      assert.equal(error.type, type);
      assert.deepEqual([requests.length, delays], [1, []]);
    });
  }

  test(`with ${name} the documented loop gives the session that a later attempt makes`, async () => {
    const { error: response, requests } = await loop(options, { status: 500, times: each });
    assert.equal(response.session.status, 'created');
    assert.equal(requests.length, each + 1);
  });
}
