// A call that is rejected before anything is sent.

import assert from 'node:assert/strict';
import Client from '../../index.js';
import { rejectionOf } from './client.mjs';

/** The call rejects, naming what it could not take, and the server saw nothing. */
export async function assertNotSent(recorder, pending, operation, param) {
  assert.ok(pending instanceof Promise);
  const error = await rejectionOf(pending);
  assert.ok(error instanceof Client.ConfigurationError, error?.stack);
  assert.equal(error.param, param);
  assert.ok(error.message.startsWith(param) || error.message.includes(operation), error.message);
  assert.equal(error.operation, operation);
  assert.equal(error.outcome, 'not_sent');
  assert.deepEqual(recorder.take(), []);
  return error;
}
