/**
 * The failures of the client as types: one class for each row of the table of errors (design 4), plus `InternalError`.
 * `type` is a literal in every class, so `switch (err.type)` narrows. `instanceof` is declared through
 * `Symbol.hasInstance`, because that is how it works at run time (by a brand, across two copies of this package),
 * and because it lets `err instanceof FaceSignError` narrow to the union of all classes (TypeScript 5.3 and later).
 * The list of failures has its home in src/core/error.rs.
 */

import type { FlowFinding } from './flow.js';

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
 * Whether the server may have acted, over all attempts. `not_sent`: no byte of the request can have reached it.
 * `answered`: its decision arrived and can be read, which of an error only a 4xx other than 408 is. `unknown`: everything
 * else, so also a 3xx, 408 or 5xx, and a 2xx that was truncated, over a limit or not JSON.
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
  /** The API's own sentence. */
  readonly message?: string | undefined;
  /** For instance `invalid_api_key`, `parameter_missing`, `rate_limit_exceeded`. */
  readonly code?: string | undefined;
  /** Name of the parameter at fault; older answers only. */
  readonly param?: string | undefined;
  /** Further fields, as they came. */
  readonly [field: string]: unknown;
}

/**
 * What `toJSON()` of a failure gives, for logs: no key, no client secret, no query value. Of an answer it holds the API's
 * own error body (in `message`) and nothing else.
 */
export interface ErrorReport {
  /** Name of the class. */
  name: string;
  /** What kind of failure. */
  type: FailureType;
  /** One plain sentence, or the API's own error body. */
  message: string;
  /** Plain words, fit to be shown to an end user. */
  userMessage: string;
  /** The method that failed. */
  operation: OperationName;
  /** Whether the server may have acted. */
  outcome: FailureOutcome;
  /** Whether a create may have made a session although it failed. */
  mayHaveActed: boolean;
  /** Whether the same call may succeed later. */
  retryable: boolean;
  /** All tries in order; empty when the call ended before the first, or when they are not known. */
  attempts: readonly Attempt[];
  /** Code of the API, of Node or of this package; absent when none came. */
  code?: string | undefined;
  /** HTTP status, when an answer came. */
  status?: number | undefined;
  /**
   * Id of the request by the response's headers, else by its error object; absent where neither names one. At most 256
   * visible ASCII characters: others are escaped, a longer one is cut.
   */
  requestId?: string | undefined;
  /** The API's own sentence, for developers. */
  apiMessage?: string | undefined;
  /** Milliseconds to wait before the same call, as the server asked or as `rateLimit` spaces it. */
  retryAfterMs?: number | undefined;
  /** Why no further try was made. */
  stopReason?: StopReason | undefined;
  /** The option or argument at fault (`ConfigurationError`). */
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
  /** Not for callers: the client makes the instances. */
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
   * `JSON.parse(err.message).error` works (contract 2.6). Everywhere else: one plain sentence, on one line.
   */
  readonly message: string;
  /** Code of the API, of Node (`ECONNREFUSED`) or of this package; absent when none came. */
  readonly code?: string | undefined;
  /** HTTP status, when an answer came. */
  readonly status?: number | undefined;
  /**
   * Id of the request by the response's headers, else by its error object; absent where neither names one. At most 256
   * visible ASCII characters: others are escaped, a longer one is cut.
   */
  readonly requestId?: string | undefined;
  /** Headers of an answer outside 200 to 299, names in lower case. Not enumerable. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The `error` object of the API's envelope, if one came. */
  readonly error?: ErrorEnvelopeBody | undefined;
  /** The API's own sentence, for developers. */
  readonly apiMessage?: string | undefined;
  /** The method that failed. */
  readonly operation: OperationName;
  /** All tries in order; empty when the call ended before the first, or when they are not known. */
  readonly attempts: readonly Attempt[];
  /** Whether the server may have acted. */
  readonly outcome: FailureOutcome;
  /**
   * Whether the call may have done what it was for although it failed: a create whose `outcome` is `unknown`. Look for its
   * session before you make another. `false` for reads.
   */
  readonly mayHaveActed: boolean;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** Milliseconds to wait before the same call, as the server asked or as `rateLimit` spaces it. */
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
  /** True for every failure with one of the API's types, of any copy of this package. */
  static [Symbol.hasInstance](value: unknown): value is ApiFailure;
  /** One of the `type` values that the API documents. */
  readonly type: ApiErrorType;
}

