// `ambiguousRetries: 'reconcile'` and `session.findByIdempotencyKey` against a sandbox that ignores idempotency keys, over
// sockets. tests/call_loop/reconcile.rs tests the decisions.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, beforeEach, describe, test } from 'node:test';
import { inspect } from 'node:util';
import { withResponse } from '@facesignai/api-native';
import { startSandbox } from '@facesignai/api-native/sandbox';
import { clientOf, rejectionOf, SETTINGS } from './support/client.mjs';
import { send, serve } from './support/server.mjs';

const KEY = 'MARKED-idempotency-key';
const FIELD = 'facesign_idempotency_key';
const LOST = { reset: 'before-headers', afterHandling: true, operation: 'session.create' };

const sandbox = await startSandbox({ idempotency: false });
after(() => sandbox.close());
beforeEach(() => sandbox.reset());

const reconciling = (options) =>
  clientOf(sandbox, {
    auth: sandbox.keys[0],
    maxRetries: 2,
    ambiguousRetries: 'reconcile',
    ...options,
  });
const operations = () => sandbox.requests.map(({ operation }) => operation.replace('session.', ''));
const kinds = ({ attempts }) => attempts.map(({ kind }) => kind);

describe('a create whose response is lost', () => {
  test('resolves with its session and a client secret, as a create does', async () => {
    const usual = await reconciling().session.create(SETTINGS);
    sandbox.reset();
    sandbox.fail(LOST);
    const response = await reconciling().session.create(SETTINGS);
    assert.deepEqual([...sandbox.sessions.keys()], [response.session.id]);
    assert.deepEqual(Object.keys(response), Object.keys(usual));
    assert.match(response.clientSecret.url, /^https?:/);
    assert.deepEqual(operations(), ['create', 'list', 'retrieve']);
  });

  test('makes a second session with ambiguousRetries: true, and is an error with false', async () => {
    sandbox.fail(LOST);
    await reconciling().session.create(SETTINGS, { ambiguousRetries: true });
    assert.equal(sandbox.sessions.size, 2);
    sandbox.fail(LOST);
    const error = await rejectionOf(reconciling().session.create(SETTINGS, { ambiguousRetries: false }));
    assert.equal(error.stopReason, 'outcome_unknown');
  });

  test('is adopted where only the call asks for it', async () => {
    sandbox.fail(LOST);
    const client = reconciling({ ambiguousRetries: true });
    await client.session.create(SETTINGS, { ambiguousRetries: 'reconcile' });
    assert.equal(sandbox.sessions.size, 1);
  });

  for (const [what, fault] of [
    ['a 2xx that is cut off', { truncate: true }],
    ['a 2xx that is not JSON', { status: 200, body: 'html', afterHandling: true }],
    ['a timeout', { stall: 'headers', afterHandling: true }],
  ])
    test(`is adopted after ${what}`, async () => {
      sandbox.fail({ ...fault, operation: 'session.create' });
      const { session } = await reconciling({ timeoutMs: 600 }).session.create(SETTINGS);
      assert.deepEqual([...sandbox.sessions.keys()], [session.id]);
    });

  test('is looked up with the headers of the call, and without a body', async () => {
    sandbox.fail(LOST);
    await reconciling().session.create(SETTINGS, { headers: { 'x-tenant': 'a' } });
    const lookUps = sandbox.requests.slice(1);
    assert.deepEqual(
      lookUps.map(({ headers, body }) => [headers['x-tenant'], headers['idempotency-key'], body]),
      [
        ['a', undefined, ''],
        ['a', undefined, ''],
      ],
    );
  });
});

describe('a create that the server never got', () => {
  test('is retried after the lookup', async () => {
    sandbox.fail({ reset: 'before-headers' });
    await reconciling().session.create(SETTINGS);
    assert.deepEqual(operations(), ['create', 'list', 'create']);
    assert.equal(sandbox.sessions.size, 1);
  });

  test('fails with its own error, and tells creates from lookups', async () => {
    sandbox.fail({ status: 503, times: 2, operation: 'session.create' });
    const error = await rejectionOf(reconciling({ maxRetries: 1 }).session.create(SETTINGS));
    assert.equal(error.response.status, 503);
    assert.deepEqual(kinds(error), ['create', 'lookup', 'create', 'lookup']);
    assert.equal(error.mayHaveActed, true);
  });

  test('fails with its own error where the lookup fails', async () => {
    sandbox.fail({ status: 502, operation: 'session.create' });
    sandbox.fail({ status: 401, operation: 'session.list' });
    const error = await rejectionOf(reconciling().session.create(SETTINGS));
    assert.deepEqual([error.name, error.response.status], ['ServerError', 502]);
    assert.deepEqual([error.stopReason, error.outcome], ['outcome_unknown', 'unknown']);
    assert.deepEqual(kinds(error), ['create', 'lookup']);
  });
});

