// Hostile arguments: a ConfigurationError that names the field before anything is sent, or the right bytes on the wire.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import vm from 'node:vm';
import Client from '../index.js';
import { clientOf, thrownBy } from './support/client.mjs';
import { assertNotSent } from './support/not-sent.mjs';
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

/** @param {unknown[]} call the promise, its operation and what the error names */
const assertRejected = (...call) => assertNotSent(recorder, ...call);

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

test('an id that is missing is asked for', async () => {
  for (const args of [undefined, {}, { sessionId: null }, { sessionId: '' }]) {
    const error = await assertRejected(client.session.retrieve(args), 'session.retrieve', 'sessionId');
    assert.match(error.message, /^session\.retrieve needs sessionId: a non-empty string\./);
  }
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
