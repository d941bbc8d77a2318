// Hostile arguments: a ConfigurationError that names the field before anything is sent, or the right bytes on the wire.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { after, afterEach, test } from 'node:test';
import { promisify } from 'node:util';
import vm from 'node:vm';
import Client from '../index.js';
import { clientOf, KEY, rejectionOf, thrownBy } from './support/client.mjs';
import { startRecorder } from './support/recorder.mjs';

const recorder = await startRecorder();
after(recorder.close);
afterEach(() => recorder.take());
const client = clientOf(recorder);

const CALLS = {
  'session.create': { call: client.session.create, field: 'clientReferenceId' },
  'session.retrieve': { call: client.session.retrieve, field: 'sessionId' },
  'session.createClientSecret': { call: client.session.createClientSecret, field: 'sessionId' },
  'session.list': { call: client.session.list, field: 'limit' },
};
const OPTIONS = [
  'timeoutMs',
  'totalTimeoutMs',
  'maxRetries',
  'ambiguousRetries',
  'reconcileDelayMs',
  'headers',
  'idempotencyKey',
  'signal',
];

const mine = new Error('thrown by the caller');
const thrower = () => {
  throw mine;
};
const throwing = (name) => Object.defineProperty({}, name, { get: thrower, enumerable: true });

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** The call rejects, naming what it could not take, and the server saw nothing. */
async function assertRejected(pending, operation, param) {
  assert.ok(pending instanceof Promise);
  const error = await rejectionOf(pending);
  assert.ok(error instanceof Client.ConfigurationError, error?.stack);
  assert.equal(error.param, param);
  assert.ok(error.message.startsWith(param) || error.message.includes(operation), error.message);
  assert.equal(error.operation, operation);
  assert.equal(error.outcome, 'not_sent');
  assert.deepEqual(recorder.take(), []);
  return error;
}

const NO_OBJECTS = {
  'a string': 'ses_1',
  'a number': 7,
  'a BigInt': 7n,
  true: true,
  'a symbol': Symbol('s'),
  'a function': () => ({ sessionId: 's' }),
  'an array': ['ses_1'],
};

for (const [operation, { call, field }] of Object.entries(CALLS)) {
  for (const [what, args] of Object.entries(NO_OBJECTS)) {
    test(`${operation} rejects ${what} in place of an object`, async () => {
      await assertRejected(call(args), operation, 'args');
    });
  }

  test(`${operation} names the field whose getter throws`, async () => {
    const error = await assertRejected(call(throwing(field)), operation, field);
    assert.equal(error.cause, mine);
  });

  test(`${operation} names the field that a proxy does not give`, async () => {
    const proxy = new Proxy({}, { get: thrower });
    const error = await assertRejected(call(proxy), operation, field);
    assert.equal(error.cause, mine);
  });

  test(`${operation} rejects a proxy that was revoked`, async () => {
    await assertRejected(call(revoked()), operation, field);
  });

  test(`${operation} takes a proxy that responds`, async () => {
    await call(new Proxy({ [field]: 'x' }, {}));
    assert.equal(recorder.take().length, 1);
  });

  test(`${operation} takes an object of another realm`, async () => {
    await call(vm.runInNewContext(`({ ${field}: 'x' })`));
    assert.equal(recorder.take().length, 1);
  });

  for (const option of OPTIONS) {
    test(`${operation} names the option ${option} whose getter throws`, async () => {
      const error = await assertRejected(call({ [field]: 'x' }, throwing(option)), operation, option);
      assert.equal(error.cause, mine);
    });
  }

  test(`${operation} rejects options that are a revoked proxy`, async () => {
    await assertRejected(call({ [field]: 'x' }, revoked()), operation, OPTIONS[0]);
  });
}

test('options of a call that are not objects are rejected', async () => {
  for (const options of ['text', true, [], () => {}, Symbol('s'), 1n])
    await assertRejected(client.session.list({}, options), 'session.list', 'options');
});

