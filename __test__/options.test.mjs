// Each option of a client and of a call: valid values, and values that are rejected by name before anything is sent.
// Types and ranges: types/options.d.ts; key and address: docs/api-contract.md#server-url-and-path, #request-headers.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { inspect } from 'node:util';
import vm from 'node:vm';
import Client from '../index.js';
import { selfSigned } from './support/certificates.mjs';
import { clientOf, rejectionOf, SETTINGS, thrownBy } from './support/client.mjs';
import { startRecorder } from './support/recorder.mjs';

const recorder = await startRecorder();
after(recorder.close);
afterEach(() => recorder.take());

const { cert: certificate, key: privateKey } = selfSigned();

/** Values of another type, for one option of each type; `undefined` and `null` count as omitted. */
const OF_ANOTHER_TYPE = {
  auth: [1, 0, true, false, {}, [], () => 'x', Symbol('s'), 1n],
  timeoutMs: ['1', '', true, {}, [], () => 1, Symbol('s'), 1n, Number.NaN, Infinity, -Infinity],
  ambiguousRetries: ['true', '', 1, 0, {}, [], Symbol('s')],
  retry: ['text', 1, 0, true, [], () => ({}), Symbol('s')],
  headers: ['text', 1, 0, true, [], () => ({}), Symbol('s'), new Map()],
  cert: [1, true, {}, Symbol('s')],
};

const MS = { takes: [0.5, 1e15], rejects: [0, '1'] };
const DELAY_MS = { takes: [0], rejects: [-0.001, '1'] };
const SHARE = { takes: [0, 1], rejects: [-0.1, 1.1, '1'] };
const TOKENS = { takes: [0, 1e9], rejects: [-1, 1.5, 1e9 + 1, '1'] };
const FLAG = { takes: [true, false], rejects: ['true'] };
const RETRIES = { takes: [0, 100], rejects: [-1, 1.5, 101, '1'] };
const HEADERS = { takes: [{}, { 'x-a': '' }], rejects: ['text'] };

/** The edges of each range, unusable values, and one value of another type. */
const OF_BOTH = {
  timeoutMs: MS,
  totalTimeoutMs: { takes: [1, 1e15], rejects: [0, '1'] },
  maxRetries: RETRIES,
  ambiguousRetries: { takes: [true, false, 'reconcile'], rejects: ['true', 'Reconcile', 'reconcile ', 1] },
  reconcileDelayMs: DELAY_MS,
  headers: HEADERS,
};
const OF_A_CLIENT = {
  ...OF_BOTH,
  auth: { takes: ['', ' k '], rejects: [1] },
  serverUrl: { takes: ['', 'HTTPS://h/prefix/', 'http://[::1]:1'], rejects: [1] },
  connectTimeoutMs: { takes: [1, 1e15], rejects: [0, '1'] },
  retry: { takes: [{}], rejects: ['text'] },
  rateLimit: { takes: [], rejects: ['text', {}] },
  proxy: {
    takes: [false, '', 'http://user:password@127.0.0.1:3128', 'https://127.0.0.1'],
    rejects: [1, true, {}, 'no address', 'ftp://h', 'http://', 'socks5://h'],
  },
  ca: {
    takes: [certificate, [certificate, Buffer.from(certificate)], []],
    rejects: [1, 'no PEM', Buffer.from('no PEM'), [1], new Array(1), [certificate, 'no PEM'], ''],
  },
  cert: { takes: [], rejects: [1, 'no PEM', ''] },
  key: { takes: [], rejects: [1, Buffer.from('no PEM'), ''] },
  logger: { takes: [], rejects: ['text', {}, { debug() {} }, { error() {} }] },
  maxResponseBytes: { takes: [1, 89_478_480], rejects: [0, 1.5, 89_478_481, '1'] },
  maxConcurrency: { takes: [1, 10_000], rejects: [0, 1.5, 10_001, '1'] },
  http2: FLAG,
  idempotencyKeyField: { takes: ['k', 'a "b" é', '__proto__'], rejects: [1, '', ' \t', '\ud800'] },
};
const OF_A_CALL = {
  ...OF_BOTH,
  idempotencyKey: { takes: ['order-7', 'clé'], rejects: [1, '', ' \t', 'line\nbreak', 'NUL\0', '€'] },
};
const OF_A_GROUP = {
  retry: {
    initialDelayMs: DELAY_MS,
    maxDelayMs: DELAY_MS,
    multiplier: { takes: [1, 1000], rejects: [0.9, 1001, '1'] },
    jitter: SHARE,
    retryAfterJitter: SHARE,
    budgetTokens: TOKENS,
    retryCost: TOKENS,
    timeoutRetryCost: TOKENS,
  },
  rateLimit: {
    requestsPerMinute: { takes: [0.001, 6e7], rejects: [0, 0.0001, 6e7 + 1, undefined, null, '1'] },
  },
};

