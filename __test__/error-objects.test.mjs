// The error object: in logs, on the console, in a debugger, with `instanceof`, and when users construct it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspect, types } from 'node:util';
import vm from 'node:vm';
import sdk from '@facesignai/api-native';
import { clientOf, rejectionOf } from './support/client.mjs';
import { freePort, send, serve } from './support/server.mjs';

const ENVELOPE =
  '{"error":{"type":"rate_limit_error","message":"Slow down","code":"too_fast","hint":"wait"}}';
const server = await serve((_request, response) =>
  send(response, {
    status: 429,
    body: ENVELOPE,
    headers: { 'retry-after': '0.001', 'x-request-id': 'req-1', 'x-trace': 'trace-1' },
  }),
);
after(server.close);
const client = clientOf(server);
const limited = await rejectionOf(client.session.list());
const refused = await rejectionOf(
  clientOf({ url: `http://127.0.0.1:${await freePort()}` }).session.retrieve({ sessionId: 'id-1' }),
);
const misused = await rejectionOf(client.session.retrieve({}));

const errorsFile = fileURLToPath(new URL('../lib/errors.js', import.meta.url));
const { errorFromRecord } = createRequire(import.meta.url)('../lib/error-factory.js');

describe('toJSON, for logs', () => {
  test('gives the fields of a report in their order, without envelope, headers and raw body', () => {
    const report = JSON.parse(JSON.stringify(limited));
    const [{ elapsedMs }] = limited.attempts;
    assert.deepEqual(Object.entries(report), [
      ['name', 'RateLimitError'],
      ['type', 'rate_limit_error'],
      ['message', ENVELOPE],
      ['userMessage', limited.userMessage],
      ['operation', 'session.list'],
      ['outcome', 'answered'],
      ['mayHaveActed', false],
      ['retryable', true],
      ['attempts', [{ number: 1, status: 429, failure: 'too_fast', waitedMs: 0, elapsedMs }]],
      ['code', 'too_fast'],
      ['status', 429],
      ['requestId', 'req-1'],
      ['apiMessage', 'Slow down'],
      ['retryAfterMs', 1],
      ['stopReason', 'retries_exhausted'],
    ]);
  });

  test('leaves out what there is not', () => {
    const names = Object.keys(refused.toJSON());
    for (const absent of ['status', 'requestId', 'apiMessage', 'retryAfterMs', 'param'])
      assert.equal(names.includes(absent), false, absent);
  });

  test('names the argument at fault', () => {
    assert.equal(misused.toJSON().param, 'sessionId');
    assert.deepEqual(misused.toJSON().attempts, []);
  });
});

describe('own enumerable properties', () => {
  test('are the fields about a response', () => {
    assert.deepEqual(Object.keys(limited), [
      ...['type', 'code', 'requestId', 'apiMessage', 'operation', 'attempts', 'outcome', 'mayHaveActed'],
      ...['retryable', 'retryAfterMs', 'stopReason', 'userMessage'],
    ]);
  });

  test('are those that there are', () => {
    assert.deepEqual(Object.keys(misused), [
      ...['type', 'code', 'operation', 'attempts', 'outcome', 'mayHaveActed', 'retryable', 'userMessage'],
      'param',
    ]);
  });

  test('do not include the response and the envelope, which are there to be asked for', () => {
    for (const name of ['response', 'error'])
      assert.equal(Object.getOwnPropertyDescriptor(limited, name)?.enumerable, false, name);
    assert.deepEqual(Object.keys(limited.response), ['status', 'headers', 'body']);
    assert.equal(limited.response.status, 429);
    assert.equal(limited.response.headers['x-trace'], 'trace-1');
    assert.equal(limited.response.body, ENVELOPE);
  });

  test('include no response where none arrived', () => {
    for (const error of [refused, misused]) assert.equal('response' in error, false);
  });

  test('keep the fields of the envelope that no type names', () => {
    assert.equal(limited.error.hint, 'wait');
  });
});

