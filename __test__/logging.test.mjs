// Log lines: the levels of docs/api-contract.md#enums and #logging, per client, through console, a console-like logger,
// pino and winston. They show the attempts of a call and no secrets.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { on } from 'node:events';
import { Writable } from 'node:stream';
import { after, afterEach, test } from 'node:test';
import { format, inspect } from 'node:util';
import pino from 'pino';
import winston from 'winston';
import Client from '../index.js';
import { ClientLogger } from '../lib/logger.js';
import { startSandbox } from '../sandbox/index.mjs';
import { clientOf, KEY, rejectionOf, thrownBy } from './support/client.mjs';
import { startRecorder } from './support/recorder.mjs';

const sandbox = await startSandbox({ keys: [KEY] });
after(() => sandbox.close());
afterEach(() => sandbox.clearFaults());

const METHODS = ['trace', 'debug', 'info', 'warn', 'error'];

/** A console-shaped logger that keeps what it is given. */
function collector() {
  const lines = [];
  const logger = Object.fromEntries(
    METHODS.map((level) => [level, (message, fields) => lines.push({ level, message, fields })]),
  );
  return { lines, logger };
}

/** What goes to the console while `run` runs. */
async function consoleLines(run) {
  const { lines, logger } = collector();
  const before = Object.fromEntries(METHODS.map((name) => [name, console[name]]));
  Object.assign(console, logger);
  try {
    await run();
  } finally {
    Object.assign(console, before);
  }
  return lines;
}

/** One call that succeeds and one that fails. */
async function twoCalls(options) {
  const client = clientOf(sandbox, options);
  await client.langs.retrieve();
  await rejectionOf(client.session.retrieve({ sessionId: 'unknown' }));
}

const DEBUG = ['debug', 'debug', 'debug', 'error'];

/** The levels of the lines that `twoCalls` writes. */
const LEVELS = [
  { logLevel: 'TRACE', lines: DEBUG },
  { logLevel: ' DEBUG', lines: DEBUG },
  { logLevel: 'DEBUG', lines: DEBUG },
  { logLevel: 'debug', lines: DEBUG },
  { logLevel: Client.ILogLevel.DEBUG, lines: DEBUG },
  { logLevel: 'INFO', lines: ['error'] },
  { logLevel: 'WARN', lines: ['error'] },
  { logLevel: ' warn\n', lines: ['error'] },
  { logLevel: 'ERROR', lines: ['error'] },
  { logLevel: 'OFF', lines: [] },
  { logLevel: '', lines: [] },
  { logLevel: undefined, lines: [] },
  { logLevel: null, lines: [] },
];

for (const { logLevel, lines } of LEVELS) {
  test(`logLevel ${JSON.stringify(logLevel)} writes ${lines.join(', ') || 'nothing'} to the console`, async () => {
    const written = await consoleLines(() => twoCalls({ logLevel }));
    assert.deepEqual(
      written.map(({ level }) => level),
      lines,
    );
  });
}

for (const logLevel of ['VERBOSE', 'warning', 3, true, {}, Object.create(null)]) {
  test(`the unknown logLevel ${inspect(logLevel)} acts as WARN and says so`, async () => {
    const written = await consoleLines(() => twoCalls({ logLevel }));
    assert.deepEqual(
      written.map(({ level }) => level),
      ['warn', 'error'],
    );
    assert.match(written[0].message, /unknown logLevel.*TRACE, DEBUG, INFO, WARN, ERROR, OFF/);
  });
}

