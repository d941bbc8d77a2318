// Secrets never show: they are planted wherever a caller can put them, then searched in all output of the package:
// messages, stacks, logs at the finest level, `util.inspect` and JSON.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { inspect } from 'node:util';
import { authority, certificate } from './support/certificates.mjs';
import { clientOf, QUICK, SETTINGS } from './support/client.mjs';
import { startProxy } from './support/proxy.mjs';
import { record } from './support/record.mjs';
import { freePort, send, serve, serveSockets } from './support/server.mjs';

const own = authority();
const identity = certificate(own, { kind: 'client' });

const SECRETS = {
  'the API key': 'sk_test_MARKED_key',
  'the client secret in a response': 'cs_MARKED_response',
  'the idempotency key': 'MARKED-idempotency',
  'an e-mail address': 'MARKED.person@mail.test',
  'a phone number': '+49-MARKED-555',
  'a prompt': 'MARKED prompt',
  'a value of the query': 'MARKED search',
  'an id in the query': 'MARKED-reference',
  'an id in the path': 'MARKED-session',
  'a value of the metadata': 'MARKED metadata',
  'a header of the caller': 'MARKED-header',
  'the password of the proxy': 'MARKED-password',
  // Base64, so any line of it would do.
  'the private key': identity.key.split('\n')[1],
};
const OPTIONS = {
  auth: SECRETS['the API key'],
  headers: { 'x-own': SECRETS['a header of the caller'] },
  ca: own.cert,
  cert: identity.cert,
  key: identity.key,
};
const CREATE = {
  ...SETTINGS,
  clientReferenceId: SECRETS['an id in the query'],
  metadata: { note: SECRETS['a value of the metadata'] },
  providedData: { email: SECRETS['an e-mail address'], phone: SECRETS['a phone number'] },
  flow: [{ id: 'talk', type: 'conversation', prompt: SECRETS['a prompt'], outcomes: [] }],
};
const QUERY = {
  search: SECRETS['a value of the query'],
  clientReferenceId: SECRETS['an id in the query'],
};
const SESSION = { sessionId: SECRETS['an id in the path'] };
const CALLS = {
  create: (client, options) =>
    client.session.create(CREATE, { idempotencyKey: SECRETS['the idempotency key'], ...options }),
  list: (client, options) => client.session.list(QUERY, options),
  retrieve: (client, options) => client.session.retrieve(SESSION, options),
  createClientSecret: (client, options) => client.session.createClientSecret(SESSION, options),
};

const servers = [];
const started = async (starting) => servers[servers.push(await starting) - 1];
after(() => Promise.all(servers.map((server) => server.close())));
const responding = (reply) => started(serve((_request, response) => send(response, reply)));

/** A logger that keeps all it is given, as the deepest look at it. */
function recorder() {
  const lines = [];
  const line = (...parts) => lines.push(inspect(parts, { depth: 10, showHidden: true }));
  return { lines, trace: line, debug: line, info: line, warn: line, error: line };
}

const deep = { depth: 10, showHidden: true };

/** Every string that a program, a log or a debugger could make of these. */
function textsOf({ error, client, logger }) {
  return {
    'the message': error?.message,
    'the stack': error?.stack,
    'util.inspect of the error': inspect(error, deep),
    'JSON of the error': JSON.stringify(error),
    'the causes': causesOf(error).map(String).join('\n'),
    'util.inspect of the client': inspect(client, deep),
    'JSON of the client': JSON.stringify(client),
    'the log': logger.lines.join('\n'),
  };
}

function causesOf(error) {
  return error?.cause === undefined ? [] : [error.cause, ...causesOf(error.cause)];
}

const searched = { calls: 0, texts: 0, characters: 0, found: 0 };

function assertNothingShows(seen) {
  searched.calls += 1;
  for (const [place, text] of Object.entries(textsOf(seen))) {
    if (text === undefined) continue;
    searched.texts += 1;
    searched.characters += text.length;
    const found = Object.keys(SECRETS).filter((name) => text.includes(SECRETS[name]));
    searched.found += found.length;
    assert.deepEqual(found, [], `shows in ${place}:\n${text}`);
  }
}