describe('util.inspect', () => {
  test('shows class, message and fields, and not the response', () => {
    const shown = inspect(limited);
    for (const part of ['RateLimitError: {"error"', "code: 'too_fast'", 'retryAfterMs: 1', '"hint":"wait"'])
      assert.ok(shown.includes(part), `${part} in ${shown}`);
    for (const part of ['trace-1', 'response', 'headers'])
      assert.equal(shown.includes(part), false, `${part} in ${shown}`);
  });

  test('shows the chain of causes', () => {
    assert.match(inspect(refused), /\[cause\]: \[Error: .+\] \{\n +code: 'ECONNREFUSED'/);
  });
});

describe('cause', () => {
  test('is a chain of errors that ends with what the system said', () => {
    const chain = [];
    for (let link = refused.cause; link; link = link.cause) chain.push(link);
    assert.ok(chain.length > 0 && chain.every((link) => link instanceof Error && link.message));
    assert.ok(chain.every((link) => link.code === 'ECONNREFUSED'));
    assert.match(chain.at(-1).message, /Connection refused/);
  });

  test('is not there where the response itself is the reason', () => {
    assert.equal('cause' in limited, false);
  });
});

describe('stack', () => {
  async function checkOut() {
    await client.session.list();
  }

  const CALLS = {
    'session.create': () => client.session.create({}),
    'session.retrieve': () => client.session.retrieve({ sessionId: 'id-1' }),
    'session.list': () => client.session.list(),
    'session.createClientSecret': () => client.session.createClientSecret({ sessionId: 'id-1' }),
    'langs.retrieve': () => client.langs.retrieve(),
    'avatars.retrieve': () => client.avatars.retrieve(),
  };
  for (const [operation, method] of Object.entries(CALLS))
    test(`has the function that called ${operation}`, async () => {
      const error = await rejectionOf(
        (async function verifyApplicant() {
          await method();
        })(),
      );
      assert.equal(error.operation, operation);
      assert.match(error.stack, /at async verifyApplicant/);
    });

  test('begins with class and message, as of any error', async () => {
    const error = await rejectionOf(checkOut());
    assert.ok(error.stack.startsWith(`RateLimitError: ${ENVELOPE}\n`), error.stack);
    assert.match(error.stack, /at async checkOut .*error-objects\.test\.mjs/);
  });

  test('has the caller of a call that was rejected before it was sent', async () => {
    const error = await rejectionOf(
      (async function verifyApplicant() {
        await client.session.retrieve({});
      })(),
    );
    assert.match(error.stack, /verifyApplicant/);
  });
});

const ownClasses = Object.fromEntries(Object.entries(sdk).filter(([name]) => name.endsWith('Error')));
const lineageOf = (error, classes) =>
  Object.entries({ ...classes, Error })
    .filter(([, Class]) => error instanceof Class)
    .map(([name]) => name)
    .sort();

describe('instanceof', () => {
  const LINEAGE = ['ApiError', 'Error', 'FaceSignError', 'RateLimitError'];

  test('is true for the class and its base classes, and for no other', () => {
    assert.deepEqual(lineageOf(limited, ownClasses), LINEAGE);
    assert.deepEqual(lineageOf(refused, ownClasses), ['ConnectionError', 'Error', 'FaceSignError']);
  });

  test('is true across a second copy of the package, in both directions', () => {
    const require = createRequire(import.meta.url);
    const path = require.resolve(errorsFile);
    const loaded = require.cache[path];
    delete require.cache[path];
    const second = require(path);
    require.cache[path] = loaded;
    assert.notEqual(second.classes.RateLimitError, sdk.RateLimitError);
    assert.deepEqual(lineageOf(limited, second.classes), LINEAGE);
    const theirs = new second.classes.RateLimitError('of a test');
    assert.deepEqual(lineageOf(theirs, ownClasses), LINEAGE);
  });

  test('is true across realms, as in tests that Jest runs', () => {
    const realm = inAnotherRealm();
    const theirs = new realm.classes.TimeoutError('of a test');
    assert.equal(theirs instanceof Error, false, 'it is of another realm');
    assert.ok(types.isNativeError(theirs));
    assert.ok(theirs instanceof sdk.TimeoutError && theirs instanceof sdk.FaceSignError);
    assert.equal(theirs instanceof sdk.ApiError, false);
    assert.ok(limited instanceof realm.classes.RateLimitError);
    assert.equal(limited instanceof realm.classes.ServerError, false);
  });

  test("distinguishes a user's subclass from ours and from a namesake", () => {
    class Throttled extends sdk.RateLimitError {}
    class ServerError extends sdk.RateLimitError {}
    const own = new Throttled();
    assert.ok(
      own instanceof Throttled && own instanceof sdk.RateLimitError && own instanceof sdk.FaceSignError,
    );
    assert.equal(own instanceof ServerError, false);
    assert.equal(limited instanceof Throttled, false);
    assert.equal(new ServerError() instanceof sdk.ServerError, false);
  });

  test("distinguishes a user's subclass from a namesake, also if it names itself", () => {
    class Named extends sdk.RateLimitError {
      get name() {
        return 'ServerError';
      }
    }
    const own = new Named();
    assert.deepEqual(lineageOf(own, { ...ownClasses, Named }), [
      ...LINEAGE.slice(0, 3),
      'Named',
      'RateLimitError',
    ]);
    assert.equal(limited instanceof Named, false);
  });

  const FOREIGN = { nothing: undefined, null: null, text: 'RateLimitError', 'an Error': new Error('no') };
  for (const [name, value] of Object.entries(FOREIGN))
    test(`is false for ${name}`, () => {
      for (const Class of Object.values(ownClasses)) assert.equal(value instanceof Class, false);
    });
});

describe('FaceSignError.is', () => {
  test('picks our errors out of anything, also as a bare function', () => {
    const values = [limited, new Error('no'), refused, undefined, 'text', { name: 'FaceSignError' }];
    assert.deepEqual(values.filter(sdk.FaceSignError.is), [limited, refused]);
  });

  test('asks for the base when it is taken from a subclass', () => {
    assert.equal(sdk.TimeoutError.is(limited), true);
  });
});

describe('an error that a user constructs', () => {
  const STATUS = {
    ApiError: 500,
    AuthenticationError: 401,
    ValidationError: 400,
    ConflictError: 409,
    NotFoundError: 404,
    RateLimitError: 429,
    ServerError: 500,
  };
  for (const [name, Class] of Object.entries(ownClasses)) {
    test(`is a ${name} as the client rejects with it`, () => {
      const error = new Class('of a test');
      assert.deepEqual([error.name, error.message], [name, 'of a test']);
      assert.ok(error instanceof Class && sdk.FaceSignError.is(error) && types.isNativeError(error));
      assert.match(error.stack, new RegExp(`^${name}: of a test\n.*error-objects.test.mjs`));
      const response = STATUS[name] && { status: STATUS[name], headers: {}, body: '' };
      assert.deepEqual(error.response, response);
      const { attempts, operation, mayHaveActed, userMessage, type } = error.toJSON();
      const origin = name === 'WebhookVerificationError' ? 'webhooks' : 'client';
      assert.deepEqual([attempts, operation, mayHaveActed], [[], origin, false]);
      assert.match(`${type} ${userMessage}`, /^[a-z_]+_error [A-Z].+\.$/);
    });

    test(`${name} needs neither message nor fields`, () => {
      const { message } = new Class();
      assert.equal(message, name === 'TimeoutError' ? 'facesign_client_request_timeout' : '');
      for (const fields of [undefined, null, {}]) assert.equal(new Class('said', fields).message, 'said');
    });
  }

  test('has every field that it is given, the rest by its class', () => {
    const cause = new Error('the system');
    const fields = {
      ...{ code: 'too_fast', requestId: 'req-1', error: { hint: 'wait' }, apiMessage: 'Slow down', cause },
      ...{ operation: 'session.create', attempts: [limited.attempts[0]], outcome: 'unknown' },
      ...{ mayHaveActed: true, retryable: false, retryAfterMs: 5, stopReason: 'deadline', param: 'p' },
      ...{ userMessage: 'Wait.', response: { status: 420, headers: { 'x-zone': 'eu' }, body: '{}' } },
    };
    const error = new sdk.RateLimitError('Slow down', fields);
    for (const [name, value] of Object.entries(fields)) assert.deepEqual(error[name], value, name);
    assert.deepEqual(new sdk.RateLimitError('no', { retryAfterMs: 5 }).toJSON(), {
      ...{ name: 'RateLimitError', type: 'rate_limit_error', message: 'no' },
      ...{ userMessage: limited.userMessage, operation: 'client', outcome: 'answered', mayHaveActed: false },
      ...{ retryable: true, attempts: [], status: 429, retryAfterMs: 5 },
    });
  });

  test('shows the same fields in the same order as one of the client', () => {
    const { type, code, requestId, apiMessage, ...rest } = limited;
    const made = new sdk.RateLimitError(ENVELOPE, { ...rest, apiMessage, requestId, code });
    assert.deepEqual(Object.keys(made), Object.keys(limited));
    assert.deepEqual(made.toJSON(), limited.toJSON());
  });

  test('completes a response of which only the status is given, and has none for null', () => {
    const response = { status: 410 };
    assert.deepEqual(new sdk.NotFoundError('gone', { response }).response, {
      status: 410,
      headers: {},
      body: '',
    });
    assert.equal('response' in new sdk.RateLimitError('not sent', { response: null }), false);
  });

  test('shares nothing with the next one that could be changed', () => {
    new sdk.NotFoundError().response.status = 200;
    assert.equal(new sdk.NotFoundError().response.status, 404);
    assert.ok(Object.isFrozen(new sdk.NotFoundError().attempts));
  });

  test('can be of a class that a user derives', () => {
    class Gone extends sdk.NotFoundError {
      constructor(id) {
        super(`session ${id} is gone`, { response: { status: 410, headers: {}, body: '' } });
        this.id = id;
      }
    }
    const error = new Gone('id-1');
    assert.deepEqual(
      [error.message, error.id, error.type],
      ['session id-1 is gone', 'id-1', 'not_found_error'],
    );
    assert.deepEqual(lineageOf(error, ownClasses), ['ApiError', 'Error', 'FaceSignError', 'NotFoundError']);
    assert.equal(error.toJSON().status, 410);
  });

  test('takes no field from Object.prototype', () => {
    const planted = { code: 'planted', cause: 'planted', response: 'planted', status: 1, body: 'planted' };
    Object.assign(Object.prototype, planted);
    try {
      const error = new sdk.ConnectionError('no', {});
      for (const name of ['code', 'cause', 'response']) assert.equal(Object.hasOwn(error, name), false, name);
      assert.equal(Object.hasOwn(error.toJSON(), 'status'), false);
      assert.equal(new sdk.ServerError('no', { response: { status: 502 } }).response.body, '');
    } finally {
      for (const name of Object.keys(planted)) delete Object.prototype[name];
    }
  });

  test('is thrown on, as what it is, when an argument of a call throws it', async () => {
    const metadata = {
      toJSON() {
        throw new sdk.NotFoundError('mine');
      },
    };
    const error = await rejectionOf(client.session.create({ metadata, flow: [] }));
    assert.deepEqual([error.name, error.cause?.message], ['ConfigurationError', 'mine']);
  });
});

test('a record of a class that this version does not know becomes an InternalError, not a crash', () => {
  const record = { class: 'FutureError', message: 'of a test', attempts: [], causes: [] };
  const error = errorFromRecord(JSON.stringify(record), { name: 'session.list', acts: false });
  assert.ok(error instanceof sdk.InternalError);
});

/** lib/errors.js run in another context, where `Error` and `Symbol` are others. */
function inAnotherRealm() {
  const module = { exports: {} };
  const context = vm.createContext({});
  const run = vm.compileFunction(readFileSync(errorsFile, 'utf8'), ['module', 'require'], {
    parsingContext: context,
  });
  run(module, createRequire(errorsFile));
  return module.exports;
}
