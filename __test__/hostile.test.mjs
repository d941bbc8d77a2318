// Properties of hostile input that arguments.test.mjs, options.test.mjs and wire/ don't cover: any string as header, key
// or idempotency key, any value as option, any response that echoes the key.

import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import Client from '../index.js';
import { clientOf } from './support/client.mjs';
import { startRecorder } from './support/recorder.mjs';

let response = {};
const recorder = await startRecorder(() => response);
after(recorder.close);
afterEach(() => {
  recorder.take();
  response = {};
});

/** Strings in which invalid header characters are as likely as valid ones. */
const hostileText = fc.string({
  minLength: 1,
  maxLength: 12,
  unit: fc.oneof(
    fc.constantFrom('\r', '\n', '\0', '\t', ' ', ':', '\x7f', '\x85', '\xa0', 'é', 'ÿ', 'Ā', '€', '\u2028'),
    fc.constantFrom('😀', '\ud800', '\udfff', '\ufeff', 'Ｊ', '"', '\\', '%0d%0a'),
    fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme-ascii' }),
  ),
});

/** RFC 9110, 5.5, in Latin-1 as the old SDK sends it: no control characters but the tab. */
const VALID = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The white space of Unicode, around a key or alone, is not sent. */
const keyOf = (text) => text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '');

/** White space around a value is not part of it (RFC 9110, 5.5). */
const ofHeader = (value) => value.replace(/^[\t ]+|[\t ]+$/g, '');

/** The places where a string becomes a header: the call, the name in the error, and what should arrive. */
const PLACES = {
  auth: {
    call: (text) => clientOf(recorder, { auth: text }).session.list(),
    sent: (text) => (keyOf(text) === '' ? undefined : `Bearer ${keyOf(text)}`),
    header: 'authorization',
    param: 'auth',
  },
  'headers of a client': {
    call: (text) => clientOf(recorder, { headers: { 'x-own': text } }).session.list(),
    sent: ofHeader,
    header: 'x-own',
    param: 'headers["x-own"]',
  },
  'headers of a call': {
    call: (text) => clientOf(recorder).session.list({}, { headers: { 'x-own': text } }),
    sent: ofHeader,
    header: 'x-own',
    param: 'headers["x-own"]',
  },
  idempotencyKey: {
    call: (text) => clientOf(recorder).session.create({}, { idempotencyKey: text }),
    sent: ofHeader,
    header: 'idempotency-key',
    param: 'idempotencyKey',
    // Without a string in the header, a retry would not be protected.
    needs: /\P{White_Space}/u,
  },
};

/** An error as a program, a log and a debugger can print it. */
function printed(error) {
  const causes = error.cause === undefined ? '' : printed(error.cause);
  return [error.message, error.stack, JSON.stringify(error), inspect(error, { depth: 10 }), causes].join(
    '\n',
  );
}

async function outcomeOf(run) {
  try {
    return { value: await run() };
  } catch (error) {
    return { error };
  }
}

for (const [place, { call, sent, header, param, needs = /(?:)/ }] of Object.entries(PLACES)) {
  test(`any string as ${place} arrives as it is or is rejected by name before anything is sent`, async () => {
    const plain = { ...(await headerNames(() => call('k'))) };
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const { error } = await outcomeOf(() => call(text));
        const requests = recorder.take();
        const value = place === 'auth' ? keyOf(text) : text;
        if (VALID.test(value) && needs.test(value)) {
          assert.equal(error, undefined, inspect(error));
          assert.equal(requests[0].headers[header], sent(text));
          for (const name of namesOf(requests[0])) assert.ok(name in plain, `${name} was added`);
        } else {
          assert.ok(error instanceof Client.ConfigurationError, inspect(error));
          assert.equal(error.param, param);
          assert.deepEqual(requests, []);
        }
      }),
      { numRuns: 150 },
    );
  });

  test(`a string that is rejected as ${place} is not retried`, async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const { error } = await outcomeOf(() => call(`MARKED${text}\nMARKED`));
        assert.equal(error?.name, 'ConfigurationError', inspect(error));
        assert.ok(!printed(error).includes('MARKED'), printed(error));
      }),
    );
  });
}

async function headerNames(run) {
  await run();
  return Object.fromEntries(namesOf(recorder.take()[0]).map((name) => [name, true]));
}

function namesOf({ rawHeaders }) {
  return rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
}

