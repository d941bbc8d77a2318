// When the addon throws while it starts calls or delivers results, every pending call rejects with an `InternalError`, and
// later calls work again.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, describe, test } from 'node:test';
import { clientOf, rejectionOf } from './support/client.mjs';
import { send, serve } from './support/server.mjs';

const { Dispatcher } = createRequire(import.meta.url)('../lib/binding.js');
const CALLS = 20;

const server = await serve((_request, response) => send(response, {}));
after(() => server.close());
const client = clientOf(server);
const startCalls = () => Array.from({ length: CALLS }, () => client.langs.retrieve());

/** Replaces a method of the addon until `restore` or the end of the test. */
function replaceMethod(context, name, act) {
  const original = Dispatcher.prototype[name];
  const restore = () => {
    Dispatcher.prototype[name] = original;
  };
  context.after(restore);
  Dispatcher.prototype[name] = function replacement(...args) {
    return act({ original: () => original.apply(this, args), restore });
  };
}

function assertInternal(error) {
  assert.deepEqual([error.name, error.type], ['InternalError', 'internal_error']);
  assert.deepEqual([error.operation, error.outcome], ['langs.retrieve', 'unknown']);
  assert.match(error.message, /on purpose/);
  assert.match(error.cause?.message, /on purpose/);
}

const throwError = () => {
  throw new Error('on purpose');
};
const FAULTS = {
  'cannot start the calls of a turn': ['flush', throwError],
  'cannot deliver results': ['drain', throwError],
  'loses a batch of results': [
    'drain',
    ({ original, restore }) => {
      // An empty batch: the addon may wake this thread without results.
      if (original().length === 0) return [];
      restore();
      return throwError();
    },
  ],
};

describe('when the addon', { timeout: 20_000 }, () => {
  for (const [title, [name, act]] of Object.entries(FAULTS))
    test(`${title}, every call rejects with an InternalError, and the next calls succeed`, async (context) => {
      await client.langs.retrieve();
      let restore = () => {};
      replaceMethod(context, name, (addon) => {
        restore = addon.restore;
        return act(addon);
      });
      const errors = await Promise.all(startCalls().map(rejectionOf));
      for (const error of errors) assertInternal(error);
      restore();
      assert.deepEqual(await Promise.all(startCalls()), Array(CALLS).fill([]));
    });

  test('keeps failing, later calls reject too', async (context) => {
    replaceMethod(context, 'drain', throwError);
    for (let round = 0; round < 3; round += 1)
      for (const error of await Promise.all(startCalls().map(rejectionOf))) assertInternal(error);
  });
});
