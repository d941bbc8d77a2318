/**
 * How callers distinguish errors, and construct them.
 */

import {
  type AbortError,
  type AnyApiError,
  type AnyFaceSignError,
  ApiError,
  type ApiErrorResponse,
  type ApiErrorType,
  type Attempt,
  type AuthenticationError,
  type CallOutcome,
  ConfigurationError,
  ConflictError,
  ConnectionError,
  type ErrorReport,
  type ErrorResponse,
  FaceSignError,
  type FaceSignErrorType,
  type InternalError,
  NotFoundError,
  type OperationName,
  RateLimitError,
  type ResponseError,
  type ServerError,
  TimeoutError,
  type ValidationError,
  type WebhookVerificationError,
} from '../../index.js';
import { expectTrue, expectType, type Same } from './expect.js';

/** First way, in a catch block where the value is `unknown`: the base class, then `type`. */
export function byBaseClassAndType(err: unknown): string {
  if (!(err instanceof FaceSignError)) throw err;
  expectType<AnyFaceSignError>()(err);
  switch (err.type) {
    case 'authentication_error':
      expectType<AuthenticationError | ConflictError>()(err);
      expectType<ApiErrorResponse>()(err.response);
      return `status ${err.response.status}`;
    case 'validation_error':
      expectType<ValidationError | ConflictError>()(err);
      return err.error?.message ?? err.response.body;
    case 'not_found_error':
      expectType<NotFoundError | ConflictError>()(err);
      return err.operation;
    case 'rate_limit_error':
      expectType<RateLimitError | ConflictError>()(err);
      return `again in ${err.retryAfterMs} ms`;
    case 'server_error':
      expectType<ServerError | ConflictError>()(err);
      return err.response.headers['content-type'] ?? '';
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
      expectType<ErrorResponse | undefined>()(err.response);
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
    case 'webhook_verification_error':
      expectType<WebhookVerificationError>()(err);
      return err.reason;
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
    expectType<AnyApiError>()(err);
    expectType<AnyApiError>()(err);
    // A call that was paused by an earlier 429 has no response of its own.
    if (err.response === undefined) return err.outcome;
    return err.response.body;
  }
  if (err instanceof ConnectionError) return err.outcome;
  return 'other';
}

/** Third way: an error that is already known as one. */
export function byType(error: AnyFaceSignError): boolean {
  if (error.type === 'configuration_error') return error.param === 'auth';
  if (error.name === 'ConflictError') expectType<ApiErrorType>()(error.type);
  // @ts-expect-error no error has this type
  return error.type === 'network_error';
}

/** `FaceSignError.is` does in a filter what `instanceof` does in an `if`. */
export const errorsOf = (results: PromiseSettledResult<unknown>[]): AnyFaceSignError[] =>
  results.map((result) => result.status === 'rejected' && result.reason).filter(FaceSignError.is);

/** Every error has what a log, a support case and an end user need. */
export function read(error: AnyFaceSignError) {
  expectType<string>()(error.userMessage);
  expectType<OperationName>()(error.operation);
  expectType<readonly Attempt[]>()(error.attempts);
  expectType<boolean>()(error.retryable);
  expectType<number | undefined>()(error.retryAfterMs);
  expectType<string | undefined>()(error.requestId);
  expectType<ErrorReport>()(error.toJSON());
  expectType<unknown>()(error.error?.documentation_url);
  const outcome: CallOutcome = error.outcome;
  const mayHaveActed: boolean = error.mayHaveActed;
  if (mayHaveActed) return 0;
  if (error.stopReason === 'deadline' || outcome === 'unknown') return error.attempts[0]?.waitedMs;
  // @ts-expect-error what happened cannot be rewritten
  error.retryable = true;
  return error.apiMessage;
}

expectTrue<
  Same<
    FaceSignErrorType,
    | ApiErrorType
    | 'connection_error'
    | 'timeout_error'
    | 'abort_error'
    | 'response_error'
    | 'configuration_error'
    | 'internal_error'
    | 'webhook_verification_error'
  >
>();

/** Errors are constructed for tests; omitted fields have the defaults of the class. */
export const constructed: AnyFaceSignError[] = [
  new NotFoundError(),
  new TimeoutError('late', { operation: 'session.create', mayHaveActed: true }),
  new RateLimitError('Slow down', { retryAfterMs: 1000, response: { status: 429 } }),
  new RateLimitError('not sent', { outcome: 'not_sent', response: null }),
  new ConflictError('twice', { type: 'rate_limit_error', code: undefined }),
  new ConfigurationError('auth must be a string', { param: 'auth', cause: new Error() }),
];
// @ts-expect-error a status is a field of the response
export const status = new NotFoundError('no', { status: 404 });
// @ts-expect-error the class has one type
export const type = new NotFoundError('no', { type: 'server_error' });
// @ts-expect-error the class has one code
export const code = new TimeoutError('late', { code: 'ETIMEDOUT' });
// @ts-expect-error attempts are an array
export const attempts = new NotFoundError('no', { attempts: 3 });
// @ts-expect-error only a RateLimitError can be without a response
export const bare = new NotFoundError('no', { response: null });

expectTrue<Same<InstanceType<typeof RateLimitError>, RateLimitError>>();
expectTrue<Same<InstanceType<typeof FaceSignError>, FaceSignError>>();

/** A user's class is distinguished from the one that it extends. */
export class Gone extends NotFoundError {
  constructor(readonly sessionId: string) {
    super(`session ${sessionId} is gone`);
  }
}

export function byOwnClass(err: unknown): string {
  if (err instanceof Gone) {
    expectType<Gone>()(err);
    return err.sessionId;
  }
  if (err instanceof NotFoundError) expectType<NotFoundError>()(err);
  return '';
}