after(() =>
  record('secrets', {
    title: 'Planted secrets, searched for in everything that the package prints',
    columns: ['What', 'How many'],
    rows: [
      [`Secrets planted: ${Object.keys(SECRETS).join(', ')}`, Object.keys(SECRETS).length],
      ['Calls and clients that carried them', searched.calls],
      ['Strings searched: messages, stacks, causes, logs, `util.inspect`, JSON', searched.texts],
      ['Characters in them', searched.characters],
      ['Secrets found', searched.found],
    ],
  }),
);

/** Makes the call with all secrets in it and returns its result. */
async function outcomeOf(call, server, options) {
  const logger = recorder();
  const client = clientOf(server, { ...OPTIONS, logger, logLevel: 'TRACE', retry: QUICK, ...options });
  const [response, error] = await call(client).then(
    (value) => [value, undefined],
    (reason) => [undefined, reason],
  );
  return { response, error, client, logger };
}

const head = 'HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n';
const leak = SECRETS['the client secret in a response'];
const onSocket = (act) => () => started(serveSockets((socket) => socket.once('data', () => act(socket))));
const FAILURES = {
  AuthenticationError: () => responding({ status: 401, body: '{"error":{"type":"authentication_error"}}' }),
  ValidationError: () => responding({ status: 400, body: '<html>' }),
  ConflictError: () => responding({ status: 409, body: '{"error":"no"}' }),
  NotFoundError: () => responding({ status: 404, body: '' }),
  RateLimitError: () => responding({ status: 429, headers: { 'retry-after': '60' } }),
  ServerError: () => responding({ status: 500 }),
  'ConnectionError refused': async () => ({ url: `http://127.0.0.1:${await freePort()}` }),
  'ConnectionError reset': onSocket((socket) => socket.resetAndDestroy()),
  'ConnectionError no HTTP': onSocket((socket) => socket.end(`${leak}\r\n\r\n`)),
  'ConnectionError TLS': () => started(serve(() => {}, { tls: certificate(authority('Unknown')) })),
  'ResponseError cut off': onSocket((socket) => socket.end(`${head}{"secret":"${leak}"`)),
  'ResponseError no JSON': () => responding({ body: leak }),
  'ResponseError half of JSON': () => responding({ body: `{"secret":"${leak}` }),
  'ResponseError too large': () => responding({ body: JSON.stringify([leak, 'x'.repeat(5000)]) }),
  'ResponseError redirect': () => {
    const location = `http://127.0.0.1:1/?secret=${encodeURIComponent(leak)}`;
    const redirect = { status: 307, headers: { location } };
    return started(serve((_request, response) => send(response, redirect), { tls: certificate(own) }));
  },
  TimeoutError: () => started(serve(() => {})),
};