/** What each error is logged at by a `logger`, and without one on the console, as in the old SDK. */
const LEVEL_OF = [
  { of: '400', fault: { status: 400 }, logger: 'warn', console: 'error' },
  { of: '401', fault: { status: 401 }, logger: 'error', console: 'error' },
  { of: '403', fault: { status: 403 }, logger: 'error', console: 'error' },
  { of: '404', fault: { status: 404 }, logger: 'warn', console: 'error' },
  { of: '409', fault: { status: 409 }, logger: 'warn', console: 'error' },
  { of: '422', fault: { status: 422 }, logger: 'warn', console: 'error' },
  { of: '429', fault: { status: 429 }, logger: 'warn', console: 'error' },
  { of: '500', fault: { status: 500 }, logger: 'error', console: 'error' },
  { of: '503', fault: { status: 503 }, logger: 'error', console: 'error' },
  { of: 'a broken connection', fault: { reset: 'before-headers' }, logger: 'warn', console: 'warn' },
  { of: 'a body that is not JSON', fault: { status: 200, body: 'html' }, logger: 'warn', console: 'warn' },
];
for (const { of, fault, ...levels } of LEVEL_OF) {
  test(`${of} is logged at ${levels.logger} by a logger, at ${levels.console} on the console`, async () => {
    const { lines, logger } = collector();
    const failing = async (options) => {
      sandbox.fail(fault);
      await rejectionOf(clientOf(sandbox, { maxRetries: 0, ...options }).langs.retrieve());
    };
    await failing({ logger });
    const printed = await consoleLines(() => failing({ logLevel: 'WARN' }));
    assert.deepEqual(
      [lines, printed].map((written) => written.map(({ level }) => level)),
      [[levels.logger], [levels.console]],
    );
  });
}

test('a fault of this package is logged at error by a logger, at warn on the console', () => {
  const { logger } = collector();
  const levels = [new ClientLogger(logger), new ClientLogger()].map((lines) =>
    lines.levelOf(new Client.InternalError()),
  );
  assert.deepEqual(levels, ['error', 'warn']);
});

test('a logger of the level ERROR is not given what is logged at warn', async () => {
  const { lines, logger } = collector();
  const client = clientOf(sandbox, { logger, logLevel: 'ERROR' });
  await rejectionOf(client.session.retrieve({ sessionId: 'unknown' }));
  assert.deepEqual(lines, []);
});

test('console as the logger is a logger like any other', async () => {
  const printed = await consoleLines(() => twoCalls({ logger: console }));
  assert.deepEqual(
    printed.map(({ level }) => level),
    ['warn'],
  );
});

test('a logger without a level logs warnings and errors', async () => {
  const { lines, logger } = collector();
  await twoCalls({ logger });
  sandbox.fail({ reset: 'before-headers' });
  await rejectionOf(clientOf(sandbox, { logger, maxRetries: 0 }).langs.retrieve());
  assert.deepEqual(
    lines.map(({ level, message }) => `${level} ${message.split(' ').slice(1, 3).join(' ')}`),
    ['warn request error', 'warn request fail'],
  );
});

const REFUSED = {
  'an argument of the wrong kind': (client) => client.session.retrieve({ sessionId: true }),
  'an argument that is invalid in an address': (client) => client.session.retrieve({ sessionId: '..' }),
  'no object of arguments': (client) => client.session.create('settings'),
  'what is not JSON': (client) => client.session.create({ metadata: { big: 1n } }),
  'an option of the wrong kind': (client) => client.langs.retrieve(undefined, { timeoutMs: 'soon' }),
  'an option that cannot be': (client) => client.langs.retrieve(undefined, { timeoutMs: -1 }),
};
for (const [name, call] of Object.entries(REFUSED)) {
  test(`a call that is rejected for ${name} is one line as well`, async () => {
    const { lines, logger } = collector();
    await rejectionOf(call(clientOf(sandbox, { logger })));
    assert.match(lines.map(({ level, message }) => `${level} ${message}`).join(), /warn .*request fail/);
    assert.equal(lines.length, 1);
  });
}

test('what is not a response of the API is a warning, whose line names the code', async () => {
  const { lines, logger } = collector();
  const nobody = await startRecorder();
  await nobody.close();
  await rejectionOf(clientOf(nobody, { logger }).langs.retrieve());
  const nonsense = await startRecorder(() => ({ body: 'no JSON' }));
  await rejectionOf(clientOf(nonsense, { logger }).langs.retrieve());
  await nonsense.close();
  assert.deepEqual(
    lines.map(({ level, message }) => `${level} ${message}`),
    [
      'warn [facesign] request fail langs.retrieve ConnectionError ECONNREFUSED',
      'warn [facesign] request fail langs.retrieve ResponseError 200',
    ],
  );
});

test('a logger takes the place of the console', async () => {
  const { lines, logger } = collector();
  assert.deepEqual(await consoleLines(() => twoCalls({ logger, logLevel: 'TRACE' })), []);
  assert.equal(lines.length, DEBUG.length);
});

