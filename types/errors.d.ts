/**
 * The failures of the client as types: one class for each row of the table of errors (design 4), plus `InternalError`.
 * `type` is a literal in every class, so `switch (err.type)` narrows. `instanceof` is declared through
 * `Symbol.hasInstance`, because that is how it works at run time (by a brand, across two copies of this package),
 * and because it lets `err instanceof FaceSignError` narrow to the union of all classes (TypeScript 5.3 and later).
 * The list of failures has its home in src/core/error.rs.
 */

/** The method that failed; `'client'` stands for the constructor. */
export type OperationName =
  | 'client'
  | 'session.create'
  | 'session.retrieve'
  | 'session.createClientSecret'
  | 'session.list'
  | 'langs.retrieve'
  | 'avatars.retrieve';

/** The `type` values that the API documents (contract 7). */
export type ApiErrorType =
  | 'authentication_error'
  | 'validation_error'
  | 'not_found_error'
  | 'rate_limit_error'
  | 'server_error';

/** Every value that `type` of a failure can have. */
export type FailureType = FaceSignFailure['type'];

/**
 * Whether the server may have acted, over all tries: `not_sent` no byte of the request can have reached it, `unknown` it
 * may have, but no try's answer tells (also a 2xx whose body was lost), `answered` its decision came.
 */
export type FailureOutcome = 'not_sent' | 'unknown' | 'answered';

/** Why no further try was made. */
export type StopReason =
  | 'not_retryable'
  | 'retries_exhausted'
  | 'budget_exhausted'
  | 'deadline'
  | 'outcome_unknown'
  | 'aborted';

/** One try of a call. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** HTTP status, when an answer came. */
  readonly status?: number | undefined;
  /** Code of the failure, such as `ECONNRESET`, or its `type` where it has no code; absent for a try that succeeded. */
  readonly failure?: string | undefined;
  /** Time waited before this try, in milliseconds; 0 for the first. */
  readonly waitedMs: number;
  /** Time this try took, in milliseconds. */
  readonly elapsedMs: number;
}

/** The `error` object of the API's envelope, with all fields that came (contract 7). */
export interface ErrorEnvelopeBody {
  /** Mostly an `ApiErrorType`; passed on as it came. */
  readonly type?: ApiErrorType | (string & {}) | undefined;
  readonly message?: string | undefined;
  /** For instance `invalid_api_key`, `parameter_missing`, `rate_limit_exceeded`. */
  readonly code?: string | undefined;
  /** Name of the parameter at fault; older answers only. */
  readonly param?: string | undefined;
  readonly [field: string]: unknown;
}

/**
 * What `toJSON()` of a failure gives, for logs: no key, no client secret, no query value. Of an answer it holds the API's
 * own error body (in `message`) and nothing else.
 */
export interface ErrorReport {
  name: string;
  type: FailureType;
  message: string;
  userMessage: string;
  operation: OperationName;
  outcome: FailureOutcome;
  retryable: boolean;
  attempts: readonly Attempt[];
  code?: string | undefined;
  status?: number | undefined;
  requestId?: string | undefined;
  apiMessage?: string | undefined;
  retryAfterMs?: number | undefined;
  stopReason?: StopReason | undefined;
  param?: string | undefined;
}

/**
 * Base of everything the client throws or rejects with. The client makes the instances; only the leaf classes occur.
 *
 * @example
 * try { await client.session.create(settings) } catch (err) {
 *   if (!(err instanceof FaceSignError)) throw err
 *   if (err.type === 'rate_limit_error') console.log(err.retryAfterMs)
 * }
 */
export declare class FaceSignError extends Error {
  protected constructor();
  /** True for every failure of this package, of any copy of it. */
  static [Symbol.hasInstance](value: unknown): value is FaceSignFailure;
  /** `instanceof FaceSignError` as a function: for `filter`, and for TypeScript before 5.3. It always tests the base. */
  static is(value: unknown): value is FaceSignFailure;
  /** Name of the class. */
  readonly name: string;
  /** What kind of failure, one literal for each class. */
  readonly type: FailureType;
  /**
   * Where the API answered with the documented error object: the raw body, as in the old SDK, so that
   * `JSON.parse(err.message).error` works (contract 2.6). Everywhere else: one plain sentence.
   */
  readonly message: string;
  /** Code of the API, of Node (`ECONNREFUSED`) or of this package; absent when none came. */
  readonly code?: string | undefined;
  /** HTTP status, when an answer came. */
  readonly status?: number | undefined;
  /** Id of the request by the answer's headers, if they name one. */
  readonly requestId?: string | undefined;
  /** Headers of an answer outside 200 to 299, names in lower case. Not enumerable. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The `error` object of the API's envelope, if one came. */
  readonly error?: ErrorEnvelopeBody | undefined;
  /** The API's own sentence, for developers. */
  readonly apiMessage?: string | undefined;
  /** The method that failed. */
  readonly operation: OperationName;
  /** All tries in order; empty when the call ended before the first. */
  readonly attempts: readonly Attempt[];
  /** Whether the server may have acted. */
  readonly outcome: FailureOutcome;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** How long the server asked to wait, in milliseconds from when the answer came. */
  readonly retryAfterMs?: number | undefined;
  /** Why no further try was made. */
  readonly stopReason?: StopReason | undefined;
  /** Plain words, fit to be shown to an end user. */
  readonly userMessage: string;
  /** What lies beneath; `signal.reason` for `AbortError`. */
  readonly cause?: unknown;
  /** Text of an answer outside 200 to 299. Not enumerable, so that it enters no log by itself. */
  readonly rawBody?: string | undefined;
  /** The option or argument at fault (`ConfigurationError`). */
  readonly param?: string | undefined;
  /** Plain data for logs, without secrets. */
  toJSON(): ErrorReport;
}

