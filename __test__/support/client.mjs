// Clients for tests, and the error of a call or a function as a value.
import assert from 'node:assert/strict';
import { Client } from '@facesignai/api-native';

/** Not a real key. */
export const KEY = 'sk_test_of_the_tests';

// A developer's key would replace the keys that tests omit.
delete process.env.FACESIGN_API_KEY;

/** Delays that are long enough to be seen and short enough for a test. */
export const QUICK = { initialDelayMs: 1, maxDelayMs: 5 };

/** Settings that every server accepts. */
export const SETTINGS = {
  clientReferenceId: 'order-1',
  metadata: {},
  flow: [
    { id: 'in', type: 'start', outcome: 'out' },
    { id: 'out', type: 'end' },
  ],
};

/**
 * A client for the server, by default without retries and without a proxy.
 * @param {{ url: string }} server
 * @param {object} [options]
 */
export function clientOf(server, options) {
  return new Client({
    auth: KEY,
    serverUrl: server.url,
    proxy: false,
    maxRetries: 0,
    retry: QUICK,
    ...options,
  });
}

/** The reason with which a promise rejects. @param {Promise<unknown>} promise @returns {Promise<any>} */
export async function rejectionOf(promise) {
  return promise.then(
    (value) => assert.fail(`expected a rejection, but resolved with ${JSON.stringify(value)}`),
    (error) => error,
  );
}

/** The error that a function throws. @param {() => unknown} run @returns {any} */
export function thrownBy(run) {
  try {
    run();
  } catch (error) {
    return error;
  }
  assert.fail('nothing was thrown');
}
