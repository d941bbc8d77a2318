// A fault of the addon where results are handed over: every call ends by an `InternalError`, none is left without an end,
// and the calls after it are as ever.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, describe, test } from 'node:test';
import { clientOf, failureOf } from './support/client.mjs';
import { send, serve } from './support/server.mjs';

const { Dispatcher } = createRequire(import.meta.url)('../lib/binding.js');
const CALLS = 20;

const server = await serve((_request, response) => send(response, {}));
after(() => server.close());
const client = clientOf(server);
const called = () => Array.from({ length: CALLS }, () => client.langs.retrieve());

/** What the addon does from now on, or until the test is over. */
function replaced(context, name, act) {
  const own = Dispatcher.prototype[name];
  const restore = () => {
    Dispatcher.prototype[name] = own;
  };
  context.after(restore);
  Dispatcher.prototype[name] = function replacement(...args) {
    return act({ own: () => own.apply(this, args), restore });
  };
}

function assertInternal(error) {
  assert.deepEqual([error.name, error.type], ['InternalError', 'internal_error']);
  assert.deepEqual([error.operation, error.outcome], ['langs.retrieve', 'unknown']);
  assert.match(error.message, /on purpose/);
  assert.match(error.cause?.message, /on purpose/);
}

const thrown = () => {
  throw new Error('on purpose');
};
const FAULTS = {
  'cannot begin the calls of a turn': ['flush', thrown],
  'cannot hand out what has come in': ['drain', thrown],
  'loses what it hands out': [
    'drain',
    ({ own, restore }) => {
      // Nothing in it yet: the addon has woken this thread for nothing.
      if (own().length === 0) return [];
      restore();
      return thrown();
    },
  ],
};

describe('when the addon', { timeout: 20_000 }, () => {
  for (const [title, [name, act]] of Object.entries(FAULTS))
    test(`${title}, every call ends by an InternalError, and the next ones are well`, async (context) => {
      await client.langs.retrieve();
      let restore = () => {};
      replaced(context, name, (addon) => {
        restore = addon.restore;
        return act(addon);
      });
      const errors = await Promise.all(called().map(failureOf));
      for (const error of errors) assertInternal(error);
      restore();
      assert.deepEqual(await Promise.all(called()), Array(CALLS).fill([]));
    });

  test('keeps failing, later calls end, too', async (context) => {
    replaced(context, 'drain', thrown);
    for (let round = 0; round < 3; round += 1)
      for (const error of await Promise.all(called().map(failureOf))) assertInternal(error);
  });
});
