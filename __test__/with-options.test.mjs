// `client.withOptions`: a client with other options, which shares what depends on key and server.

import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { inspect } from 'node:util';
import Client from '../index.js';
import changed from '../lib/changed-options.js';
import options from '../lib/options.js';
import { authority, certificate } from './support/certificates.mjs';
import { clientOf, KEY, QUICK, rejectionOf, SETTINGS, thrownBy } from './support/client.mjs';
import { consoleLines } from './support/logs.mjs';
import { startRecorder } from './support/recorder.mjs';
import { send, serve } from './support/server.mjs';

const recorder = await startRecorder();
after(recorder.close);
afterEach(() => recorder.take());

const servers = [];
const started = async (starting) => servers[servers.push(await starting) - 1];
after(() => Promise.all(servers.map((server) => server.close())));

/** The headers of a call, as they were sent. */
async function headersOf(client) {
  await client.langs.retrieve();
  return recorder.take()[0].headers;
}

describe('plain options', () => {
  const PARENT = { serverUrl: 'http://a.test', timeoutMs: 5, retry: { jitter: 0, maxDelayMs: 7 } };
  const MERGED = {
    'no change': [{}, PARENT],
    'no argument': [undefined, PARENT],
    'undefined keeps': [{ timeoutMs: undefined, serverUrl: undefined, retry: undefined }, PARENT],
    'null restores the default': [{ timeoutMs: null, serverUrl: null }, { retry: PARENT.retry }],
    'a value replaces': [
      { timeoutMs: 6, http2: true },
      { ...PARENT, timeoutMs: 6, http2: true },
    ],
    'retry merges': [{ retry: { jitter: 1 } }, { ...PARENT, retry: { jitter: 1, maxDelayMs: 7 } }],
    'undefined in retry keeps': [{ retry: { jitter: undefined } }, PARENT],
    'null in retry restores that default': [
      { retry: { jitter: null } },
      { ...PARENT, retry: { maxDelayMs: 7 } },
    ],
    'null for retry restores all its defaults': [
      { retry: null },
      { serverUrl: PARENT.serverUrl, timeoutMs: 5 },
    ],
    'rateLimit is replaced': [
      { rateLimit: { requestsPerMinute: 9 } },
      { ...PARENT, rateLimit: { requestsPerMinute: 9 } },
    ],
  };
  for (const [name, [changes, expected]] of Object.entries(MERGED))
    test(name, () => {
      const { kept } = options.clientOptions(PARENT, {});
      const merged = changed.changedOptions(changes ?? {}, kept, {});
      assert.deepEqual(JSON.parse(JSON.stringify(merged.kept)), expected);
      const core = JSON.parse(merged.json);
      for (const option of Object.keys(expected)) assert.deepEqual(core[option], expected[option]);
    });

  test('are those of the client that withOptions is called on, derived ones too', async () => {
    const client = clientOf(recorder, { serverUrl: `${recorder.url}/v1` });
    const derived = client.withOptions({ timeoutMs: 9000 }).withOptions({ maxRetries: 1 });
    await derived.langs.retrieve();
    assert.equal(recorder.take()[0].url, '/v1/langs');
  });

  test('act on the calls of the new client only', async () => {
    const server = await started(serve((_, response) => send(response, { status: 503 })));
    const client = clientOf(server, { retry: QUICK });
    const patient = client.withOptions({ maxRetries: 1 });
    assert.equal((await rejectionOf(patient.langs.retrieve())).attempts.length, 2);
    assert.equal((await rejectionOf(client.langs.retrieve())).attempts.length, 1);
    const usual = patient.withOptions({ maxRetries: null });
    assert.equal((await rejectionOf(usual.langs.retrieve())).attempts.length, 3);
  });
});

