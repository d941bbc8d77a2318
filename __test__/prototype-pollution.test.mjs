// A polluted Object.prototype: nothing on it is sent, obeyed, or taken for a response or a field of an error.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, afterEach, test } from 'node:test';
import { promisify } from 'node:util';
import Client from '../index.js';
import { clientOf, KEY, thrownBy } from './support/client.mjs';
import { assertNotSent } from './support/not-sent.mjs';
import { startRecorder } from './support/recorder.mjs';

const recorder = await startRecorder();
after(recorder.close);
afterEach(() => recorder.take());
const client = clientOf(recorder);

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
    name: 'auth',
    value: 'sk_of_somebody_else',
    call: listWithKeyOfEnvironment,
    seen: { authorization: 'Bearer sk_of_the_environment' },
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

/** Lists sessions with the key of the environment. */
function listWithKeyOfEnvironment() {
  process.env.FACESIGN_API_KEY = 'sk_of_the_environment';
  try {
    return new Client({ serverUrl: recorder.url, proxy: false }).session.list();
  } finally {
    delete process.env.FACESIGN_API_KEY;
  }
}

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

test('an id that someone put on Object.prototype is not taken for a missing one', async () => {
  const pending = polluted('sessionId', 'x', () => client.session.retrieve({}));
  await assertNotSent(recorder, pending, 'session.retrieve', 'sessionId');
});

test('an own field counts although Object.prototype has one of that name', async () => {
  await polluted('limit', 1, () => client.session.list({ limit: 2 }));
  assert.equal(recorder.take()[0].url, '/sessions?limit=2');
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
