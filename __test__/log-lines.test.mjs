// What a line says: the attempts of a call and how it ended, in at most 16 KB, and no secrets.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { format } from 'node:util';
import { startSandbox } from '../sandbox/index.mjs';
import { clientOf, KEY, rejectionOf } from './support/client.mjs';
import { collector, memory, REAL_LOGGERS, twoCalls } from './support/logs.mjs';
import { startRecorder } from './support/recorder.mjs';

const sandbox = await startSandbox({ keys: [KEY] });
after(() => sandbox.close());
afterEach(() => sandbox.clearFaults());

test('the lines of a call say what was asked for and how it ended', async () => {
  const { lines, logger } = collector();
  await twoCalls(sandbox, { logger, logLevel: 'DEBUG' });
  const messages = lines.map(({ message }) => message);
  assert.deepEqual(messages, [
    '[facesign] request start',
    '[facesign] request success langs.retrieve 200',
    '[facesign] request start',
    '[facesign] request error session.retrieve NotFoundError 404',
  ]);
  const [start, success, , fail] = lines.map(({ fields }) => fields);
  const { callId, ...about } = start;
  assert.deepEqual(about, { operation: 'langs.retrieve', method: 'get', path: '/langs' });
  assert.deepEqual([success.operation, success.status, success.attempts.length], ['langs.retrieve', 200, 1]);
  assert.deepEqual(
    [fail.operation, fail.path, fail.class, fail.type, fail.status],
    ['session.retrieve', '/sessions/{sessionId}', 'NotFoundError', 'not_found_error', 404],
  );
  assert.equal(JSON.parse(fail.detail).error.type, 'not_found_error');
});

test('all lines of a call have its callId, and the last one its elapsedMs', async () => {
  const { lines, logger } = collector();
  const client = clientOf(sandbox, { logger, logLevel: 'DEBUG' });
  const ids = [];
  client.on('call', ({ callId }) => ids.push(callId));
  await client.langs.retrieve();
  await rejectionOf(client.session.retrieve({ sessionId: 'unknown' }));
  await rejectionOf(client.langs.retrieve({ timeoutMs: 'soon' }));
  const fields = lines.map((line) => line.fields);
  const [first, second, third] = ids;
  assert.deepEqual(
    fields.map(({ callId }) => callId),
    [first, first, second, second, third],
  );
  assert.equal(new Set(ids).size, 3);
  assert.deepEqual(
    fields.map(({ elapsedMs }) => Number.isInteger(elapsedMs)),
    [false, true, false, true, true],
  );
});

test('a success after retries is one line at warn, with its attempts', async () => {
  const { lines, logger } = collector();
  sandbox.fail({ status: 503 });
  await clientOf(sandbox, { logger, maxRetries: 1, retry: { initialDelayMs: 1 } }).langs.retrieve();
  await clientOf(sandbox, { logger }).langs.retrieve();
  assert.deepEqual(
    lines.map(({ level, message }) => [level, message]),
    [['warn', '[facesign] request success langs.retrieve 200 after 2 attempts']],
  );
  const { status, attempts, outcome } = lines[0].fields;
  assert.deepEqual(
    [status, outcome, attempts.map((attempt) => attempt.status)],
    [200, 'unknown', [503, 200]],
  );
});

test('the attempts before a success can be seen in its line', async () => {
  const { lines, logger } = collector();
  sandbox.fail({ status: 503, times: 2 });
  const options = { logger, logLevel: 'DEBUG', maxRetries: 2, retry: { initialDelayMs: 1 } };
  await clientOf(sandbox, options).langs.retrieve();
  const { attempts } = lines.at(-1).fields;
  assert.deepEqual(
    attempts.map(({ number, status }) => [number, status]),
    [
      [1, 503],
      [2, 503],
      [3, 200],
    ],
  );
});

test('the attempts of an error can be seen in its line', async () => {
  const { lines, logger } = collector();
  sandbox.fail({ status: 503 });
  sandbox.fail({ reset: 'before-headers' });
  const options = { logger, maxRetries: 1, retry: { initialDelayMs: 1 } };
  await rejectionOf(clientOf(sandbox, options).langs.retrieve());
  assert.deepEqual(
    lines[0].fields.attempts.map(({ status, failure }) => status ?? failure),
    [503, 'ECONNRESET'],
  );
});

