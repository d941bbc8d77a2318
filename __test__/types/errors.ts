/**
 * The ways in which a caller can tell failures apart (design 4).
 */

import {
  type AbortError,
  ApiError,
  type ApiErrorType,
  type ApiFailure,
  type Attempt,
  type AuthenticationError,
  type ConfigurationError,
  type ConflictError,
  ConnectionError,
  type ErrorReport,
  FaceSignError,
  type FaceSignFailure,
  type FailureOutcome,
  type FailureType,
  type InternalError,
  type NotFoundError,
  type OperationName,
  RateLimitError,
  type ResponseError,
  type ServerError,
  TimeoutError,
  type ValidationError,
} from '../../index.js';
import { expectTrue, expectType, type Same } from './expect.js';

/** First way, in a catch block where the value is `unknown`: the base class, then `type`. */
export function byBaseClassAndType(err: unknown): string {
  if (!(err instanceof FaceSignError)) throw err;
  expectType<FaceSignFailure>()(err);
  switch (err.type) {
    case 'authentication_error':
      expectType<AuthenticationError | ConflictError>()(err);
      return `status ${err.status}`;
    case 'validation_error':
      expectType<ValidationError | ConflictError>()(err);
      return err.error?.message ?? err.rawBody;
    case 'not_found_error':
      expectType<NotFoundError | ConflictError>()(err);
      return err.operation;
    case 'rate_limit_error':
      expectType<RateLimitError | ConflictError>()(err);
      return `again in ${err.retryAfterMs} ms`;
    case 'server_error':
      expectType<ServerError | ConflictError>()(err);
      expectType<number>()(err.status);
      return err.headers['content-type'] ?? '';
    case 'connection_error':
      expectType<ConnectionError>()(err);
      return err.code ?? '';
    case 'timeout_error':
      expectType<TimeoutError>()(err);
      expectType<'facesign_client_request_timeout'>()(err.code);
      return err.code;
    case 'abort_error':
      expectType<AbortError>()(err);
      expectType<'ABORT_ERR'>()(err.code);
      return String(err.cause);
    case 'response_error':
      expectType<ResponseError>()(err);
      expectType<'facesign_client_response_error'>()(err.code);
      return err.code;
    case 'configuration_error':
      expectType<ConfigurationError>()(err);
      expectType<'facesign_client_configuration_error'>()(err.code);
      return err.param;
    case 'internal_error':
      expectType<InternalError>()(err);
      expectType<'facesign_client_internal_error'>()(err.code);
      return err.message;
    default:
      expectType<never>()(err);
      return err;
  }
}

/** Second way: the class, or the class that several share. */
export function byClass(err: unknown): string {
  if (err instanceof RateLimitError) {
    expectType<RateLimitError>()(err);
    return `${err.retryAfterMs}`;
  }
  if (err instanceof TimeoutError) return err.code;
  if (err instanceof ApiError) {
    expectType<ApiFailure>()(err);
    expectType<ApiFailure>()(err);
    // Behind a call that was held because of an earlier 429 stands no answer of its own.
    if (err.status === undefined) return err.outcome;
    return err.rawBody ?? '';
  }
  if (err instanceof ConnectionError) return err.outcome;
  return 'other';
}

/** Third way: a failure that is already known as one. */
export function byType(failure: FaceSignFailure): boolean {
  if (failure.type === 'configuration_error') return failure.param === 'auth';
  if (failure.name === 'ConflictError') expectType<ApiErrorType>()(failure.type);
  // @ts-expect-error no failure has this type
  return failure.type === 'network_error';
}

/** `FaceSignError.is` does in a filter what `instanceof` does in an `if`. */
export const failuresOf = (results: PromiseSettledResult<unknown>[]): FaceSignFailure[] =>
  results.map((result) => result.status === 'rejected' && result.reason).filter(FaceSignError.is);

/** Every failure tells what a log, a support case and an end user need. */
export function read(failure: FaceSignFailure) {
  expectType<string>()(failure.userMessage);
  expectType<OperationName>()(failure.operation);
  expectType<readonly Attempt[]>()(failure.attempts);
  expectType<boolean>()(failure.retryable);
  expectType<number | undefined>()(failure.retryAfterMs);
  expectType<string | undefined>()(failure.requestId);
  expectType<ErrorReport>()(failure.toJSON());
  expectType<unknown>()(failure.error?.documentation_url);
  const outcome: FailureOutcome = failure.outcome;
  const mayHaveActed: boolean = failure.mayHaveActed;
  if (mayHaveActed) return 0;
  if (failure.stopReason === 'deadline' || outcome === 'unknown') return failure.attempts[0]?.waitedMs;
  // @ts-expect-error what happened cannot be rewritten
  failure.retryable = true;
  return failure.apiMessage;
}

expectTrue<
  Same<
    FailureType,
    | ApiErrorType
    | 'connection_error'
    | 'timeout_error'
    | 'abort_error'
    | 'response_error'
    | 'configuration_error'
    | 'internal_error'
  >
>();

// @ts-expect-error only the client makes failures
export const made = new TimeoutError();
