// The oracle of the old SDK and this package get the same generated calls and responses. Requests and results must be
// equal, except for the listed differences, which are counted.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import Client, {
  ApiError,
  ConfigurationError,
  createSessionEndpoint,
  getSessionsEndpoint,
  TimeoutError,
} from '../../index.mjs';
import { callsOf, responses } from './cases.mjs';
import { differencesOf, PLAIN_SENTENCE } from './differences.mjs';
import { OldClient } from './oracle.mjs';
import { observe, openStage } from './stage.mjs';

const RUNS = Number(process.env.FACESIGN_ORACLE_RUNS ?? 5000);
const PREFIXES = ['', '/', '/v1', '/a b/%2e'];
const KEYS = ['sk_test_oracle', '', ' padded ', 'two words'];
// The default number of retries and the default rule of the budget, without delays and with an endless budget.
const DEFAULTS = { retry: { initialDelayMs: 0, budgetTokens: 1e6 } };

const DIFFERENCES = differencesOf(createSessionEndpoint, getSessionsEndpoint);
const counts = new Map(DIFFERENCES.map(({ name }) => [name, 0]));

const cases = fc
  .record({
    call: callsOf(createSessionEndpoint, getSessionsEndpoint),
    response: responses,
    prefix: fc.constantFrom(...PREFIXES),
    key: fc.constantFrom(...KEYS),
    retries: fc.boolean(),
  })
  .map(({ call, ...others }) => ({ ...call, ...others }));

/** @type {Awaited<ReturnType<typeof openStage>>} */
let stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

test(`${RUNS} generated calls go out and come back as with the old SDK, but for the list of differences`, async (t) => {
  await fc.assert(fc.asyncProperty(cases, same), { numRuns: RUNS, timeout: 5000 });
  for (const [name, count] of counts) t.diagnostic(`${count} × ${name}`);
  if (RUNS >= 5000)
    assert.deepEqual(
      [...counts].filter(([, count]) => count === 0),
      [],
    );
});

test('a timeout rejects with an Error under the code that the old SDK gave bare', async () => {
  const { old, ours } = await both({ broken: 'silent' }, { timeoutMs: 20 });
  assert.equal(await old, 'facesign_client_request_timeout');
  const error = await ours;
  assert.ok(error instanceof TimeoutError);
  assert.deepEqual([error.message, error.code], Array(2).fill('facesign_client_request_timeout'));
});

for (const [what, broken, code] of [
  ['stalls', 'stalled', 'facesign_client_request_timeout'],
  ['is cut off', 'cut', 'facesign_client_response_error'],
]) {
  test(`a body that ${what} rejects, where the old SDK waited for ever`, async () => {
    const { old, ours } = await both({ broken }, { timeoutMs: 200 });
    assert.equal((await ours).code, code);
    assert.equal(await Promise.race([old, 'still waiting']), 'still waiting');
  });
}

for (const key of ['sk_test_secret\nx: y', 'sk_test_secret_ключ']) {
  test(`the key ${JSON.stringify(key)} is rejected at construction and not shown, where the old SDK's rejection showed it`, async () => {
    const options = { auth: key, serverUrl: stage.url };
    const old = await outcome(new OldClient(options).langs.retrieve());
    assert.ok(old.name === 'TypeError' && old.message.includes(key));
    assert.throws(
      () => new Client(options),
      (error) =>
        error instanceof ConfigurationError && error.param === 'auth' && !inspect(error).includes('secret'),
    );
  });
}

test('a serverUrl that is not an address is rejected at construction, where the old SDK rejected each call', async () => {
  const old = await outcome(new OldClient({ serverUrl: 'no address' }).langs.retrieve());
  assert.equal(old.code, 'ERR_INVALID_URL');
  assert.throws(() => new Client({ serverUrl: 'no address' }), {
    name: 'ConfigurationError',
    param: 'serverUrl',
  });
});

/** The errors of the same call of both clients, under way at the same time. */
async function both(response, options) {
  stage.response = {
    status: 200,
    contentType: 'application/json',
    body: Buffer.from('{"a":1}'),
    ...response,
  };
  const given = { serverUrl: stage.url, ...options };
  const old = outcome(new OldClient(given).session.list());
  return { old, ours: outcome(new Client({ ...given, proxy: false, maxRetries: 0 }).session.list()) };
}

/** The result of a promise: its value or its error. */
const outcome = (promise) => promise.catch((error) => error);

async function same(one) {
  stage.response = one.response;
  const old = await observe(stage, callOf(new OldClient(optionsOf(one)), one));
  const ours = await observe(stage, callOf(ourClient(one), one));
  const shown = [];
  const expected = DIFFERENCES.reduce((seen, { name, shows, turn }) => {
    if (!shows(one, seen)) return seen;
    shown.push(name);
    return turn(one, seen);
  }, plainOld(old));
  assert.deepEqual(plainOurs(ours), expected);
  for (const name of shown) counts.set(name, counts.get(name) + 1);
}

const optionsOf = ({ prefix, key }) => ({ auth: key, serverUrl: stage.url + prefix });

/** One client for each set of options, as programs have it. @type {Map<string, Client>} */
const clients = new Map();
function ourClient(one) {
  const options = { ...optionsOf(one), proxy: false, ...(one.retries ? DEFAULTS : { maxRetries: 0 }) };
  const name = JSON.stringify(options);
  if (!clients.has(name)) clients.set(name, new Client(options));
  return clients.get(name);
}

function callOf(client, { operation, args }) {
  const [group, name] = operation.split('.');
  return () => client[group][name](args);
}

/** An error of the API is its message; any other error is its name and code. */
function plainOld({ requests, result }) {
  if (!('rejected' in result)) return { requests, result };
  const { name, message, code } = result.rejected;
  return { requests, result: { rejected: name === 'Error' ? { message } : { name, ...(code && { code }) } } };
}

function plainOurs({ requests, result }) {
  return { requests: requests.map(named), result: plainResult(result) };
}

function plainResult({ resolved, rejected }) {
  if (rejected === undefined) return { resolved, ...hidden(resolved) };
  if (rejected instanceof ApiError) return { rejected: { message: sentenceOr(rejected.message) } };
  const { name, code, param } = rejected;
  return { rejected: param ? { name, param } : { name, code } };
}

/** Values that change with each call or version are replaced by names. */
function named({ headers, ...sent }) {
  const plain = { ...headers };
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(plain['idempotency-key']))
    plain['idempotency-key'] = 'a UUID';
  if (plain['user-agent']?.startsWith('facesign-api-native/')) plain['user-agent'] = 'facesign-api-native';
  return { ...sent, headers: plain };
}

function hidden(value) {
  const name = ['langs', 'avatars'].find((one) => Array.isArray(value) && value[one] === value);
  return name && { hidden: name };
}

function sentenceOr(message) {
  try {
    JSON.parse(message);
    return message;
  } catch {
    return /^\w+\.\w+ failed: ./.test(message) ? PLAIN_SENTENCE : message;
  }
}