test('any string as the name of a header is sent as one header or rejected by name', async () => {
  await fc.assert(
    fc.asyncProperty(hostileText, async (name) => {
      const { error } = await outcomeOf(() =>
        clientOf(recorder).session.list({}, { headers: { [name]: 'v' } }),
      );
      const [request] = recorder.take();
      if (error) {
        assert.ok(error instanceof Client.ConfigurationError, inspect(error));
        assert.equal(request, undefined);
      } else assert.ok(namesOf(request).includes(name.toLowerCase()));
    }),
  );
});

const OPTIONS_OF_A_CLIENT = [
  ...['auth', 'serverUrl', 'timeoutMs', 'connectTimeoutMs', 'totalTimeoutMs', 'maxRetries', 'retry'],
  ...['ambiguousRetries', 'rateLimit', 'proxy', 'ca', 'cert', 'key', 'headers', 'maxResponseBytes', 'logger'],
  ...['maxConcurrency', 'http2', 'reconcileDelayMs', 'idempotencyKeyField'],
];
const anything = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true }),
  fc.double(),
  hostileText,
);

for (const option of OPTIONS_OF_A_CLIENT) {
  test(`any value of ${option} makes a client or a ConfigurationError that names it`, () => {
    fc.assert(
      fc.property(anything, (value) => {
        try {
          assert.ok(new Client({ proxy: false, [option]: value }) instanceof Client);
        } catch (error) {
          assert.ok(error instanceof Client.ConfigurationError, inspect(error));
          // A certificate without its key is rejected by the name of what is missing.
          const names = /^(cert|key)$/.test(option) ? ['cert', 'key'] : [option];
          assert.ok(names.includes(error.param.split(/[.[]/)[0]), error.param);
        }
      }),
      { numRuns: 300 },
    );
  });
}

const OPTIONS_OF_A_CALL = [
  'timeoutMs',
  'totalTimeoutMs',
  'maxRetries',
  'ambiguousRetries',
  'reconcileDelayMs',
  'headers',
  'signal',
];

for (const option of OPTIONS_OF_A_CALL) {
  test(`any value of the call's ${option} lets it go or is rejected by that name`, async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (value) => {
        const { error } = await outcomeOf(() => clientOf(recorder).session.list({}, { [option]: value }));
        assert.notEqual(error?.name, 'InternalError', inspect(error));
        // Once it is under way a call may fail, of a timeout that is short, say.
        if (error instanceof Client.ConfigurationError) assert.equal(error.param.split(/[.[]/)[0], option);
      }),
      { numRuns: 100 },
    );
  });
}

const ECHOES = {
  'as an error object': (key) => ({
    error: { type: 'authentication_error', message: `bad key: ${key}`, code: key },
  }),
  'as a bare string': (key) => ({ error: `Incorrect api key ${key}` }),
  'as the name of a field': (key) => ({ error: { [key]: 1 } }),
};
const WRITERS = {
  'JSON.stringify': JSON.stringify,
  'a writer that escapes the slash': (body) => JSON.stringify(body).replaceAll('/', '\\/'),
  'a writer of ASCII alone': (body) => JSON.stringify(body).replace(/[^ -~]|[<>&']/g, unicode),
};
const unicode = (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
const KEY_LETTERS = [...'abcXYZ019-_./+=~!#$%&\'()*,:;<>?@^`{|}"\\éÿ'];
const anyKey = fc
  .string({ minLength: 5, maxLength: 20, unit: fc.constantFrom(...KEY_LETTERS) })
  .map((ending) => `sk_test_${ending}`);

for (const [how, echo] of Object.entries(ECHOES)) {
  for (const [writer, write] of Object.entries(WRITERS)) {
    test(`a key that the server echoes ${how} by ${writer} shows in no string of the error`, async () => {
      await fc.assert(
        fc.asyncProperty(anyKey, async (key) => {
          response = { status: 401, body: write(echo(key)) };
          const { error } = await outcomeOf(() => clientOf(recorder, { auth: key }).session.list());
          assert.equal(error?.name, 'AuthenticationError');
          const texts = [error.message, error.apiMessage, error.code, error.response.body, error.stack];
          const names = Object.keys(error.error ?? {});
          for (const text of [...texts, ...names]) assert.ok(!text?.includes(key), `${key} shows in ${text}`);
        }),
        { numRuns: 50 },
      );
    });
  }
}