test('an id that is neither a string nor a number is rejected', async () => {
  for (const sessionId of [{}, [], true, Symbol('s'), 1n, () => 's', { toString: () => 's' }])
    await assertRejected(client.session.retrieve({ sessionId }), 'session.retrieve', 'sessionId');
});

test('a query value whose toString throws is named', async () => {
  for (const search of [{ toString: thrower }, { [Symbol.toPrimitive]: thrower }, Object.create(null)])
    await assertRejected(client.session.list({ search }), 'session.list', 'search');
});

test('an array element whose toString throws is named with its array', async () => {
  const error = await assertRejected(
    client.session.list({ status: ['created', { toString: thrower }] }),
    'session.list',
    'status',
  );
  assert.equal(error.cause, mine);
});

test('an array that throws while it is read is named', async () => {
  const status = new Proxy(['created'], { get: thrower });
  await assertRejected(client.session.list({ status }), 'session.list', 'status');
});

const UNWRITABLE = {
  'a BigInt': 5n,
  'a getter that throws': throwing('a'),
  'a proxy that throws': new Proxy({}, { ownKeys: thrower }),
  'a revoked proxy': revoked(),
  'a toJSON that throws': { toJSON: thrower },
};

for (const [what, value] of Object.entries(UNWRITABLE)) {
  test(`a setting that contains ${what} is named`, async () => {
    const settings = { clientReferenceId: 'r', customization: { deep: [value] } };
    await assertRejected(client.session.create(settings), 'session.create', 'customization');
  });
}

const POLLUTION = [
  { name: 'limit', value: 5, call: () => client.session.list(), seen: { url: '/sessions' } },
  { name: 'status', value: ['x'], call: () => client.session.list({}), seen: { url: '/sessions' } },
  { name: 'clientReferenceId', value: 'x', call: () => client.session.create({}), seen: { body: '{}' } },
  { name: 'timeoutMs', value: -1, call: () => client.session.list({}, {}), seen: { url: '/sessions' } },
  {
    name: 'signal',
    value: AbortSignal.abort(),
    call: () => client.session.list({}, {}),
    seen: { url: '/sessions' },
  },
  { name: 'idempotencyKey', value: 'a\nb', call: () => client.session.create({}, {}), seen: { body: '{}' } },
  {
    name: 'serverUrl',
    value: 'x',
    call: () => clientOf(recorder).session.list(),
    seen: { url: '/sessions' },
  },
  { name: 'logger', value: 'x', call: () => clientOf(recorder).session.list(), seen: { url: '/sessions' } },
  { name: 'retry', value: 'x', call: () => clientOf(recorder).session.list(), seen: { url: '/sessions' } },
  {
    name: 'text',
    value: '{"headers":{"authorization":"Bearer of_somebody_else"}}',
    call: () => client.session.list(),
    seen: { authorization: `Bearer ${KEY}` },
  },
  { name: 'signal', value: {}, call: () => client.session.list(), seen: { url: '/sessions' } },
  {
    name: 'toJSON',
    value: () => ({}),
    call: () => clientOf(recorder).session.list(),
    seen: { url: '/sessions' },
  },
  {
    name: 'auth',
    value: 'sk_of_somebody_else',
    call: () => clientOf(recorder, { auth: undefined }).session.list(),
    seen: { authorization: undefined },
  },
  {
    name: 'FACESIGN_API_KEY',
    value: 'sk_of_somebody_else',
    call: () => clientOf(recorder, { auth: undefined }).session.list(),
    seen: { authorization: undefined },
  },
  {
    name: 'http_proxy',
    value: 'http://127.0.0.1:1',
    call: () => clientOf(recorder, { proxy: undefined }).session.list(),
    seen: { url: '/sessions' },
  },
  {
    name: 'requestsPerMinute',
    value: 1,
    call: () => clientOf(recorder).session.list(),
    seen: { url: '/sessions' },
  },
];

/** Runs `begin` while Object.prototype has the property; everything is read before a call returns. */
function polluted(name, value, begin) {
  Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
  try {
    return begin();
  } finally {
    Reflect.deleteProperty(Object.prototype, name);
  }
}