test('a level belongs to its client alone', async () => {
  const [loud, quiet] = [collector(), collector()];
  await Promise.all([
    twoCalls({ logger: loud.logger, logLevel: 'DEBUG' }),
    twoCalls({ logger: quiet.logger, logLevel: 'OFF' }),
  ]);
  assert.equal(loud.lines.length, DEBUG.length);
  assert.deepEqual(quiet.lines, []);
});

test('setLogLevel changes what a client logs from then on', async () => {
  const { lines, logger } = collector();
  const client = clientOf(sandbox, { logger, logLevel: 'OFF' });
  await client.langs.retrieve();
  assert.deepEqual(lines.splice(0), []);
  client.setLogLevel('DEBUG');
  await client.langs.retrieve();
  assert.equal(lines.splice(0).length, 2);
  client.setLogLevel(Client.ILogLevel.OFF);
  await client.langs.retrieve();
  assert.deepEqual(lines, []);
});

const WRAPPED = {
  'a Proxy around a client': (client) => new Proxy(client, {}),
  'an object that inherits from a client': (client) => Object.create(client),
};
for (const [what, wrap] of Object.entries(WRAPPED)) {
  test(`${what} makes calls and sets the level of that client`, async () => {
    const { lines, logger } = collector();
    const client = clientOf(sandbox, { logger, logLevel: 'OFF' });
    wrap(client).setLogLevel('DEBUG');
    await wrap(client).langs.retrieve();
    assert.equal(lines.length, 2);
  });
}

test("setLogLevel of a user's own subclass is the one that is called", () => {
  class Own extends Client {
    setLogLevel(level) {
      this.level = level;
      super.setLogLevel(level);
    }
  }
  const client = new Own();
  client.setLogLevel('OFF');
  assert.equal(client.level, 'OFF');
});

test('a client shows its calls and nothing else', () => {
  const client = clientOf(sandbox);
  assert.deepEqual(Object.keys(client), ['session', 'langs', 'avatars']);
  assert.doesNotMatch(inspect(client), /setLogLevel|facesign\./);
  assert.equal(JSON.stringify(client), '{"session":{"apiVersion":"1.0.47"},"langs":{},"avatars":{}}');
});

test('a client changes nothing that belongs to the whole process', () => {
  const program = `
    const seen = () => JSON.stringify([
      Object.keys(globalThis), Object.keys(console), Object.keys(process.env), process.eventNames(),
      Object.getOwnPropertyNames(Object.prototype), Object.getOwnPropertyNames(Error),
    ]);
    const before = seen();
    const Client = require('@facesignai/api-native');
    new Client({ logLevel: 'TRACE' }).setLogLevel('DEBUG');
    console.log(seen() === before);
  `;
  const cwd = new URL('..', import.meta.url);
  assert.equal(execFileSync(process.execPath, ['-e', program], { cwd, encoding: 'utf8' }), 'true\n');
});

