// Unknown options: one that clearly means the key is an error; any other causes one process warning that suggests the
// right name.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, test } from 'node:test';
import Client from '../index.js';
import { clientOf, rejectionOf, thrownBy } from './support/client.mjs';
import { startRecorder } from './support/recorder.mjs';

const recorder = await startRecorder(() => ({ body: '[]' }));
after(recorder.close);
afterEach(() => recorder.take());

const warnings = [];
process.on('warning', (warning) => warnings.push(warning));

/** The messages of the warnings that `use` causes; Node.js emits each in a later tick. */
async function warnedBy(use) {
  warnings.length = 0;
  await use();
  await new Promise(setImmediate);
  assert.ok(warnings.every(({ code }) => code === 'FACESIGN_UNKNOWN_OPTION'));
  return warnings.map(({ message }) => message);
}

for (const name of ['apiKey', 'api_key', 'token'])
  for (const [form, options] of [
    ['without auth', { [name]: 'sk_tenant' }],
    ['that is undefined', { [name]: undefined }],
    ['beside an undefined auth', { [name]: 'sk_tenant', auth: undefined }],
  ])
    test(`${name} ${form} throws: another key would be sent, or none`, () => {
      const error = thrownBy(() => new Client(options));
      assert.equal(error.name, 'ConfigurationError');
      assert.equal(error.param, name);
      assert.equal(error.message, `${name} is not an option of the client. Pass the API key as auth`);
    });

test('apiKey beside a key in auth is a warning', async () => {
  const [message] = await warnedBy(() => new Client({ auth: 'a', apiKey: 'sk_tenant' }));
  assert.equal(message, 'Unknown client option "apiKey" is ignored. Did you mean auth?');
});

const LIKELY = [
  [{ baseURL: 'x' }, '"baseURL" is ignored. Did you mean serverUrl?'],
  [{ baseUrl: 'x' }, '"baseUrl" is ignored. Did you mean serverUrl?'],
  [{ serverURL: 'x' }, '"serverURL" is ignored. Did you mean serverUrl?'],
  [{ timeout: 1 }, '"timeout" is ignored. Did you mean timeoutMs?'],
  [{ totTimeoutMs: 1 }, '"totTimeoutMs" is ignored. Did you mean totalTimeoutMs?'],
  [{ timeout_ms: 1 }, '"timeout_ms" is ignored. Did you mean timeoutMs?'],
  [{ retries: 1 }, '"retries" is ignored. Did you mean maxRetries?'],
  [{ maxretry: 1 }, '"maxretry" is ignored. Did you mean maxRetries?'],
  [{ maxConcurency: 1 }, '"maxConcurency" is ignored. Did you mean maxConcurrency?'],
  [{ log_level: 'x' }, '"log_level" is ignored. Did you mean logLevel?'],
  [{ retry: { maxDelay: 1 } }, '"retry.maxDelay" is ignored. Did you mean retry.maxDelayMs?'],
  [{ dispatcher: {} }, '"dispatcher" is ignored. Remove it, or check its name'],
  [{ constructor: 1 }, '"constructor" is ignored. Remove it, or check its name'],
  [{ [`x${'y'.repeat(99)}`]: 1 }, `"x${'y'.repeat(39)}" is ignored. Remove it, or check its name`],
];
for (const [options, message] of LIKELY)
  test(`a client warns: ${message}`, async () => {
    assert.deepEqual(await warnedBy(() => new Client(options)), [`Unknown client option ${message}`]);
  });

const OF_CALLS = [
  [{ timeout: 1 }, '"timeout" is ignored. Did you mean timeoutMs?'],
  [{ idempotency_key: 'x' }, '"idempotency_key" is ignored. Did you mean idempotencyKey?'],
  [{ abortSignal: {} }, '"abortSignal" is ignored. Did you mean signal?'],
  [{ auth: 'sk_tenant' }, '"auth" is ignored. Set it on the client'],
  [{ http2: true }, '"http2" is ignored. Set it on the client'],
];
for (const [options, message] of OF_CALLS)
  test(`a call warns: ${message}`, async () => {
    const use = () => clientOf(recorder).session.list({}, options);
    assert.deepEqual(await warnedBy(use), [`Unknown call option ${message}`]);
    assert.equal(recorder.take().length, 1);
  });

