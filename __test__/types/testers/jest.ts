/**
 * Error classes in Jest's matchers.
 */

import { FaceSignError, NotFoundError, RateLimitError } from '../../../index.js';

declare const call: () => Promise<unknown>;

test('a call rejects', async () => {
  await expect(call()).rejects.toThrow(NotFoundError);
  await expect(call()).rejects.toThrow(new NotFoundError('no'));
  await expect(call()).rejects.toBeInstanceOf(FaceSignError);
  await expect(call()).rejects.toEqual(expect.any(RateLimitError));
  expect(() => call()).toThrow(FaceSignError);
});

/** A double for "on 429 do X" is one line. */
export const create = jest
  .fn()
  .mockRejectedValueOnce(new RateLimitError('Slow down', { retryAfterMs: 1000 }));