test('the lines of a call say what was asked for and how it ended', async () => {
  const { lines, logger } = collector();
  await twoCalls({ logger, logLevel: 'DEBUG' });
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

test('the attempts of a failure can be seen in its line', async () => {
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

test('a logger may do without trace, info and warn: debug takes their lines', async () => {
  const { lines, logger } = collector();
  const two = { debug: logger.debug, error: logger.error };
  const client = clientOf(sandbox, { logger: two, logLevel: 'nonsense' });
  await rejectionOf(client.session.retrieve({ sessionId: '..' }));
  await rejectionOf(client.session.retrieve({ sessionId: 'unknown' }));
  sandbox.fail({ status: 401 });
  await rejectionOf(client.langs.retrieve());
  assert.deepEqual(
    lines.map(({ level, message }) => [level, message.split(' ').slice(1, 3).join(' ')]),
    [
      ['debug', 'unknown logLevel,'],
      ['debug', 'request fail'],
      ['debug', 'request error'],
      ['error', 'request error'],
    ],
  );
});

test('a logger is called as a method of itself', async () => {
  class Own {
    #lines = [];
    debug(line) {
      this.#lines.push(line);
    }
    error(line) {
      this.#lines.push(line);
    }
    get count() {
      return this.#lines.length;
    }
  }
  const logger = new Own();
  await twoCalls({ logger, logLevel: 'DEBUG' });
  assert.equal(logger.count, DEBUG.length);
});

/** The first of Node's warnings that says so. @param {RegExp} words */
async function warning(words) {
  for await (const [given] of on(process, 'warning')) if (words.test(given.message)) return given;
}

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
    const loggers = [logger, ...Object.entries(memories).map(([name, { stream }]) => REAL[name](stream))];
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

test('a logger that throws breaks no call, and Node warns of it', async () => {
  const warned = warning(/logger given to the FaceSign client threw: Error: disk full/);
  const thrower = () => {
    throw new Error('disk full');
  };
  const logger = Object.fromEntries(METHODS.map((name) => [name, thrower]));
  const client = clientOf(sandbox, { logger, logLevel: 'TRACE' });
  assert.ok((await client.langs.retrieve()).length > 0);
  assert.equal((await warned).code, 'FACESIGN_LOGGER');
});

const TEXTLESS = {
  'a symbol': Symbol('disk full'),
  'an object without a prototype': Object.create(null),
  'an object whose toString throws': {
    toString() {
      throw new Error('no text');
    },
  },
};
for (const [what, thrown] of Object.entries(TEXTLESS)) {
  const thrower = () => {
    throw thrown;
  };
  const logger = Object.fromEntries(METHODS.map((name) => [name, thrower]));

  test(`a logger that throws ${what} breaks no call and hides no failure`, async () => {
    const client = clientOf(sandbox, { logger, logLevel: 'TRACE' });
    assert.ok((await client.langs.retrieve()).length > 0);
    const error = await rejectionOf(client.session.retrieve({ sessionId: 'unknown' }));
    assert.ok(error instanceof Client.NotFoundError);
  });
}

test('a logger whose promise rejects ends no process: Node warns of it', async () => {
  const warned = warning(/rejected: disk full/);
  const logger = { debug: async () => Promise.reject(new Error('rejected: disk full')), error() {} };
  await clientOf(sandbox, { logger, logLevel: 'DEBUG' }).langs.retrieve();
  assert.equal((await warned).code, 'FACESIGN_LOGGER');
});

test('a logger that throws does not hide the failure of a call', async () => {
  const thrower = () => {
    throw new Error('disk full');
  };
  const logger = { debug: thrower, warn: thrower, error: thrower };
  const error = await rejectionOf(clientOf(sandbox, { logger }).session.retrieve({ sessionId: 'unknown' }));
  assert.ok(error instanceof Client.NotFoundError);
});

/** Real loggers that write JSON lines, the way their manuals set them up. */
const REAL = {
  pino: (stream) => pino({ level: 'trace' }, stream),
  'a child of pino': (stream) => pino({ level: 'trace' }, stream).child({ module: 'facesign' }),
  winston: (stream) =>
    winston.createLogger({
      level: 'silly',
      format: winston.format.json(),
      transports: [new winston.transports.Stream({ stream })],
    }),
  'a child of winston': (stream) => REAL.winston(stream).child({ module: 'facesign' }),
};

function memory() {
  const chunks = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const lines = () =>
    Buffer.concat(chunks)
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { stream, lines };
}

for (const [name, make] of Object.entries(REAL)) {
  test(`${name} writes the lines with their levels, words and fields`, async () => {
    const { stream, lines } = memory();
    await twoCalls({ logger: make(stream), logLevel: 'DEBUG' });
    const written = lines().map((line) => ({ ...line, level: LEVEL_NAMES[line.level] ?? line.level }));
    assert.deepEqual(
      written.map(({ level }) => level),
      [...DEBUG.slice(0, 3), 'warn'],
    );
    const { msg, message, operation, status, attempts } = written.at(-1);
    assert.equal(msg ?? message, '[facesign] request error session.retrieve NotFoundError 404');
    assert.deepEqual([operation, status, attempts.length], ['session.retrieve', 404, 1]);
  });
}

test("pino's name stays that of the service", async () => {
  const { stream, lines } = memory();
  await twoCalls({ logger: pino({ name: 'bank' }, stream) });
  assert.deepEqual(
    lines().map(({ name }) => name),
    ['bank'],
  );
});

const LEVEL_NAMES = { 20: 'debug', 40: 'warn', 50: 'error' };

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

test('a logger whose methods cannot be read is rejected by name', () => {
  const logger = new Proxy(
    {},
    {
      get: () => {
        throw new Error('mine');
      },
    },
  );
  assert.equal(thrownBy(() => new Client({ logger })).param, 'logger');
});
