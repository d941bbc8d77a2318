// Which lines are logged: the levels of docs/api-contract.md#enums and #logging, per client, on the console and by a logger.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { inspect } from 'node:util';
import Client from '../index.js';
import { ClientLogger } from '../lib/logger.js';
import { startSandbox } from '../sandbox/index.mjs';
import { clientOf, KEY, rejectionOf } from './support/client.mjs';
import { collector, consoleLines, DEBUG, twoCalls } from './support/logs.mjs';
import { startRecorder } from './support/recorder.mjs';

const sandbox = await startSandbox({ keys: [KEY] });
after(() => sandbox.close());
afterEach(() => sandbox.clearFaults());

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
    const written = await consoleLines(() => twoCalls(sandbox, { logLevel }));
    assert.deepEqual(
      written.map(({ level }) => level),
      lines,
    );
  });
}

for (const logLevel of ['VERBOSE', 'warning', 3, true, {}, Object.create(null)]) {
  test(`the unknown logLevel ${inspect(logLevel)} acts as WARN and says so`, async () => {
    const written = await consoleLines(() => twoCalls(sandbox, { logLevel }));
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
  const printed = await consoleLines(() => twoCalls(sandbox, { logger: console }));
  assert.deepEqual(
    printed.map(({ level }) => level),
    ['warn'],
  );
});

test('a logger without a level logs warnings and errors', async () => {
  const { lines, logger } = collector();
  await twoCalls(sandbox, { logger });
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
  assert.deepEqual(await consoleLines(() => twoCalls(sandbox, { logger, logLevel: 'TRACE' })), []);
  assert.equal(lines.length, DEBUG.length);
});

test('a level belongs to its client alone', async () => {
  const [loud, quiet] = [collector(), collector()];
  await Promise.all([
    twoCalls(sandbox, { logger: loud.logger, logLevel: 'DEBUG' }),
    twoCalls(sandbox, { logger: quiet.logger, logLevel: 'OFF' }),
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