function assertNames(error, param, operation) {
  assert.ok(error instanceof Client.ConfigurationError, inspect(error));
  assert.equal(error.param, param);
  assert.ok(error.message.startsWith(param), error.message);
  assert.equal(error.operation, operation);
  assert.equal(error.outcome, 'not_sent');
  assert.deepEqual(error.attempts, []);
}

const shown = (values) => inspect(values, { breakLength: Infinity, maxStringLength: 20 }).slice(1, -1);

/** The error of a client with this option. @param {unknown} value */
function errorOfClient(option, value) {
  // A certificate needs a key, and a key a certificate. Only the wrong one is to be named.
  const other = option === 'cert' ? { key: privateKey } : option === 'key' ? { cert: certificate } : {};
  return thrownBy(() => new Client({ ...other, [option]: value }));
}

for (const [option, values] of Object.entries(OF_ANOTHER_TYPE))
  test(`a client rejects values of another type for ${option}`, () => {
    for (const value of values) assertNames(errorOfClient(option, value), option, 'client');
  });

for (const [option, { takes, rejects }] of Object.entries(OF_A_CLIENT)) {
  test(`a client rejects ${option}: ${shown(rejects)}`, () => {
    for (const value of rejects) {
      const param = option === 'rateLimit' && value !== 'text' ? `${option}.requestsPerMinute` : option;
      assertNames(errorOfClient(option, value), param, 'client');
    }
  });
  if (takes.length > 0)
    test(`a client takes ${option}: ${shown(takes)}`, () => {
      for (const value of takes) new Client({ [option]: value });
    });
}

for (const [option, { takes, rejects }] of Object.entries(OF_A_CALL)) {
  const create = (value) => clientOf(recorder).session.create(SETTINGS, { [option]: value });
  test(`a call rejects ${option}: ${shown(rejects)}`, async () => {
    for (const value of rejects) assertNames(await rejectionOf(create(value)), option, 'session.create');
    assert.deepEqual(recorder.take(), []);
  });
  test(`a call takes ${option}: ${shown(takes)}`, async () => {
    for (const value of takes) {
      // A timeout of a millisecond may well fire, but it is not rejected.
      const error = await create(value).catch((err) => err);
      assert.ok(!(error instanceof Client.ConfigurationError), inspect(error));
    }
  });
}

for (const [group, options] of Object.entries(OF_A_GROUP))
  for (const [option, { takes, rejects }] of Object.entries(options)) {
    const create = (value) => new Client({ [group]: { [option]: value } });
    test(`a client rejects ${group}.${option}: ${shown(rejects)}`, () => {
      for (const value of rejects)
        assertNames(
          thrownBy(() => create(value)),
          `${group}.${option}`,
          'client',
        );
    });
    test(`a client takes ${group}.${option}: ${shown(takes)}`, () => {
      for (const value of takes) create(value);
    });
  }