for (const { name, value, call, seen } of POLLUTION) {
  test(`what someone put on Object.prototype.${name} is not sent and not obeyed`, async () => {
    await polluted(name, value, call);
    const [request] = recorder.take();
    const sent = { ...request, authorization: request.headers.authorization };
    for (const [part, expected] of Object.entries(seen)) assert.equal(sent[part], expected);
  });
}

test('what someone put on Object.prototype while a call waits is not taken for its response', async () => {
  const pending = client.langs.retrieve();
  Object.defineProperty(Object.prototype, 'response', { value: 'forged', configurable: true });
  try {
    assert.deepEqual(await pending, {});
  } finally {
    Reflect.deleteProperty(Object.prototype, 'response');
  }
});

for (const name of ['cause', 'status', 'response', 'error', 'code', 'apiMessage', 'operation']) {
  test(`what someone put on Object.prototype.${name} gets into no error`, () => {
    const error = polluted(name, 'planted', () => thrownBy(() => new Client({ timeoutMs: -1 })));
    assert.ok(!Object.values(error.toJSON()).includes('planted'));
    assert.ok(!Object.hasOwn(error, name) || error[name] !== 'planted');
    assert.doesNotMatch(JSON.stringify(polluted(name, 'planted', () => error.toJSON())), /planted/);
  });
}

for (const headers of [new Headers({ 'x-tenant': 'a' }), new Map([['x-tenant', 'a']]), [['x-tenant', 'a']]]) {
  test(`headers as ${headers.constructor.name} are rejected, since nothing of them would be sent`, async () => {
    assert.equal(thrownBy(() => new Client({ headers })).param, 'headers');
    await assertRejected(client.langs.retrieve(undefined, { headers }), 'langs.retrieve', 'headers');
  });
}

test('headers that cannot be read at all are rejected by name', async () => {
  assert.equal(thrownBy(() => new Client({ headers: revoked() })).param, 'headers');
  await assertRejected(client.langs.retrieve(undefined, { headers: revoked() }), 'langs.retrieve', 'headers');
});

test('an id that someone put on Object.prototype is not taken for a missing one', async () => {
  const pending = polluted('sessionId', 'x', () => client.session.retrieve({}));
  await assertRejected(pending, 'session.retrieve', 'sessionId');
});

test('an own field counts although Object.prototype has one of that name', async () => {
  await polluted('limit', 1, () => client.session.list({ limit: 2 }));
  assert.equal(recorder.take()[0].url, '/sessions?limit=2');
});

test('metadata of 64 MB arrive whole', async () => {
  const sha = (text) => createHash('sha256').update(text).digest('hex');
  const metadata = { blob: 'é'.repeat(32 * 1024 * 1024) };
  await clientOf(recorder, { timeoutMs: 60_000 }).session.create({ metadata });
  assert.equal(sha(recorder.take()[0].body), sha(JSON.stringify({ metadata })));
});

const STRANGE_IDS = {
  'a NUL': 'a\0b',
  'line breaks that would add a header': 'a\r\nx-evil: 1',
  'right-to-left marks': 'a\u202eb',
  'a character beyond 16 bits': '😀',
  '16 KB': 'x'.repeat(16 * 1024),
};

for (const [what, id] of Object.entries(STRANGE_IDS)) {
  test(`an id with ${what} arrives as one segment`, async () => {
    await client.session.retrieve({ sessionId: id });
    const [{ url, headers }] = recorder.take();
    assert.equal(url.split('/').length, 3);
    assert.equal(decodeURIComponent(url.split('/')[2]), id);
    assert.ok(!('x-evil' in headers));
  });
}

test('an id of 1 MB, for which no address has room, is rejected by name and not retried', async () => {
  for (const operation of ['session.retrieve', 'session.createClientSecret']) {
    const sessionId = 'x'.repeat(1024 * 1024);
    const error = await assertRejected(CALLS[operation].call({ sessionId }), operation, 'sessionId');
    assert.ok(error.message.length < 1000);
  }
});

test('a search of 1 MB, for which no address has room, is rejected by name and not retried', async () => {
  const search = 'x'.repeat(1024 * 1024);
  const error = await assertRejected(client.session.list({ search }), 'session.list', 'search');
  assert.ok(error.message.length < 1000);
});