describe('nothing that is secret shows', { timeout: 60_000 }, () => {
  before(() => assert.equal(new Set(Object.values(SECRETS)).size, Object.keys(SECRETS).length));

  test('of a success that carries all of it', async () => {
    const body = JSON.stringify({ clientSecret: { secret: leak } });
    const server = await responding({ body });
    for (const call of Object.values(CALLS)) {
      const seen = await outcomeOf(call, server);
      assert.deepEqual(seen.response, JSON.parse(body));
      assertNothingShows(seen);
    }
    const sent = server.requests.map(({ url, headers, body }) => [decodeURIComponent(url), headers, body]);
    const wire = JSON.stringify(sent).replaceAll('+', ' ');
    const planted = Object.entries(SECRETS).filter(([name]) => !/response|proxy|private key/.test(name));
    for (const [name, secret] of planted)
      assert.ok(wire.includes(secret.replaceAll('+', ' ')), `${name} was really sent`);
  });

  for (const [name, start] of Object.entries(FAILURES))
    for (const [operation, call] of Object.entries(CALLS))
      test(`of a ${operation} that fails: ${name}`, async () => {
        const limits = { maxRetries: 1, timeoutMs: name === 'TimeoutError' ? 50 : 10_000 };
        const maxResponseBytes = 4000;
        const seen = await outcomeOf(call, await start(), {
          ...limits,
          maxResponseBytes,
          totalTimeoutMs: 20_000,
        });
        assert.equal(seen.error?.name, name.split(' ')[0], inspect(seen.error));
        assert.ok(seen.logger.lines.length >= 2, 'the log is on');
        assertNothingShows(seen);
      });

  const key = SECRETS['the API key'];
  const ECHOES = {
    'in its envelope': `{"error":{"type":"authentication_error","message":"Invalid API key: ${key}","hint":"${key}"}}`,
    'in a bare string': `{"error":"Incorrect api key ${key}"}`,
    'in a page': `<html>Bearer ${key}</html>`,
  };
  for (const [where, body] of Object.entries(ECHOES))
    test(`of the key, though the server repeats it ${where}`, async () => {
      const seen = await outcomeOf(CALLS.create, await responding({ status: 401, body }));
      assert.equal(seen.error.name, 'AuthenticationError');
      assert.equal(seen.error.response.body, body.replaceAll(key, '[redacted]'));
      assertNothingShows(seen);
    });

  test('of the key, though the server repeats it in a header', async () => {
    const headers = { 'www-authenticate': `Bearer error="invalid_token", error_description="no key ${key}"` };
    const seen = await outcomeOf(CALLS.create, await responding({ status: 401, headers }));
    assert.equal(
      seen.error.response.headers['www-authenticate'],
      headers['www-authenticate'].replace(key, '[redacted]'),
    );
    assertNothingShows(seen);
  });

  /** The same key as a server or a proxy may write it. */
  const FORMS = {
    'as it is': key,
    'percent-encoded': Array.from(Buffer.from(key), (byte) => `%${byte.toString(16)}`).join(''),
    'escaped as in JSON': Array.from(key, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(
      '',
    ),
    'in Base64': Buffer.from(key).toString('base64'),
    'in the Base64 of a header': Buffer.from(`Bearer ${key}`).toString('base64url'),
  };
  const head = (status, id) => `HTTP/1.1 ${status}\r\nx-request-id: for ${id}\r\ncontent-length: 9\r\n`;
  const WITH_ID = {
    'a success': (id) => `${head('200 OK', id)}\r\n{"a":"b"}`,
    'a 2xx that is not JSON': (id) => `${head('200 OK', id)}\r\n<no JSON>`,
    'a 2xx that is truncated': (id) => `${head('200 OK', id)}\r\n{`,
    'a redirect to no address': (id) => `${head('307 No', id)}location: http://\r\n\r\n<no body>`,
    'an error': (id) => `${head('404 No', id)}\r\n<no page>`,
  };
  for (const [form, id] of Object.entries(FORMS))
    for (const [what, response] of Object.entries(WITH_ID))
      test(`of the key ${form} in the request id of ${what}`, async () => {
        const server = await started(
          serveSockets((socket) => socket.once('data', () => socket.end(response(id)))),
        );
        const seen = await outcomeOf(CALLS.list, server, { maxRetries: 0 });
        const log = seen.logger.lines.join('\n');
        assert.match(log, /requestId: 'for\\\\u0020(?:Q\w*)?\[redacted\]'/);
        assert.ok(!log.includes(id.slice(4, -4)), log);
        assertNothingShows(seen);
      });

  test('of the key in an error body, in each form', async () => {
    const body = JSON.stringify({
      error: { type: 'authentication_error', message: Object.values(FORMS).join(' ') },
    });
    const seen = await outcomeOf(CALLS.create, await responding({ status: 401, body }));
    assert.equal(seen.error.apiMessage.split('[redacted]').length - 1, Object.keys(FORMS).length);
    assertNothingShows(seen);
  });

  test('and the data of a success stays as it came, though the key is in it', async () => {
    const data = { metadata: FORMS };
    const seen = await outcomeOf(CALLS.retrieve, await responding({ body: JSON.stringify(data) }));
    assert.deepEqual(seen.response, data);
    assertNothingShows(seen);
  });

  test('of a call that a rate limit pauses', async () => {
    const server = await responding({ status: 429, headers: { 'retry-after': '60' } });
    await outcomeOf(CALLS.list, server);
    const seen = await outcomeOf(CALLS.create, server, { totalTimeoutMs: 10_000 });
    assert.equal(seen.error.outcome, 'not_sent');
    assertNothingShows(seen);
  });

  test('of a call that is aborted', async () => {
    const server = await started(serve(() => {}));
    const signal = AbortSignal.timeout(20);
    const seen = await outcomeOf((client) => CALLS.create(client, { signal }), server);
    assert.equal(seen.error.name, 'AbortError');
    assertNothingShows(seen);
  });

  for (const reject of [undefined, 407])
    test(`of a call through a proxy that ${reject ? 'rejects it' : 'lets it through'}`, async () => {
      const proxy = await started(startProxy({ reject }));
      const server = await started(
        serve((_request, response) => send(response, { status: 404 }), { tls: certificate(own) }),
      );
      const address = proxy.url.replace('//', `//user:${SECRETS['the password of the proxy']}@`);
      const seen = await outcomeOf(CALLS.create, server, { proxy: address });
      assert.equal(seen.error.name, reject ? 'ConnectionError' : 'NotFoundError');
      assert.ok(proxy.seen[0].headers['proxy-authorization'], 'the password was really sent');
      assertNothingShows(seen);
    });
});

describe('an option or argument that is rejected does not show its value', () => {
  const password = SECRETS['the password of the proxy'];
  const OPTION_FAULTS = {
    'a key with a line break in it': { auth: `${SECRETS['the API key']}\nx` },
    'a key with a letter that is invalid in a header': { auth: `${SECRETS['the API key']}→` },
    'a header with a line break in it': { headers: { 'x-own': `${SECRETS['a header of the caller']}\nx` } },
    'an address with a password': { serverUrl: `https://user:${password}@api.test` },
    'an address with a query': { serverUrl: `https://api.test?token=${password}` },
    'an address that is none': { serverUrl: `//${password}` },
    'a proxy of an unknown kind': { proxy: `socks5://user:${password}@proxy.test` },
    'a proxy that is not an address': { proxy: `user:${password}@proxy.test` },
    'a private key in place of an authority': { ca: identity.key },
    'a private key in place of the certificate': { cert: identity.key },
    'a damaged private key': { key: identity.key.replace('-----END', '----END') },
  };
  for (const [name, options] of Object.entries(OPTION_FAULTS))
    test(name, () => {
      const logger = recorder();
      let error;
      try {
        clientOf({ url: 'https://api.test' }, { ...OPTIONS, logger, ...options });
      } catch (thrown) {
        error = thrown;
      }
      assert.equal(error?.name, 'ConfigurationError', inspect(error));
      assertNothingShows({ error, client: undefined, logger });
    });

  const CALL_FAULTS = {
    'an idempotency key with a line break': (client) =>
      CALLS.create(client, { idempotencyKey: `${SECRETS['the idempotency key']}\nx` }),
    'a header of a call with a line break': (client) =>
      CALLS.list(client, { headers: { 'x-own': `${SECRETS['a header of the caller']}\nx` } }),
    'a status with a stray % sign': (client) =>
      client.session.list({ status: [`%${SECRETS['a value of the query']}`] }),
    'a body that is not JSON': (client) =>
      client.session.create({ ...CREATE, providedData: { email: SECRETS['an e-mail address'], age: 1n } }),
    'arguments that are a string': (client) => client.session.create(SECRETS['an e-mail address']),
  };
  for (const [name, call] of Object.entries(CALL_FAULTS))
    test(name, async () => {
      const seen = await outcomeOf(call, { url: 'http://127.0.0.1:1' });
      assert.equal(seen.error?.name, 'ConfigurationError', inspect(seen.error));
      assertNothingShows(seen);
    });
});