describe('auth', () => {
  test('is kept without a property auth', async () => {
    const headers = await headersOf(clientOf(recorder).withOptions({ timeoutMs: 9000 }));
    assert.equal(headers.authorization, `Bearer ${KEY}`);
  });

  test('is replaced', async () => {
    const headers = await headersOf(clientOf(recorder).withOptions({ auth: 'sk_test_other' }));
    assert.equal(headers.authorization, 'Bearer sk_test_other');
  });

  for (const auth of [undefined, null, '', ' \n'])
    test(`${inspect(auth)} means no key, whatever the environment has`, async (t) => {
      process.env.FACESIGN_API_KEY = 'sk_test_environment';
      t.after(() => delete process.env.FACESIGN_API_KEY);
      const headers = await headersOf(clientOf(recorder).withOptions({ auth }));
      assert.equal(headers.authorization, undefined);
    });

  test('of the environment is the key that the first client had', async (t) => {
    process.env.FACESIGN_API_KEY = 'sk_test_environment';
    t.after(() => delete process.env.FACESIGN_API_KEY);
    const client = new Client({ serverUrl: recorder.url, proxy: false });
    process.env.FACESIGN_API_KEY = 'sk_test_later';
    const headers = await headersOf(client.withOptions({ timeoutMs: 9000 }));
    assert.equal(headers.authorization, 'Bearer sk_test_environment');
  });
});