for (const omitted of [null, undefined]) {
  test(`an option of a client that is ${omitted} counts as omitted`, async () => {
    const names = [...Object.keys(OF_A_CLIENT), 'flowCheck', 'logLevel'];
    const options = Object.fromEntries(names.map((name) => [name, omitted]));
    const retry = Object.fromEntries(Object.keys(OF_A_GROUP.retry).map((name) => [name, omitted]));
    for (const given of [options, { ...options, retry }])
      await new Client({ ...given, serverUrl: recorder.url, proxy: false }).session.list();
    assert.equal(recorder.take().length, 2);
  });

  test(`an option of a call that is ${omitted} counts as omitted`, async () => {
    const names = [...Object.keys(OF_A_CALL), 'extraBody', 'extraQuery', 'signal'];
    const options = Object.fromEntries(names.map((name) => [name, omitted]));
    await clientOf(recorder).session.create({}, options);
    assert.match(recorder.take()[0].headers['idempotency-key'], /^[0-9a-f-]{36}$/);
  });
}

test('a certificate without its key is rejected, and a key without its certificate', () => {
  assert.match(thrownBy(() => new Client({ cert: certificate })).param, /^(cert|key)$/);
  assert.match(thrownBy(() => new Client({ key: privateKey })).param, /^(cert|key)$/);
});

test('bytes of another realm are bytes, as in a test runner that gives each file its own globals', () => {
  const bytes = vm.runInNewContext('Uint8Array.from(numbers)', { numbers: [...Buffer.from(certificate)] });
  assert.ok(!(bytes instanceof Uint8Array));
  assert.ok(new Client({ ca: bytes }) instanceof Client);
});

test('an option whose getter throws is named, with what it threw as cause', () => {
  const mine = new Error('mine');
  const options = {
    get serverUrl() {
      throw mine;
    },
  };
  const error = thrownBy(() => new Client(options));
  assertNames(error, 'serverUrl', 'client');
  assert.equal(error.cause, mine);
});

const SERVERS = [
  { form: 'no address at all', serverUrl: 'api.facesign.ai' },
  { form: 'white space', serverUrl: ' ' },
  { form: 'a path', serverUrl: '/v1' },
  { form: 'an address without scheme', serverUrl: '//api.facesign.ai' },
  { form: 'a scheme alone', serverUrl: 'https://' },
  { form: 'another scheme', serverUrl: 'ftp://127.0.0.1' },
  { form: 'a file', serverUrl: 'file:///etc' },
  { form: 'a port that is none', serverUrl: 'http://127.0.0.1:99999' },
  { form: 'a query', serverUrl: 'http://127.0.0.1/?a=1' },
  { form: 'a fragment', serverUrl: 'http://127.0.0.1/#a' },
  { form: 'a user and a password', serverUrl: 'http://someone:pa55word@127.0.0.1' },
];

for (const { form, serverUrl } of SERVERS) {
  test(`a serverUrl with ${form} is rejected, saying what fits`, () => {
    const error = thrownBy(() => new Client({ serverUrl }));
    assertNames(error, 'serverUrl', 'client');
    assert.match(error.message, /https:\/\/api\.facesign\.ai/);
    assert.ok(!error.message.includes('pa55word'));
  });
}

const WITHOUT_SCHEME = [
  { serverUrl: 'api.facesign.ai', example: 'https://api.facesign.ai' },
  { serverUrl: '//api.facesign.ai/v1', example: 'https://api.facesign.ai/v1' },
  { serverUrl: 'localhost:4010', example: 'http://localhost:4010' },
  { serverUrl: '127.0.0.1:4010', example: 'http://127.0.0.1:4010' },
];
for (const { serverUrl, example } of WITHOUT_SCHEME) {
  test(`the error of serverUrl ${serverUrl} says how to write it`, () => {
    const { message } = thrownBy(() => new Client({ serverUrl }));
    assert.ok(message.endsWith(`Add ${example.split('/')[0]}//, as in ${example}`), message);
  });
}