const MAX_LINE_BYTES = 16 * 1024;
const ENDLESS = {
  words: JSON.stringify({ error: { message: 'word '.repeat(60_000), code: 'x'.repeat(9000) } }),
  'line breaks': JSON.stringify({ error: { message: '\n'.repeat(100_000) } }, undefined, 1),
  'control characters': JSON.stringify({
    error: { message: '\u0001"\\'.repeat(30_000), code: '\u0001'.repeat(200) },
  }),
  'wide characters': JSON.stringify({ error: { message: '漢😀'.repeat(30_000) } }),
};
for (const [of, body] of Object.entries(ENDLESS)) {
  test(`one line is at most 16 KB, whatever the server sends: ${of}`, async () => {
    // The last attempt of each call gets the long body; 101 of them would take a minute.
    let requests = 0;
    const headers = { 'x-request-id': 'r'.repeat(9000) };
    const server = await startRecorder(() => ({ status: 503, headers, body: ++requests % 101 ? '' : body }));
    const { lines, logger } = collector();
    const memories = { pino: memory(), winston: memory() };
    const loggers = [
      logger,
      ...Object.entries(memories).map(([name, { stream }]) => REAL_LOGGERS[name](stream)),
    ];
    const options = { maxRetries: 100, retry: { initialDelayMs: 0, maxDelayMs: 0, budgetTokens: 1e9 } };
    const errors = [];
    for (const logger of loggers)
      errors.push(await rejectionOf(clientOf(server, { ...options, logger }).langs.retrieve()));
    await server.close();
    assert.equal(errors[0].attempts.length, 101);
    const [{ message, fields }] = lines;
    const texts = [
      format(message, fields),
      ...Object.values(memories).map(({ lines }) => JSON.stringify(lines()[0])),
    ];
    for (const text of texts)
      assert.ok(Buffer.byteLength(text) <= MAX_LINE_BYTES, `${Buffer.byteLength(text)} bytes`);
    assert.match(fields.detail, /… \[\d+ more characters\]$/);
    const [{ leftOut }, ...attempts] = fields.attempts;
    assert.equal(leftOut + attempts.length, 101);
    assert.equal(attempts.at(-1).number, 101);
  });
}

test('a line that fits is left as it is', async () => {
  const { lines, logger } = collector();
  const error = await rejectionOf(clientOf(sandbox, { logger }).session.retrieve({ sessionId: 'unknown' }));
  const { name, message, ...report } = error.toJSON();
  const { callId, method, path, elapsedMs, ...fields } = lines[0].fields;
  assert.deepEqual(fields, { class: name, detail: message, ...report });
});

test('no line contains the key, a header, an id, a query value, a setting or a client secret', async () => {
  const { lines, logger } = collector();
  const secrets = {
    key: KEY,
    header: 'header-secret',
    reference: 'reference-secret',
    search: 'search-secret',
    idempotency: 'idempotency-secret',
  };
  const client = clientOf(sandbox, { logger, logLevel: 'TRACE', headers: { 'x-own': secrets.header } });
  const { session, clientSecret } = await client.session.create(
    {
      clientReferenceId: secrets.reference,
      metadata: {},
      flow: [
        { id: 'start', type: 'start', outcome: 'end' },
        { id: 'end', type: 'end' },
      ],
    },
    { idempotencyKey: secrets.idempotency },
  );
  await client.session.list({ search: secrets.search });
  await client.session.createClientSecret({ sessionId: session.id });
  sandbox.fail({ status: 502, body: 'html' });
  await rejectionOf(client.session.list({ search: secrets.search }));
  sandbox.fail({ reset: 'before-headers' });
  await rejectionOf(client.session.list({ search: secrets.search }));
  const written = JSON.stringify(lines);
  assert.ok(lines.length > 9);
  for (const [name, secret] of Object.entries({ ...secrets, id: session.id, client: clientSecret.secret }))
    assert.ok(!written.includes(secret), `${name} was logged`);
});

test('a key that the server repeats in its error is not logged', async () => {
  const { lines, logger } = collector();
  sandbox.fail({ status: 401, message: `Invalid API key provided: ${KEY}` });
  const error = await rejectionOf(clientOf(sandbox, { logger }).langs.retrieve());
  assert.ok(!JSON.stringify([lines, error]).includes(KEY), JSON.stringify([lines, error]));
});