describe('the attempts of other calls', () => {
  test('have no kind', async () => {
    sandbox.fail({ status: 400, times: 2 });
    const { session } = reconciling();
    const create = () => session.create(SETTINGS, { ambiguousRetries: true });
    for (const call of [session.list, create])
      assert.equal('kind' in (await rejectionOf(call())).attempts[0], false);
  });
});

describe('the idempotency key', () => {
  test('is in the metadata of the request, as the header has it', async () => {
    await reconciling().session.create({ ...SETTINGS, metadata: { a: { b: 1 } } });
    const [{ headers, body }] = sandbox.requests;
    const { metadata } = JSON.parse(body);
    assert.deepEqual(metadata, { [FIELD]: headers['idempotency-key'], a: { b: 1 } });
  });

  test('is in the field that idempotencyKeyField names', async () => {
    const client = reconciling({ idempotencyKeyField: 'our_key' });
    sandbox.fail(LOST);
    const { session } = await client.session.create(SETTINGS, { idempotencyKey: KEY });
    assert.deepEqual(session.settings.metadata, { our_key: KEY });
  });

  test('is not added without the option', async () => {
    await reconciling({ ambiguousRetries: true }).session.create(SETTINGS);
    assert.deepEqual(JSON.parse(sandbox.requests[0].body).metadata, {});
  });

  test('is in no error, log line or warning', async () => {
    const printed = [];
    const logger = Object.fromEntries(
      ['debug', 'info', 'warn', 'error'].map((level) => [level, (...line) => printed.push(line)]),
    );
    const client = reconciling({ logger, logLevel: 'DEBUG', maxRetries: 0 });
    sandbox.fail({ status: 500, operation: 'session.create' });
    const error = await rejectionOf(client.session.create(SETTINGS, { idempotencyKey: KEY }));
    printed.push(error, error.stack, JSON.stringify(error), error.cause, error.response);
    const own = { ...SETTINGS, metadata: { [FIELD]: 'another' } };
    printed.push(await rejectionOf(client.session.create(own, { idempotencyKey: KEY })));
    await client.session.findByIdempotencyKey(KEY, { clientReferenceId: 'order-1' });
    assert.ok(printed.length > 6);
    assert.ok(!inspect(printed, { depth: Infinity, showHidden: true }).includes(KEY));
  });
});

describe('what could not be found is rejected before anything is sent', () => {
  const { clientReferenceId: _, ...anonymous } = SETTINGS;
  const { metadata: __, ...bare } = SETTINGS;
  const wrong = [
    ['clientReferenceId', anonymous],
    ['clientReferenceId', { ...SETTINGS, clientReferenceId: '' }],
    ['clientReferenceId', { ...SETTINGS, clientReferenceId: 7 }],
    ['metadata', bare],
    ['metadata', { ...SETTINGS, metadata: [] }],
    ['metadata', { ...SETTINGS, metadata: 'a' }],
    ['metadata', { ...SETTINGS, metadata: null }],
    [`metadata.${FIELD}`, { ...SETTINGS, metadata: { [FIELD]: 'another' } }],
  ];
  for (const [param, settings] of wrong)
    test(`${param} of ${JSON.stringify(settings.clientReferenceId)}, ${JSON.stringify(settings.metadata)}`, async () => {
      const error = await rejectionOf(reconciling().session.create(settings));
      assert.deepEqual([error.name, error.param, error.outcome], ['ConfigurationError', param, 'not_sent']);
      assert.equal(error.operation, 'session.create');
      assert.deepEqual(sandbox.requests, []);
    });
});

test('withResponse tells a session that was found from one that was created', async () => {
  const responseOf = async (call) => (await withResponse(call)).response;
  const client = reconciling();
  assert.equal('adopted' in (await responseOf(client.session.create(SETTINGS))), false);
  sandbox.fail(LOST);
  const { adopted, attempts, status, headers } = await responseOf(client.session.create(SETTINGS));
  assert.deepEqual([adopted, kinds({ attempts }), status], [true, ['create', 'lookup', 'lookup'], 200]);
  assert.match(headers['content-type'], /^application\/json/);
  const where = { clientReferenceId: SETTINGS.clientReferenceId };
  const none = await withResponse(client.session.findByIdempotencyKey('none', where));
  assert.deepEqual([none.data, kinds(none.response)], [undefined, ['lookup']]);
});

for (const count of [2, 3])
  test(`of ${count} sessions with the key, the first is adopted, and a process warning names the others`, async () => {
    const create = () => reconciling().session.create(SETTINGS, { idempotencyKey: KEY });
    for (let made = 1; made < count; made += 1) await create();
    sandbox.fail({ ...LOST, times: 1 });
    const [[warning], adopted] = await Promise.all([once(process, 'warning'), create()]);
    const [first, ...others] = sandbox.sessions.keys();
    assert.equal(others.length, count - 1);
    assert.equal(adopted.session.id, first);
    assert.equal(warning.code, 'FACESIGN_DUPLICATE_SESSION');
    const said = `session.create found ${count} sessions with its idempotency key. It resolves with ${first}, the first. `;
    assert.equal(warning.message, `${said}Not used: ${others.join(', ')}`);
  });

