// The option logger: console-like objects, pino and winston, and loggers that fail.

import assert from 'node:assert/strict';
import { on } from 'node:events';
import { after, afterEach, test } from 'node:test';
import pino from 'pino';
import Client from '../index.js';
import { startSandbox } from '../sandbox/index.mjs';
import { clientOf, KEY, rejectionOf, thrownBy } from './support/client.mjs';
import { collector, DEBUG, METHODS, memory, REAL_LOGGERS, twoCalls } from './support/logs.mjs';

const sandbox = await startSandbox({ keys: [KEY] });
after(() => sandbox.close());
afterEach(() => sandbox.clearFaults());

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
  await twoCalls(sandbox, { logger, logLevel: 'DEBUG' });
  assert.equal(logger.count, DEBUG.length);
});

/** The first of Node's warnings that says so. @param {RegExp} words */
async function warning(words) {
  for await (const [given] of on(process, 'warning')) if (words.test(given.message)) return given;
}

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

  test(`a logger that throws ${what} breaks no call and hides no error`, async () => {
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

test('a logger that throws does not hide the error of a call', async () => {
  const thrower = () => {
    throw new Error('disk full');
  };
  const logger = { debug: thrower, warn: thrower, error: thrower };
  const error = await rejectionOf(clientOf(sandbox, { logger }).session.retrieve({ sessionId: 'unknown' }));
  assert.ok(error instanceof Client.NotFoundError);
});

const LEVEL_NAMES = { 20: 'debug', 40: 'warn', 50: 'error' };

for (const [name, make] of Object.entries(REAL_LOGGERS)) {
  test(`${name} writes the lines with their levels, words and fields`, async () => {
    const { stream, lines } = memory();
    await twoCalls(sandbox, { logger: make(stream), logLevel: 'DEBUG' });
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
  await twoCalls(sandbox, { logger: pino({ name: 'bank' }, stream) });
  assert.deepEqual(
    lines().map(({ name }) => name),
    ['bank'],
  );
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