test('each name is warned of once', async () => {
  const use = () => [1, 2, 3].map(() => new Client({ once: 1 }));
  assert.equal((await warnedBy(use)).length, 1);
  assert.equal((await warnedBy(use)).length, 0);
});

const DECLARATIONS = readFileSync(new URL('../types/options.d.ts', import.meta.url), 'utf8');

/** Each option that an interface declares, with the value `undefined`. */
function declared(name) {
  const [, body] = new RegExp(`^export interface ${name} .*?\\{\\n([^]*?)^\\}`, 'm').exec(DECLARATIONS);
  return Object.fromEntries([...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, option]) => [option, undefined]));
}

test('no option that the types declare causes a warning, whatever its value', async () => {
  const ofCalls = { ...declared('CallOptions'), timeoutMs: null };
  const use = async () => {
    new Client({ ...declared('ClientOptions'), retry: declared('RetryOptions'), timeoutMs: null });
    new Client({ rateLimit: { ...declared('RateLimitOptions'), requestsPerMinute: 60 } });
    clientOf(recorder).withOptions(declared('ClientOptions'));
    await clientOf(recorder).session.create({}, { ...ofCalls, ...declared('CreateCallOptions') });
    await clientOf(recorder).request(
      { method: 'GET', path: '/x' },
      { ...ofCalls, ...declared('RequestCallOptions') },
    );
  };
  assert.deepEqual(await warnedBy(use), []);
});

for (const call of ['langs', 'avatars']) {
  test(`${call}.retrieve takes its options in first or second place`, async () => {
    const signal = AbortSignal.abort();
    for (const args of [[{ signal }], [null, { signal }], [undefined, { signal }], [{}, { signal }]])
      assert.equal((await rejectionOf(clientOf(recorder)[call].retrieve(...args))).name, 'AbortError');
    assert.equal(recorder.take().length, 0);
  });

  test(`${call}.retrieve ignores what an array hands to a function`, async () => {
    const { retrieve } = clientOf(recorder)[call];
    const use = () => Promise.all([...['a', {}].map(retrieve), retrieve('en'), retrieve(7), retrieve([])]);
    assert.deepEqual(await warnedBy(use), []);
    assert.equal(recorder.take().length, 5);
  });
}

for (const status of [401, 403])
  for (const [form, options, hinted] of [
    ['without a key has a hint', { auth: undefined }, true],
    ['with a key has none', { auth: 'wrong' }, false],
    ['with a key in a header has none', { auth: undefined, headers: { authorization: 'Basic x' } }, false],
  ])
    test(`a ${status} for a call ${form}`, async (t) => {
      const refusing = await startRecorder(() => ({ status, body: '{"error":"no"}' }));
      t.after(refusing.close);
      const error = await rejectionOf(clientOf(refusing, options).session.list());
      assert.equal(error.name, 'AuthenticationError');
      assert.equal(/\bauth\b.*FACESIGN_API_KEY/.test(error.hint), hinted);
      assert.equal(error.toJSON().hint, error.hint);
      assert.equal(Object.hasOwn(error, 'hint'), hinted);
    });

test('a 404 for a call without a key has no hint', async (t) => {
  const refusing = await startRecorder(() => ({ status: 404 }));
  t.after(refusing.close);
  const error = await rejectionOf(clientOf(refusing, { auth: undefined }).session.list());
  assert.ok(!('hint' in error));
});

test('a process warns of 100 names at most, since names from its input could be many', async () => {
  const use = (name) => warnedBy(() => new Client({ [name]: 1 }));
  const counts = [];
  for (let at = 0; at < 101; at += 1) counts.push((await use(`name${at}`)).length);
  assert.deepEqual([counts[0], counts.at(-1)], [1, 0]);
});
