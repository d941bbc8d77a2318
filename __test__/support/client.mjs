// Clients as the tests of failures use them, and the failure of a call as a value.
import assert from 'node:assert/strict';
import { Client } from '@facesignai/api-native';

export const KEY = 'sk_test_of_the_tests';

/** Waits that are long enough to be seen and short enough for a test. */
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
 * A client of that server which repeats nothing and goes through no proxy, unless `options` say so.
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

/** What a promise rejects with. @param {Promise<unknown>} promise @returns {Promise<any>} */
export async function failureOf(promise) {
  return promise.then(
    (value) => assert.fail(`resolved, where a failure was expected, with ${JSON.stringify(value)}`),
    (error) => error,
  );
}