test('a key that is given as serverUrl is not shown', () => {
  const { message } = thrownBy(() => new Client({ serverUrl: 'sk_live_of_nobody' }));
  assert.ok(!message.includes('sk_live'), message);
});

/** As another realm, or a package such as whatwg-url, makes them. */
class OtherURL {
  constructor(href) {
    Object.assign(this, { href, pathname: new URL(href).pathname });
  }
  get [Symbol.toStringTag]() {
    return 'URL';
  }
}
for (const Class of [URL, OtherURL])
  for (const [path, sent] of [
    ['', '/langs'],
    ['/v1', '/v1/langs'],
  ])
    test(`serverUrl may be a ${Class.name}, with the path "${path}"`, async () => {
      await new Client({ serverUrl: new Class(recorder.url + path), proxy: false }).langs.retrieve();
      assert.equal(recorder.take()[0].url, sent);
    });

test('a URL with a password is rejected without repeating it', () => {
  const { message } = thrownBy(() => new Client({ serverUrl: new URL('https://user:pa55word@127.0.0.1') }));
  assert.ok(!message.includes('pa55word'), message);
});

const many = (count) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`x-${n}`, 'v']));
const HEADERS_BEYOND = [
  { what: '40,000 of a client', of: many(40_000), and: {} },
  { what: '40,000 of a call', of: {}, and: many(40_000) },
  { what: '60 of a client and 60 of a call', of: many(60), and: many(60) },
  { what: 'one of 1 MB', of: {}, and: { 'x-long': 'v'.repeat(1024 * 1024) } },
];
for (const { what, of, and } of HEADERS_BEYOND) {
  test(`headers reject ${what}`, async () => {
    const call = async () =>
      new Client({ serverUrl: recorder.url, headers: of }).langs.retrieve(null, { headers: and });
    const error = await rejectionOf(call());
    assert.equal(error.name, 'ConfigurationError');
    assert.equal(error.param, 'headers');
    assert.match(
      error.message,
      /^headers must be at most 100 with 65536 bytes in all, .* got \d+ with \d+ bytes/,
    );
    assert.deepEqual(recorder.take(), []);
  });
}

const SHOWN = [
  { option: { timeoutMs: '3' }, got: 'got "3" (a string)' },
  { option: { timeoutMs: Number.NaN }, got: 'got NaN' },
  { option: { maxRetries: 'sk_test_of_nobody' }, got: 'got a string' },
  { option: { ambiguousRetries: 'false' }, got: 'got "false" (a string)' },
  { option: { auth: 12345 }, got: 'got a number' },
  { option: { headers: [] }, got: 'got an array' },
];
for (const { option, got } of SHOWN) {
  test(`the error of ${inspect(option)} says ${got}`, () => {
    const { message } = thrownBy(() => new Client(option));
    assert.ok(message.includes(`, ${got}. `), message);
  });
}

const HEADER_NAMES = ['', ' ', 'a b', 'a:b', 'é', 'a\nb'];
const TRANSPORT = ['host', 'Content-Length', 'transfer-encoding', 'CONNECTION', 'upgrade'];

for (const name of [...HEADER_NAMES, ...TRANSPORT]) {
  test(`headers reject the name ${JSON.stringify(name)}, at the client and at a call`, async () => {
    const param = `headers[${JSON.stringify(name)}]`;
    const headers = { [name]: 'x' };
    assertNames(
      thrownBy(() => new Client({ headers })),
      param,
      'client',
    );
    assertNames(await rejectionOf(clientOf(recorder).session.list({}, { headers })), param, 'session.list');
  });
}

