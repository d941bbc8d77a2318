/**
 * Error classes in chai, zod and ts-pattern.
 */

import { match, P } from 'ts-pattern';
import { z } from 'zod';
import {
  type AnyFaceSignError,
  FaceSignError,
  NotFoundError,
  RateLimitError,
  TimeoutError,
} from '../../../index.js';
import { expectTrue, expectType, type Same } from '../expect.js';

declare const chai: Chai.ChaiStatic;

chai.expect(new NotFoundError()).to.be.instanceOf(FaceSignError);
chai.expect(() => {}).to.throw(NotFoundError);
chai.assert.instanceOf(new NotFoundError(), NotFoundError);
chai.assert.throws(() => {}, NotFoundError, /no/);

export const schema = z.object({ error: z.instanceof(RateLimitError) });
expectTrue<Same<z.infer<typeof schema>['error'], RateLimitError>>();

export const advice = (err: unknown): string =>
  match(err)
    .with(P.instanceOf(RateLimitError), (limited) => {
      expectType<RateLimitError>()(limited);
      return `again in ${limited.retryAfterMs} ms`;
    })
    .with(P.instanceOf(TimeoutError), ({ code }) => code)
    .otherwise(() => 'other');

export const byType = (error: AnyFaceSignError): string =>
  match(error)
    .with({ type: 'not_found_error' }, ({ response }) => String(response.status))
    .with({ type: 'configuration_error' }, ({ param }) => param)
    .otherwise(({ userMessage }) => userMessage);