test('a list that shows new sessions late is waited for with reconcileDelayMs', async (t) => {
  const visibleAt = { ms: Infinity };
  const session = { id: 's1', createdAt: Date.now(), settings: { clientReferenceId: 'order-1' } };
  const server = await serve(({ method, url, body, socket, at }, response) => {
    if (method === 'POST') {
      visibleAt.ms = at + 200;
      session.settings.metadata = JSON.parse(body).metadata;
      return socket.resetAndDestroy();
    }
    const sessions = at >= visibleAt.ms ? [session] : [];
    const retrieved = { session, clientSecret: { secret: 'cs' } };
    const json = url.startsWith('/sessions?') ? { sessions, hasMore: false } : retrieved;
    send(response, { body: JSON.stringify(json) });
  });
  t.after(() => server.close());
  const client = clientOf(server, { ambiguousRetries: 'reconcile', reconcileDelayMs: 250 });
  assert.equal((await client.session.create(SETTINGS)).session.id, 's1');
  assert.equal(server.requests.length, 3);
});

test('an abort ends a lookup at once', async () => {
  sandbox.fail(LOST);
  sandbox.fail({ stall: 'headers', operation: 'session.list' });
  const controller = new AbortController();
  const listed = sandbox.nextRequest(({ operation }) => operation === 'session.list');
  const call = rejectionOf(reconciling().session.create(SETTINGS, { signal: controller.signal }));
  await listed;
  controller.abort();
  const error = await call;
  assert.deepEqual([error.name, error.outcome, error.mayHaveActed], ['AbortError', 'unknown', true]);
});

describe('session.findByIdempotencyKey', () => {
  const where = { clientReferenceId: SETTINGS.clientReferenceId };
  const find = (key, ...rest) => reconciling().session.findByIdempotencyKey(key, ...rest);

  test('resolves with what the create would have resolved with', async () => {
    const made = await reconciling().session.create(SETTINGS, { idempotencyKey: KEY });
    const found = await find(KEY, { ...where, since: new Date() });
    assert.deepEqual(found.session, made.session);
    assert.deepEqual(Object.keys(found.clientSecret), Object.keys(made.clientSecret));
  });

  test('resolves with undefined where no session has the key', async () => {
    await reconciling().session.create(SETTINGS, { idempotencyKey: 'another' });
    await reconciling().session.create(SETTINGS, { ambiguousRetries: true });
    assert.equal(await find(KEY, where), undefined);
    assert.equal(await find(KEY, { clientReferenceId: 'order-2' }), undefined);
  });

  test('searches from ten minutes before since, or everything', async () => {
    await find(KEY, { ...where, since: 1_795_435_200_000 });
    await find(KEY, where);
    const dates = sandbox.requests.map(({ url }) => new URL(url, sandbox.url).searchParams.get('fromDate'));
    assert.deepEqual(dates, ['1795434600000', null]);
  });

  test('is retried like a read, and fails like one', async () => {
    await reconciling().session.create(SETTINGS, { idempotencyKey: KEY });
    sandbox.fail({ status: 503, times: 2 });
    assert.equal((await find(KEY, where)).session.settings.clientReferenceId, where.clientReferenceId);
    sandbox.fail({ status: 503, times: 3 });
    const error = await rejectionOf(find(KEY, where));
    assert.deepEqual([error.name, error.operation], ['ServerError', 'session.findByIdempotencyKey']);
    assert.deepEqual([kinds(error), error.mayHaveActed], [['lookup', 'lookup', 'lookup'], false]);
  });

  test('rejects a response that is not a list, which would look like no session', async () => {
    sandbox.fail({ status: 200, body: { raw: '{"items":[]}' } });
    const error = await rejectionOf(find(KEY, where));
    assert.deepEqual([error.name, error.response.status], ['ResponseError', 200]);
  });

  const WRONG = [
    ['idempotencyKey', [undefined, where]],
    ['idempotencyKey', ['', where]],
    ['idempotencyKey', [7, where]],
    ['where', [KEY, 'order-1']],
    ['clientReferenceId', [KEY]],
    ['clientReferenceId', [KEY, {}]],
    ['clientReferenceId', [KEY, { clientReferenceId: '' }]],
    ['since', [KEY, { ...where, since: 'yesterday' }]],
    ['since', [KEY, { ...where, since: new Date(Number.NaN) }]],
    ['since', [KEY, { ...where, since: -1 }]],
    ['options', [KEY, where, 'fast']],
  ];
  for (const [param, args] of WRONG)
    test(`rejects ${param} of ${inspect(args)}`, async () => {
      const error = await rejectionOf(find(...args));
      assert.deepEqual([error.name, error.param, error.outcome], ['ConfigurationError', param, 'not_sent']);
      assert.equal(error.operation, 'session.findByIdempotencyKey');
      assert.deepEqual(sandbox.requests, []);
    });
});