test('headers keep a name that is special to JavaScript, at the client and at a call', async () => {
  const named = (value) => ({ headers: { ['__proto__']: value } });
  await clientOf(recorder, named('of the client')).session.list();
  await clientOf(recorder).session.list({}, named('of the call'));
  const sent = recorder.take().map(({ rawHeaders }) => rawHeaders[rawHeaders.indexOf('__proto__') + 1]);
  assert.deepEqual(sent, ['of the client', 'of the call']);
});

for (const value of ['secret\r\nx-evil: 1', 'secret\0', 'secret€', 1, {}, ['secret']]) {
  test(`headers reject the value ${inspect(value)} without repeating it`, () => {
    const error = thrownBy(() => new Client({ headers: { 'x-a': value } }));
    assertNames(error, 'headers["x-a"]', 'client');
    assert.ok(!inspect(error).includes('secret'));
  });
}

const KEYS = [
  { rule: 'auth is the key', given: { auth: 'a' }, env: 'e', sent: 'Bearer a' },
  { rule: 'without auth it comes from FACESIGN_API_KEY', given: {}, env: 'e', sent: 'Bearer e' },
  { rule: 'an undefined auth is not a key', given: { auth: undefined }, env: 'e' },
  { rule: 'null is not a key', given: { auth: null }, env: 'e' },
  { rule: 'an empty auth is not a key', given: { auth: '' }, env: 'e' },
  { rule: 'white space alone is not a key', given: { auth: ' \n' }, env: 'e' },
  { rule: 'white space beyond ASCII is not a key', given: { auth: '\u0085\u2003\u3000' }, env: 'e' },
  { rule: 'an inherited auth counts', given: Object.create({ auth: undefined }), env: 'e' },
  { rule: 'white space around it is removed', given: { auth: '\n a \t' }, sent: 'Bearer a' },
  { rule: 'white space around the variable is removed', given: {}, env: ' e\r\n', sent: 'Bearer e' },
  { rule: 'without any key there is no authorization', given: {} },
  { rule: 'with an empty variable there is no authorization', given: {}, env: '' },
];

for (const { rule, given, env, sent } of KEYS) {
  test(`key: ${rule}`, async () => {
    // Assigned, not spread: that would lose what is inherited.
    const options = Object.assign(given, { serverUrl: recorder.url, maxRetries: 0, proxy: false });
    await withEnvironment({ FACESIGN_API_KEY: env }, () => new Client(options)).session.list();
    assert.equal(recorder.take()[0].headers.authorization, sent);
  });
}

for (const key of ['Bearer sk_live_secret', ' bearer\tsk_live_secret', 'BEARER sk_live_secret', 'Bearer '])
  test(`the key ${JSON.stringify(key)} is rejected, because the client adds the scheme`, () => {
    for (const error of errorsOfKey(key)) {
      assertNames(error, 'auth', 'client');
      assert.match(error.message, /begins with "Bearer"/);
      assert.ok(!inspect(error, { showHidden: true }).includes('secret'));
    }
  });

for (const key of ['sk_live_\nsecret', 'sk_live_secret\0', 'sk_live_secret€', 'sk_live_😀secret'])
  test(`the invalid key ${JSON.stringify(key)} is rejected, and the message does not show it`, () => {
    for (const error of errorsOfKey(key)) {
      assertNames(error, 'auth', 'client');
      const said = [
        inspect(error, { depth: 9, showHidden: true }),
        JSON.stringify(error),
        error.stack,
      ].join();
      assert.ok(!said.includes('secret') && !said.includes('sk_live'), said);
    }
  });

/** The errors of a key as option and as variable. The operating system ends a variable at a NUL. */
function errorsOfKey(key) {
  const asOption = thrownBy(() => new Client({ auth: key }));
  if (key.includes('\0')) return [asOption];
  return [asOption, thrownBy(() => withEnvironment({ FACESIGN_API_KEY: key }, () => new Client()))];
}

function withEnvironment(variables, run) {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  setEnvironment(variables);
  try {
    return run();
  } finally {
    setEnvironment(before);
  }
}

function setEnvironment(variables) {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