/** 401 or 403: no key, a wrong one, or one that may not do this. */
export declare class AuthenticationError extends ApiError {
  /** True for instances of this class, of any copy of this package. */
  static [Symbol.hasInstance](value: unknown): value is AuthenticationError;
  /** Name of the class. */
  readonly name: 'AuthenticationError';
  /** Always `authentication_error`. */
  readonly type: 'authentication_error';
  /** HTTP status: 401 or 403, unless the answer's own `type` chose the class. */
  readonly status: number;
  /** Headers of the answer, names in lower case. Not enumerable. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text of the answer. Not enumerable, so that it enters no log by itself. */
  readonly rawBody: string;
}

/** 400, 422 and all 4xx that no other class is for: the API refused the request's content. */
export declare class ValidationError extends ApiError {
  /** True for instances of this class, of any copy of this package. */
  static [Symbol.hasInstance](value: unknown): value is ValidationError;
  /** Name of the class. */
  readonly name: 'ValidationError';
  /** Always `validation_error`. */
  readonly type: 'validation_error';
  /** HTTP status: 400, 422 or another 4xx that no other class is for, unless the answer's own `type` chose the class. */
  readonly status: number;
  /** Headers of the answer, names in lower case. Not enumerable. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text of the answer. Not enumerable, so that it enters no log by itself. */
  readonly rawBody: string;
}

/** 409: the request collides with another one. `type` is the envelope's, else `validation_error` (contract 7). */
export declare class ConflictError extends ApiError {
  /** True for instances of this class, of any copy of this package. */
  static [Symbol.hasInstance](value: unknown): value is ConflictError;
  /** Name of the class. */
  readonly name: 'ConflictError';
  /** HTTP status: 409. */
  readonly status: number;
  /** Headers of the answer, names in lower case. Not enumerable. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text of the answer. Not enumerable, so that it enters no log by itself. */
  readonly rawBody: string;
}

/** 404: the session, or whatever was named, is not there. */
export declare class NotFoundError extends ApiError {
  /** True for instances of this class, of any copy of this package. */
  static [Symbol.hasInstance](value: unknown): value is NotFoundError;
  /** Name of the class. */
  readonly name: 'NotFoundError';
  /** Always `not_found_error`. */
  readonly type: 'not_found_error';
  /** HTTP status: 404, unless the answer's own `type` chose the class. */
  readonly status: number;
  /** Headers of the answer, names in lower case. Not enumerable. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text of the answer. Not enumerable, so that it enters no log by itself. */
  readonly rawBody: string;
}

/**
 * 429: too many calls; `retryAfterMs` says when the next may come. Without `status`, `headers` and `rawBody` the call was
 * not sent (`outcome` is `not_sent`): an earlier answer holds all calls with this key, or the option `rateLimit` holds this
 * one, for longer than it may take.
 */
export declare class RateLimitError extends ApiError {
  /** True for instances of this class, of any copy of this package. */
  static [Symbol.hasInstance](value: unknown): value is RateLimitError;
  /** Name of the class. */
  readonly name: 'RateLimitError';
  /** Always `rate_limit_error`. */
  readonly type: 'rate_limit_error';
}

/** 500 to 599, 408, and whatever no other class is for: the API, or a proxy before it, failed. */
export declare class ServerError extends ApiError {
  /** True for instances of this class, of any copy of this package. */
  static [Symbol.hasInstance](value: unknown): value is ServerError;
  /** Name of the class. */
  readonly name: 'ServerError';
  /** Always `server_error`. */
  readonly type: 'server_error';
  /** HTTP status: 500 to 599, 408, or one that no other class is for, unless the answer's own `type` chose the class. */
  readonly status: number;
  /** Headers of the answer, names in lower case. Not enumerable. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text of the answer. Not enumerable, so that it enters no log by itself. */
  readonly rawBody: string;
}