/**
 * Base of the failures that the API answered with a status outside 200 to 299. All but `RateLimitError` always have
 * `status`, `headers` and `rawBody`.
 */
export declare class ApiError extends FaceSignError {
  static [Symbol.hasInstance](value: unknown): value is ApiFailure;
  readonly type: ApiErrorType;
}

/** 401 or 403: no key, a wrong one, or one that may not do this. */
export declare class AuthenticationError extends ApiError {
  static [Symbol.hasInstance](value: unknown): value is AuthenticationError;
  readonly name: 'AuthenticationError';
  readonly type: 'authentication_error';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;
}

/** 400, 422 and all 4xx that no other class is for: the API refused the request's content. */
export declare class ValidationError extends ApiError {
  static [Symbol.hasInstance](value: unknown): value is ValidationError;
  readonly name: 'ValidationError';
  readonly type: 'validation_error';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;
}

/** 409: the request collides with another one. `type` is the envelope's, else `validation_error` (contract 7). */
export declare class ConflictError extends ApiError {
  static [Symbol.hasInstance](value: unknown): value is ConflictError;
  readonly name: 'ConflictError';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;
}

/** 404: the session, or whatever was named, is not there. */
export declare class NotFoundError extends ApiError {
  static [Symbol.hasInstance](value: unknown): value is NotFoundError;
  readonly name: 'NotFoundError';
  readonly type: 'not_found_error';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;
}

/**
 * 429: too many calls; `retryAfterMs` says when the next may come. Without `status`, `headers` and `rawBody` the call was
 * not sent (`outcome` is `not_sent`): an earlier answer holds all calls with this key, or the option `rateLimit` holds this
 * one, for longer than it may take.
 */
export declare class RateLimitError extends ApiError {
  static [Symbol.hasInstance](value: unknown): value is RateLimitError;
  readonly name: 'RateLimitError';
  readonly type: 'rate_limit_error';
}

/** 500 to 599, 408, and whatever no other class is for: the API, or a proxy before it, failed. */
export declare class ServerError extends ApiError {
  static [Symbol.hasInstance](value: unknown): value is ServerError;
  readonly name: 'ServerError';
  readonly type: 'server_error';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;
}

/** No answer: DNS, refused, reset, TLS or proxy. `code` as Node names it, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`. */
export declare class ConnectionError extends FaceSignError {
  static [Symbol.hasInstance](value: unknown): value is ConnectionError;
  readonly name: 'ConnectionError';
  readonly type: 'connection_error';
}

/** A try, or the whole call, ran out of time. `message` is the code, the text the old SDK rejected with (contract 2.6). */
export declare class TimeoutError extends FaceSignError {
  static [Symbol.hasInstance](value: unknown): value is TimeoutError;
  readonly name: 'TimeoutError';
  readonly type: 'timeout_error';
  readonly code: 'facesign_client_request_timeout';
}

/** The caller's signal ended the call; `cause` is `signal.reason`. */
export declare class AbortError extends FaceSignError {
  static [Symbol.hasInstance](value: unknown): value is AbortError;
  readonly name: 'AbortError';
  readonly type: 'abort_error';
}

/** Status 200 to 299 without usable JSON (empty, no JSON, cut off, too long), or a redirect that is not followed. */
export declare class ResponseError extends FaceSignError {
  static [Symbol.hasInstance](value: unknown): value is ResponseError;
  readonly name: 'ResponseError';
  readonly type: 'response_error';
  readonly code: 'facesign_client_response_error';
}

/** An option or an argument is wrong; `param` names it. Nothing was sent. */
export declare class ConfigurationError extends FaceSignError {
  static [Symbol.hasInstance](value: unknown): value is ConfigurationError;
  readonly name: 'ConfigurationError';
  readonly type: 'configuration_error';
  readonly param: string;
  readonly outcome: 'not_sent';
}

/** A fault of this package itself. Please report it, with `toJSON()`. */
export declare class InternalError extends FaceSignError {
  static [Symbol.hasInstance](value: unknown): value is InternalError;
  readonly name: 'InternalError';
  readonly type: 'internal_error';
}

/** All failures that the API answered. */
export type ApiFailure =
  | AuthenticationError
  | ValidationError
  | ConflictError
  | NotFoundError
  | RateLimitError
  | ServerError;

/** All failures: `switch (failure.type)` narrows to the class. */
export type FaceSignFailure =
  | ApiFailure
  | ConnectionError
  | TimeoutError
  | AbortError
  | ResponseError
  | ConfigurationError
  | InternalError;
