/**
 * Error classes in Jasmine's matchers.
 */

import { FaceSignError, NotFoundError, RateLimitError } from '../../../index.js';

declare const call: () => Promise<unknown>;

it('a call rejects', async () => {
  await expectAsync(call()).toBeRejectedWithError(NotFoundError);
  await expectAsync(call()).toBeRejectedWithError(NotFoundError, /no/);
  expect(() => call()).toThrowError(FaceSignError);
  expect(new NotFoundError()).toBeInstanceOf(FaceSignError);
  expect(new RateLimitError()).toEqual(jasmine.any(RateLimitError));
});

export const create = jasmine
  .createSpy()
  .and.rejectWith(new RateLimitError('Slow down', { retryAfterMs: 1000 }));