test('map passes the index as second argument, which is ignored', async () => {
  const ids = [{ sessionId: 'a' }, { sessionId: 'b' }];
  await Promise.all(ids.map(client.session.retrieve));
  assert.deepEqual(
    recorder
      .take()
      .map(({ url }) => url)
      .sort(),
    ['/sessions/a', '/sessions/b'],
  );
});

test('arguments are read before the call returns, so that later changes do not count', async () => {
  const args = { metadata: { a: 1 } };
  const pending = client.session.create(args);
  args.metadata.a = 2;
  await pending;
  assert.equal(recorder.take()[0].body, '{"metadata":{"a":1}}');
});

test('arguments are not changed', async () => {
  const freeze = (value) => {
    for (const inner of Object.values(value)) if (typeof inner === 'object') freeze(inner);
    return Object.freeze(value);
  };
  await client.session.create(freeze({ metadata: { a: [1] }, flow: [{ id: 'x' }] }), freeze({ headers: {} }));
  await client.session.list(freeze({ status: ['created'] }));
  assert.equal(recorder.take().length, 2);
});

const SIGNALS = {
  'a string': 'abort',
  'a controller': new AbortController(),
  'an object without methods': {},
  'an object that cannot be left': { aborted: false, addEventListener: () => {} },
  'an array': [],
};

for (const [what, signal] of Object.entries(SIGNALS)) {
  test(`${what} in place of a signal is rejected`, async () => {
    await assertRejected(client.session.list({}, { signal }), 'session.list', 'signal');
  });
}

for (const method of ['aborted', 'addEventListener']) {
  test(`a signal whose ${method} throws is named`, async () => {
    const signal = new Proxy(new AbortController().signal, {
      get: (target, name) => (name === method ? thrower() : target[name]),
    });
    await assertRejected(client.session.list({}, { signal }), 'session.list', 'signal');
  });
}

test('a signal whose methods throw when they are called is named', async () => {
  const signal = { aborted: false, addEventListener: thrower, removeEventListener: thrower };
  const error = await assertRejected(client.session.list({}, { signal }), 'session.list', 'signal');
  assert.equal(error.cause, mine);
});

const DESCRIPTOR = ['get', 'set', 'value', 'writable', 'enumerable', 'configurable'];
for (const names of [...DESCRIPTOR.map((name) => [name]), DESCRIPTOR]) {
  test(`what someone put on Object.prototype, ${names}, breaks neither loading nor calls`, async () => {
    const server = await startRecorder(({ url }) =>
      url === '/langs' ? { body: '[1,2]' } : { status: 404, body: '{"error":{}}' },
    );
    const program = `
      // Node.js makes these when they are first asked for, which such a pollution breaks by itself.
      process.stdout.write('');
      for (const name of ${JSON.stringify(names)}) {
        const descriptor = { __proto__: null, value: name === 'value' ? 1 : () => 1, configurable: true, writable: true };
        Object.defineProperty(Object.prototype, name, descriptor);
      }
      const Client = require('@facesignai/api-native');
      const client = new Client({ serverUrl: '${server.url}', proxy: false, maxRetries: 0 });
      const named = ({ name, type }) => name + ' ' + type;
      Promise.all([
        client.langs.retrieve().then((langs) => langs.langs.length),
        client.session.retrieve({ sessionId: 'none' }).catch(named),
        client.session.retrieve({}).catch(named),
        new Client({ serverUrl: 'http://127.0.0.1:1', proxy: false, maxRetries: 0 }).session.list().catch(named),
      ]).then((results) => process.stdout.write(JSON.stringify(results)));
    `;
    const run = promisify(execFile)(process.execPath, ['-e', program], {
      cwd: new URL('..', import.meta.url),
    });
    const { stdout } = await run.finally(server.close);
    assert.deepEqual(JSON.parse(stdout), [
      2,
      'NotFoundError not_found_error',
      'ConfigurationError configuration_error',
      'ConnectionError connection_error',
    ]);
  });
}