/**
 * No answer: DNS, refused, reset, TLS or proxy. `code` as Node names it, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`. A look-up
 * that failed has `ENOTFOUND` or a code that begins with `EAI_`. When this machine is short of something, it is `EMFILE`, `ENFILE`,
 * `EAGAIN`, `ENOMEM`, `ENOBUFS`, `EADDRINUSE`, `EADDRNOTAVAIL` or `EAI_MEMORY`.
 */
export declare class ConnectionError extends FaceSignError {
  /** True for instances of this class, of any copy of this package. */
  static [Symbol.hasInstance](value: unknown): value is ConnectionError;
  /** Name of the class. */
  readonly name: 'ConnectionError';
  /** Always `connection_error`. */
  readonly type: 'connection_error';
}

/** A try, or the whole call, ran out of time. `message` is the code, the text the old SDK rejected with (contract 2.6). */
export declare class TimeoutError extends FaceSignError {
  /** True for instances of this class, of any copy of this package. */
  static [Symbol.hasInstance](value: unknown): value is TimeoutError;
  /** Name of the class. */
  readonly name: 'TimeoutError';
  /** Always `timeout_error`. */
  readonly type: 'timeout_error';
  /** Always `facesign_client_request_timeout`. */
  readonly code: 'facesign_client_request_timeout';
}

/** The caller's signal ended the call; `cause` is `signal.reason`. */
export declare class AbortError extends FaceSignError {
  /** True for instances of this class, of any copy of this package. */
  static [Symbol.hasInstance](value: unknown): value is AbortError;
  /** Name of the class. */
  readonly name: 'AbortError';
  /** Always `abort_error`. */
  readonly type: 'abort_error';
  /** Always `ABORT_ERR`, as of Node's own. */
  readonly code: 'ABORT_ERR';
}

/** Status 200 to 299 without usable JSON (empty, no JSON, cut off, too long), or a redirect that is not followed. */
export declare class ResponseError extends FaceSignError {
  /** True for instances of this class, of any copy of this package. */
  static [Symbol.hasInstance](value: unknown): value is ResponseError;
  /** Name of the class. */
  readonly name: 'ResponseError';
  /** Always `response_error`. */
  readonly type: 'response_error';
  /** Always `facesign_client_response_error`. */
  readonly code: 'facesign_client_response_error';
}

/** An option or an argument is wrong; `param` names it. Nothing was sent. */
export declare class ConfigurationError extends FaceSignError {
  /** True for instances of this class, of any copy of this package. */
  static [Symbol.hasInstance](value: unknown): value is ConfigurationError;
  /** Name of the class. */
  readonly name: 'ConfigurationError';
  /** Always `configuration_error`. */
  readonly type: 'configuration_error';
  /** Always `facesign_client_configuration_error`. */
  readonly code: 'facesign_client_configuration_error';
  /** The option or argument at fault. */
  readonly param: string;
  /** What the flow check found, where the client option `flowCheck` is `error`. Not enumerable. */
  readonly findings?: readonly FlowFinding[];
  /** Always `not_sent`: nothing was sent. */
  readonly outcome: 'not_sent';
  /** Always `false`. */
  readonly mayHaveActed: false;
}

/** A fault of this package itself. Please report it, with `toJSON()`. */
export declare class InternalError extends FaceSignError {
  /** True for instances of this class, of any copy of this package. */
  static [Symbol.hasInstance](value: unknown): value is InternalError;
  /** Name of the class. */
  readonly name: 'InternalError';
  /** Always `internal_error`. */
  readonly type: 'internal_error';
  /** Always `facesign_client_internal_error`. */
  readonly code: 'facesign_client_internal_error';
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