describe('headers', () => {
  const client = clientOf(recorder, { headers: { 'X-One': '1', 'x-two': '2' } });
  const own = ({ authorization, 'x-one': one, 'x-two': two, 'x-three': three }) => [
    authorization && 'key',
    one,
    two,
    three,
  ];
  const MERGED = {
    'are kept': [{}, ['key', '1', '2', undefined]],
    'are added': [{ headers: { 'x-three': '3' } }, ['key', '1', '2', '3']],
    'replace those of the same name, in any case': [
      { headers: { 'x-ONE': '7' } },
      ['key', '7', '2', undefined],
    ],
    'are removed by null, in any case': [{ headers: { 'X-TWO': null } }, ['key', '1', undefined, undefined]],
    'are kept by undefined': [{ headers: { 'x-one': undefined } }, ['key', '1', '2', undefined]],
    'are all removed by null': [{ headers: null }, ['key', undefined, undefined, undefined]],
    'stay when the key changes': [{ auth: 'sk_test_other' }, ['key', '1', '2', undefined]],
  };
  for (const [name, [changes, expected]] of Object.entries(MERGED))
    test(name, async () => assert.deepEqual(own(await headersOf(client.withOptions(changes))), expected));

  test('that the client itself sends come back when the own ones are removed', async () => {
    const disguised = clientOf(recorder, { headers: { authorization: 'Basic x', 'user-agent': 'me' } });
    const sent = await headersOf(
      disguised.withOptions({ headers: { Authorization: null, 'user-agent': null } }),
    );
    assert.equal(sent.authorization, `Bearer ${KEY}`);
    assert.match(sent['user-agent'], /^facesign-api-native/);
  });

  test('count toward one limit, without those that are removed', () => {
    const many = (prefix, value, count = 60) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${prefix}-${at}`, value]));
    const full = clientOf(recorder, { headers: many('a', '1') });
    const error = thrownBy(() => full.withOptions({ headers: many('b', '1') }));
    assert.ok(error instanceof Client.ConfigurationError, String(error));
    assert.equal(error.param, 'headers');
    full.withOptions({ headers: { ...many('b', '1'), ...many('a', null) } });
  });
});

describe('connections', () => {
  const own = authority();
  const identity = certificate(own, { kind: 'client' });
  const tls = { ...certificate(own), ca: own.cert, requestCert: true, rejectUnauthorized: true };
  const secure = () => started(serve((_, response) => send(response, {}), { tls }));

  test('keep ca, cert and key', async () => {
    const client = clientOf(await secure(), { ca: own.cert, cert: identity.cert, key: identity.key });
    assert.deepEqual([...(await client.withOptions({ timeoutMs: 9000 }).langs.retrieve())], []);
  });

  test('lose them with null', async () => {
    const server = await secure();
    const client = clientOf(server, { ca: own.cert, cert: identity.cert, key: identity.key });
    const withoutCertificate = client.withOptions({ cert: null, key: null });
    assert.equal((await rejectionOf(withoutCertificate.langs.retrieve())).name, 'ConnectionError');
    const withoutAuthority = client.withOptions({ ca: null });
    assert.equal((await rejectionOf(withoutAuthority.langs.retrieve())).name, 'ConnectionError');
  });

  test('need cert and key together', () => {
    const client = clientOf({ url: 'https://a.test' }, { cert: identity.cert, key: identity.key });
    assert.equal(thrownBy(() => client.withOptions({ cert: identity.cert })).name, 'ConfigurationError');
  });

  test('keep the proxy; null goes back to the environment', async (t) => {
    const proxied = clientOf({ url: 'http://a.test' }, { proxy: recorder.url });
    await proxied.withOptions({ timeoutMs: 9000 }).langs.retrieve();
    assert.equal(recorder.take()[0].url, 'http://a.test/langs');
    const other = await startRecorder();
    t.after(other.close);
    process.env.http_proxy = other.url;
    t.after(() => delete process.env.http_proxy);
    await proxied.withOptions({ proxy: null }).langs.retrieve();
    assert.equal(other.take()[0].url, 'http://a.test/langs');
  });

  test('are shared', async () => {
    const server = await started(serve((_, response) => send(response, {})));
    const client = clientOf(server);
    await client.langs.retrieve();
    await client.withOptions({ timeoutMs: 9000, auth: 'sk_test_other' }).langs.retrieve();
    assert.equal(server.requests[0].socket, server.requests[1].socket);
  });
});

describe('while key and server are the same', () => {
  const serving = (respond) => started(serve((seen, response) => send(response, respond(seen))));
  const ONE_RETRY = { maxRetries: 1, retry: { ...QUICK, budgetTokens: 5, retryCost: 5 } };
  const attemptsOf = async (client) => (await rejectionOf(client.langs.retrieve())).attempts.length;

  test('the retry budget is shared', async () => {
    const client = clientOf(await serving(() => ({ status: 503 })), ONE_RETRY);
    assert.equal(await attemptsOf(client.withOptions({ timeoutMs: 9000 })), 2);
    assert.equal(await attemptsOf(client), 1);
    assert.equal(await attemptsOf(client.withOptions({ headers: { 'x-a': '1' } })), 1);
  });

  test('another key, server or budget has its own', async () => {
    const server = await serving(() => ({ status: 503 }));
    const client = clientOf(server, ONE_RETRY);
    assert.equal(await attemptsOf(client), 2);
    for (const changes of [
      { auth: 'sk_test_other' },
      { serverUrl: `${server.url}/v2` },
      { retry: { budgetTokens: 6 } },
    ])
      assert.equal(await attemptsOf(client.withOptions(changes)), 2, JSON.stringify(changes));
  });

  test('the pause after a 429 is shared', async () => {
    const client = clientOf(await serving(() => ({ status: 429, headers: { 'retry-after': '60' } })), {
      totalTimeoutMs: 5000,
    });
    await rejectionOf(client.withOptions({ maxRetries: 0 }).langs.retrieve());
    const error = await rejectionOf(client.langs.retrieve());
    assert.deepEqual([error.name, error.outcome], ['RateLimitError', 'not_sent']);
  });

  test('rateLimit is shared', async () => {
    const client = clientOf(await serving(() => ({})), {
      rateLimit: { requestsPerMinute: 1 },
      totalTimeoutMs: 5000,
    });
    await client.langs.retrieve();
    const error = await rejectionOf(client.withOptions({ timeoutMs: 4000 }).langs.retrieve());
    assert.deepEqual([error.name, error.outcome], ['RateLimitError', 'not_sent']);
    await client.withOptions({ rateLimit: null }).langs.retrieve();
    await client.withOptions({ rateLimit: { requestsPerMinute: 2 } }).langs.retrieve();
  });
});

describe('logs and the flow check', () => {
  const logging = () => {
    const lines = [];
    const log = (level) => (line) => lines.push(`${level} ${line}`);
    return { lines, logger: { debug: log('debug'), warn: log('warn'), error: log('error') } };
  };
  const failing = (client) => rejectionOf(client.session.retrieve({}));

  test('the logger and its level are kept', async () => {
    const { lines, logger } = logging();
    const client = clientOf(recorder, { logger });
    await failing(client.withOptions({ timeoutMs: 9000 }));
    client.setLogLevel('OFF');
    await failing(client.withOptions({ timeoutMs: 9000 }));
    assert.equal(lines.length, 1);
  });

  test('a level that is set on one client is its own', async () => {
    const { lines, logger } = logging();
    const client = clientOf(recorder, { logger });
    client.withOptions({}).setLogLevel('OFF');
    await failing(client);
    client.setLogLevel('OFF');
    assert.equal(lines.length, 1);
  });

  test('a new logger gets warnings by default, and the level that was set otherwise', async () => {
    const [first, second] = [logging(), logging()];
    await failing(clientOf(recorder).withOptions({ logger: first.logger }));
    assert.equal(first.lines.length, 1);
    await failing(clientOf(recorder, { logLevel: 'OFF' }).withOptions({ logger: second.logger }));
    assert.equal(second.lines.length, 0);
  });

  test('without a logger and a level nothing is logged', async () => {
    const client = clientOf(recorder).withOptions({ timeoutMs: 9000 });
    assert.deepEqual(await consoleLines(() => failing(client)), []);
  });

  test('null restores console and its level', async (t) => {
    const { lines, logger } = logging();
    const onConsole = t.mock.method(console, 'warn', () => {});
    const client = clientOf(recorder, { logger, logLevel: 'WARN' });
    await failing(client.withOptions({ logger: null }));
    assert.equal(onConsole.mock.callCount(), 1);
    await failing(client.withOptions({ logger: null, logLevel: null }));
    assert.equal(onConsole.mock.callCount(), 1);
    assert.deepEqual(lines, []);
  });

  const BROKEN = { ...SETTINGS, flow: [{ id: 'in', type: 'start', outcome: 'nowhere' }] };

  test('flowCheck is kept, and switched off by null', async () => {
    const client = clientOf(recorder, { flowCheck: 'error' });
    const error = await rejectionOf(client.withOptions({ timeoutMs: 9000 }).session.create(BROKEN));
    assert.equal(error.param, 'flow');
    await client.withOptions({ flowCheck: null }).session.create(BROKEN);
  });

  test('a finding is logged once for all of them, by the logger of the call', async () => {
    const [first, second] = [logging(), logging()];
    const client = clientOf(recorder, { flowCheck: 'warn', logger: first.logger });
    await client.withOptions({ logger: second.logger }).session.create(BROKEN);
    await client.session.create(BROKEN);
    assert.equal(first.lines.length, 0);
    assert.ok(second.lines.length > 0);
  });
});

describe('changes that are invalid', () => {
  const client = clientOf(recorder);
  for (const [changes, param] of [
    [7, 'options'],
    ['sk_test', 'options'],
    [[], 'options'],
    [{ timeoutMs: '5' }, 'timeoutMs'],
    [{ timeoutMs: -1 }, 'timeoutMs'],
    [{ retry: { jitter: 2 } }, 'retry.jitter'],
    [{ headers: { 'x y': '1' } }, 'headers["x y"]'],
    [{ headers: { host: 'a' } }, 'headers["host"]'],
    [{ rateLimit: { requestsPerMinute: null } }, 'rateLimit.requestsPerMinute'],
    [{ logger: {} }, 'logger'],
    [{ flowCheck: 'loud' }, 'flowCheck'],
    [{ apiKey: 'sk_test' }, 'apiKey'],
  ])
    test(`${inspect(changes)} throws a ConfigurationError for ${param}`, () => {
      const error = thrownBy(() => client.withOptions(changes));
      assert.ok(error instanceof Client.ConfigurationError, String(error));
      assert.equal(error.param, param);
    });
});

describe('the new client', () => {
  test('is a client, also of a subclass and through a Proxy', async () => {
    class Mine extends Client {}
    const client = new Mine({ serverUrl: recorder.url, proxy: false, auth: KEY });
    for (const one of [client, new Proxy(client, {}), Object.create(client)]) {
      const derived = one.withOptions({ timeoutMs: 9000 });
      assert.ok(derived instanceof Client);
      assert.equal((await headersOf(derived)).authorization, `Bearer ${KEY}`);
    }
  });

  test('shows no secret when it is printed or written as JSON', () => {
    const secrets = ['sk_test_private', 'proxy-password', 'header-secret'];
    const client = clientOf(recorder).withOptions({
      auth: secrets[0],
      proxy: `http://user:${secrets[1]}@127.0.0.1:9`,
      headers: { 'x-secret': secrets[2] },
    });
    const shown = [inspect(client, { depth: 9, showHidden: true }), JSON.stringify(client)].join('\n');
    for (const secret of secrets) assert.ok(!shown.includes(secret), shown);
  });
});
