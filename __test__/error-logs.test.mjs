// Errors in loggers and in Sentry, set up as their documentation says: each shows type, code, request id and attempts.
// docs/recipes/logging.md has the settings.

import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { after, describe, test } from 'node:test';
import { inspect } from 'node:util';
import * as Sentry from '@sentry/node';
import bunyan from 'bunyan';
import pino from 'pino';
import winston from 'winston';
import { err as bunyanSerializer } from '../docs/recipes/code/logging/bunyan.mjs';
import { err as pinoSerializer } from '../docs/recipes/code/logging/pino.mjs';
import { logger as winstonOfRecipe } from '../docs/recipes/code/logging/winston.mjs';
import { clientOf, QUICK, rejectionOf } from './support/client.mjs';
import { send, serve } from './support/server.mjs';

const server = await serve((_request, response) =>
  send(response, {
    status: 429,
    body: '{"error":{"type":"rate_limit_error","message":"Slow down","code":"too_fast"}}',
    headers: { 'retry-after': '0.001', 'x-request-id': 'req-1', 'x-of-facesign': 'header of the response' },
  }),
);
after(server.close);
const error = await rejectionOf(clientOf(server, { maxRetries: 1, retry: QUICK }).langs.retrieve());

/** A stream that keeps the JSON line that is written to it. */
function memory() {
  let line = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      line += chunk;
      done();
    },
  });
  return { stream, line: () => JSON.parse(line) };
}

/** The parts of the error in a line, under the logger's names. */
const shown = ({ code, requestId, attempts }) => ({
  code,
  requestId,
  statuses: attempts.map(({ status }) => status),
});
const SHOWN = { code: 'too_fast', requestId: 'req-1', statuses: [429, 429] };

/** Nothing of the response but what `message` and `toJSON()` have. */
const assertNoResponse = (line) => assert.doesNotMatch(JSON.stringify(line), /header of the response/);

describe('pino', () => {
  const written = (options, log) => {
    const { stream, line } = memory();
    log(pino(options, stream));
    return line().err;
  };

  test('shows code, request id and attempts without a setting, and the name of the class as `type`', () => {
    for (const log of [
      (logger) => logger.error(error),
      (logger) => logger.error({ err: error }, 'no langs'),
    ]) {
      const line = written({}, log);
      assert.deepEqual(shown(line), SHOWN);
      assert.equal(line.type, 'RateLimitError');
      assert.match(line.stack, /^RateLimitError: /);
      assert.equal('error' in line, false, 'pino takes the envelope for an error and mangles it');
      assertNoResponse(line);
    }
  });

  test('shows the type of the API too with the serializer of the recipe', () => {
    const line = written({ serializers: { err: pinoSerializer } }, (logger) => logger.error(error));
    assert.deepEqual(shown(line), SHOWN);
    assert.deepEqual([line.name, line.type, line.status], ['RateLimitError', 'rate_limit_error', 429]);
    assert.match(line.stack, /^RateLimitError: /);
    assertNoResponse(line);
  });

  test('has the same for other errors with that serializer as without', () => {
    const other = new TypeError('no');
    const log = (logger) => logger.error(other);
    assert.deepEqual(written({ serializers: { err: pinoSerializer } }, log), written({}, log));
  });
});

describe('winston', () => {
  const { format } = winstonOfRecipe;
  const LOGS = {
    'an error alone': (logger) => logger.error(error),
    'an error after a message': (logger) => logger.error('no langs', error),
    'an error among fields': (logger) => logger.error('no langs', { error }),
  };
  for (const [what, log] of Object.entries(LOGS))
    test(`shows ${what} with type, code, request id and attempts`, () => {
      const { stream, line } = memory();
      const transports = [new winston.transports.Stream({ stream })];
      log(winston.createLogger({ format, transports }));
      const found = line().error ?? line();
      assert.deepEqual(shown(found), SHOWN);
      assert.equal(found.type, 'rate_limit_error');
      assertNoResponse(line());
    });
});

describe('bunyan', () => {
  const written = (serializers, log) => {
    const { stream, line } = memory();
    log(bunyan.createLogger({ name: 'bank', stream, serializers }));
    return line().err;
  };

  test('shows type, code, request id and attempts with the serializer of the recipe', () => {
    for (const log of [
      (logger) => logger.error(error),
      (logger) => logger.error({ err: error }, 'no langs'),
    ]) {
      const line = written({ err: bunyanSerializer }, log);
      assert.deepEqual(shown(line), SHOWN);
      assert.deepEqual([line.name, line.type], ['RateLimitError', 'rate_limit_error']);
      assert.match(line.stack, /^RateLimitError: /);
      assertNoResponse(line);
    }
  });

  test('has the same for other errors with that serializer as without', () => {
    const log = (logger) => logger.error(new TypeError('no'));
    const [ours, standard] = [bunyanSerializer, bunyan.stdSerializers.err].map((err) =>
      written({ err }, log),
    );
    assert.deepEqual({ ...ours, stack: undefined }, { ...standard, stack: undefined });
  });
});

describe('Sentry', () => {
  test('shows the class, and with extraErrorDataIntegration type, code, request id and attempts', async () => {
    const events = [];
    Sentry.init({
      dsn: 'http://key@127.0.0.1:9/1',
      defaultIntegrations: false,
      integrations: [Sentry.linkedErrorsIntegration(), Sentry.extraErrorDataIntegration()],
      beforeSend(event) {
        events.push(event);
        return null;
      },
    });
    Sentry.captureException(error);
    await Sentry.close();
    const [{ exception, contexts }] = events;
    assert.equal(exception.values.at(-1).type, 'RateLimitError');
    const { RateLimitError: extra } = contexts;
    assert.deepEqual(shown(extra), SHOWN);
    assert.equal(extra.type, 'rate_limit_error');
    assertNoResponse(events);
  });
});

describe('console and util.inspect', () => {
  test('show type, code, request id and attempts', () => {
    const text = inspect(error);
    for (const part of ["type: 'rate_limit_error'", "code: 'too_fast'", "requestId: 'req-1'", 'number: 2'])
      assert.ok(text.includes(part), `${part} in ${text}`);
    assertNoResponse(text);
  });
});

test('JSON.stringify, for loggers that know no errors, shows type, code, request id and attempts', () => {
  const line = JSON.parse(JSON.stringify({ error }));
  assert.deepEqual(shown(line.error), SHOWN);
  assert.equal(line.error.type, 'rate_limit_error');
  assertNoResponse(line);
});

test('the serializers of the recipe leave what is not an error to the standard ones', () => {
  for (const value of [undefined, null, 'text', { toJSON: () => 'a secret of another library' }]) {
    assert.equal(pinoSerializer(value), pino.stdSerializers.err(value));
    assert.equal(bunyanSerializer(value), bunyan.stdSerializers.err(value));
  }
});
