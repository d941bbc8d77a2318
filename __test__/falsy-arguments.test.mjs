// Only `undefined` and `null` count as missing arguments. Any other falsy value is rejected by name, and nothing is
// sent.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import Client from '../index.js';
import { clientOf, rejectionOf } from './support/client.mjs';
import { startRecorder } from './support/recorder.mjs';

const recorder = await startRecorder();
after(recorder.close);
const { session } = clientOf(recorder);

const CALLS = {
  'session.create': session.create,
  'session.retrieve': session.retrieve,
  'session.createClientSecret': session.createClientSecret,
  'session.list': session.list,
};

for (const [operation, call] of Object.entries(CALLS))
  for (const value of ['', 0, false, Number.NaN, 0n])
    test(`${operation}(${inspect(value)}) is rejected`, async () => {
      const error = await rejectionOf(call(value));
      assert.ok(error instanceof Client.ConfigurationError, inspect(error));
      assert.deepEqual([error.param, error.operation], ['args', operation]);
      assert.deepEqual(recorder.take(), []);
    });
