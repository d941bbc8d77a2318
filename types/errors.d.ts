/**
 * The errors of the client as types, one class for each kind. `type` is a literal in every class, so `switch (err.type)`
 * narrows. `instanceof` is declared through `Symbol.hasInstance`, because that is how it works at run time (by a brand,
 * across two copies of this package), and because it lets `err instanceof FaceSignError` narrow to the union of all
 * classes (TypeScript 5.3 and later).
 */

import type { FlowFinding } from './flow.js';

/** The method that failed; `'client'` stands for the constructor, `'webhooks'` for receiving a webhook. */
export type OperationName =
  | 'client'
  | 'webhooks'
  | 'session.create'
  | 'session.retrieve'
  | 'session.createClientSecret'
  | 'session.list'
  | 'langs.retrieve'
  | 'avatars.retrieve';

/** The `type` values that the API documents. */
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

/** Why no further attempt was made. */
export type StopReason =
  | 'not_retryable'
  | 'retries_exhausted'
  | 'budget_exhausted'
  | 'deadline'
  | 'outcome_unknown'
  | 'aborted';

/**
 * Why a webhook was rejected. `missing`: no signature. `malformed`: a signature header that can't be read, such as a
 * truncated one. `mismatch`: no signature matches body and secret. `timestamp`: the header's time is outside `toleranceMs`.
 * `too_old`: the event's `createdAt` is older than `maxAgeMs`. `body_not_raw`: the body was parsed before it was verified.
 * `not_json`: signed, but not JSON. `shape`: signed, but not an event.
 */
export type WebhookRejection =
  | 'missing'
  | 'malformed'
  | 'mismatch'
  | 'timestamp'
  | 'too_old'
  | 'body_not_raw'
  | 'not_json'
  | 'shape';

/** One attempt of a call. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** HTTP status, when a response arrived. */
  readonly status?: number | undefined;
  /** Code of the failure, such as `ECONNRESET`, or its `type` where it has no code; absent for an attempt that succeeded. */
  readonly failure?: string | undefined;
  /** Time waited before this attempt, in milliseconds; 0 for the first. */
  readonly waitedMs: number;
  /** Time this attempt took, in milliseconds. */
  readonly elapsedMs: number;
}

/** The `error` object of the API's envelope, with all fields that came. */
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
 * The response behind an error. No property of an error has a name that HTTP frameworks read (`status`, `statusCode`,
 * `headers`, `expose`), so an error that nobody catches becomes a plain 500 in Express, Koa, Fastify, Hono and hapi.
 */
export interface ErrorResponse {
  /** HTTP status. */
  readonly status: number;
  /** Headers, names in lower case, repeated ones joined by `, `, without `set-cookie`. Of a status outside 200 to 299 only. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Text of the body, at most 1 MiB of it. Of a status outside 200 to 299 only. */
  readonly body?: string | undefined;
}

/** The response behind an `ApiError`: always with headers and body. */
export interface ApiErrorResponse extends ErrorResponse {
  /** Headers, names in lower case, repeated ones joined by `, `, without `set-cookie`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text of the body, at most 1 MiB of it. */
  readonly body: string;
}

/**
 * What can be given to the constructor of an error. Each field is optional and defaults to what the class implies:
 * `new NotFoundError()` has the `response` of a 404 and its `userMessage`. TypeScript checks names and types; at run time
 * unknown fields are ignored.
 */
export interface FaceSignErrorFields {
  /** Code of the API, of Node.js or of this package. Errors with a fixed `code` default to it. */
  readonly code?: string | undefined;
  /** Id of the request. */
  readonly requestId?: string | undefined;
  /** The `error` object of the API's envelope. */
  readonly error?: ErrorEnvelopeBody | undefined;
  /** The API's own sentence. */
  readonly apiMessage?: string | undefined;
  /** The method that failed. Defaults to `client`. */
  readonly operation?: OperationName | undefined;
  /** All attempts in order. Defaults to none. */
  readonly attempts?: readonly Attempt[] | undefined;
  /** Defaults to `answered` for a 4xx, to `not_sent` for a `ConfigurationError`, otherwise to `unknown`. */
  readonly outcome?: FailureOutcome | undefined;
  /** Whether a create may have made a session although it failed. Defaults to `false`. */
  readonly mayHaveActed?: boolean | undefined;
  /** Defaults to `true` for `RateLimitError`, `ServerError`, `ConnectionError` and `TimeoutError`. */
  readonly retryable?: boolean | undefined;
  /** Milliseconds to wait before the same call. */
  readonly retryAfterMs?: number | undefined;
  /** Why no further attempt was made. */
  readonly stopReason?: StopReason | undefined;
  /** A message that is safe to show to end users. Defaults to that of the class. */
  readonly userMessage?: string | undefined;
  /** The option or argument at fault. `ConfigurationError` defaults to `options`. */
  readonly param?: string | undefined;
  /**
   * The response. Each `ApiError` defaults to the usual one of its class (401, 400, 409, 404, 429 or 500), with no headers
   * and an empty body.
   */
  readonly response?: ErrorResponse | undefined;
  /** The underlying error; `signal.reason` for `AbortError`. */
  readonly cause?: unknown;
  /** Why a webhook was rejected. `WebhookVerificationError` defaults to `mismatch`. */
  readonly reason?: WebhookRejection | undefined;
}

/** Fields of an error whose class doesn't fix its `type`. */
export interface TypedErrorFields<T extends FailureType> extends FaceSignErrorFields {
  /** What kind of error. */
  readonly type?: T | undefined;
}

/** Fields of a `RateLimitError`: of a call that was not sent, `response` is `null`. */
export interface RateLimitErrorFields extends Omit<FaceSignErrorFields, 'response'> {
  /** The response, by default a 429 with no headers and an empty body; `null` means that none arrived. */
  readonly response?: ErrorResponse | null | undefined;
}

/** Fields of an error whose class fixes its `code`. */
export type FixedCodeErrorFields = Omit<FaceSignErrorFields, 'code'>;

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
  /** All attempts in order; empty when the call ended before the first, or when they are not known. */
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
  /** Why no further attempt was made. */
  stopReason?: StopReason | undefined;
  /** The option or argument at fault (`ConfigurationError`). */
  param?: string | undefined;
  /** What to do about a 401 or 403 (present when the call was sent without a key), or about a webhook's parsed body. */
  hint?: string | undefined;
  /** Why a webhook was rejected (`WebhookVerificationError`). */
  reason?: WebhookRejection | undefined;
}

/** What `instanceof` narrows to: the union of the classes that a base stands for, otherwise the class itself. */
export type ErrorInstance<T> = FaceSignError extends T
  ? FaceSignFailure
  : ApiError extends T
    ? ApiFailure
    : T;

/**
 * Base of everything that this package throws or rejects with; of those only the leaf classes occur. You can construct and extend
 * every class, for instance in tests.
 *
 * @example
 * try { await client.session.create(settings) } catch (err) {
 *   if (!(err instanceof FaceSignError)) throw err
 *   if (err.type === 'rate_limit_error') console.log(err.retryAfterMs)
 * }
 */
export declare class FaceSignError extends Error {
  /** `message` defaults to an empty string, `type` to `internal_error`. */
  constructor(message?: string, fields?: TypedErrorFields<FailureType>);
  /** True for errors of this class, of any copy of this package. */
  static [Symbol.hasInstance]<T>(
    this: abstract new (
      ...args: never
    ) => T,
    value: unknown,
  ): value is ErrorInstance<T>;
  /** `instanceof FaceSignError` as a function: for `filter`, and for TypeScript before 5.3. It always tests the base. */
  static is(value: unknown): value is FaceSignFailure;
  /** Name of the class. */
  readonly name: string;
  /** What kind of failure, one literal for each class. */
  readonly type: FailureType;
  /**
   * Where the API answered with the documented error object: the raw body, as in the old SDK, so that
   * `JSON.parse(err.message).error` works. Everywhere else: one plain sentence, on one line.
   */
  readonly message: string;
  /** Code of the API, of Node (`ECONNREFUSED`) or of this package; absent when none came. */
  readonly code?: string | undefined;
  /**
   * Id of the request by the response's headers, else by its error object; absent where neither names one. At most 256
   * visible ASCII characters: others are escaped, a longer one is cut.
   */
  readonly requestId?: string | undefined;
  /** The response; absent where none arrived. Not enumerable, so that it enters no log by itself. */
  readonly response?: ErrorResponse | undefined;
  /** The `error` object of the API's envelope, if one came. Not enumerable: `message` has the same text. */
  readonly error?: ErrorEnvelopeBody | undefined;
  /** The API's own sentence, for developers. */
  readonly apiMessage?: string | undefined;
  /** The method that failed. */
  readonly operation: OperationName;
  /** All attempts in order; empty when the call ended before the first, or when they are not known. */
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
  /** Why no further attempt was made. */
  readonly stopReason?: StopReason | undefined;
  /** Plain words, fit to be shown to an end user. */
  readonly userMessage: string;
  /** What lies beneath; `signal.reason` for `AbortError`. */
  readonly cause?: unknown;
  /** The option or argument at fault (`ConfigurationError`). */
  readonly param?: string | undefined;
  /** What to do about a 401 or 403: present when the call was sent without a key. */
  readonly hint?: string | undefined;
  /** Plain data for logs, without secrets. */
  toJSON(): ErrorReport;
}

/**
 * Base of the errors that the API answered with a status outside 200 to 299. All but `RateLimitError` always have a
 * `response`.
 */
export declare class ApiError extends FaceSignError {
  /** One of the `type` values that the API documents. */
  readonly type: ApiErrorType;
  /** The response. Not enumerable, so that it enters no log by itself. */
  readonly response?: ApiErrorResponse | undefined;
  /** `message` defaults to an empty string, `type` to `server_error`, `response` to a 500. */
  constructor(message?: string, fields?: TypedErrorFields<ApiErrorType>);
}

/** 401 or 403: no key, a wrong one, or one that may not do this. */
export declare class AuthenticationError extends ApiError {
  /** Name of the class. */
  readonly name: 'AuthenticationError';
  /** Always `authentication_error`. */
  readonly type: 'authentication_error';
  /** `message` defaults to an empty string, `response` to a 401. */
  constructor(message?: string, fields?: FaceSignErrorFields);
  /** The response; its status is 401 or 403, unless the envelope's `type` chose the class. */
  readonly response: ApiErrorResponse;
}

/** 400, 422 and all 4xx that no other class is for: the API refused the request's content. */
export declare class ValidationError extends ApiError {
  /** Name of the class. */
  readonly name: 'ValidationError';
  /** Always `validation_error`. */
  readonly type: 'validation_error';
  /** `message` defaults to an empty string, `response` to a 400. */
  constructor(message?: string, fields?: FaceSignErrorFields);
  /** The response; its status is 400, 422 or another 4xx without a class of its own, unless the envelope's `type` chose the class. */
  readonly response: ApiErrorResponse;
}

/** 409: the request collides with another one. `type` is the envelope's, else `validation_error`. */
export declare class ConflictError extends ApiError {
  /** Name of the class. */
  readonly name: 'ConflictError';
  /** `message` defaults to an empty string, `type` to `validation_error`, `response` to a 409. */
  constructor(message?: string, fields?: TypedErrorFields<ApiErrorType>);
  /** The response; its status is 409. */
  readonly response: ApiErrorResponse;
}

/** 404: the session, or whatever was named, is not there. */
export declare class NotFoundError extends ApiError {
  /** Name of the class. */
  readonly name: 'NotFoundError';
  /** Always `not_found_error`. */
  readonly type: 'not_found_error';
  /** `message` defaults to an empty string, `response` to a 404. */
  constructor(message?: string, fields?: FaceSignErrorFields);
  /** The response; its status is 404, unless the envelope's `type` chose the class. */
  readonly response: ApiErrorResponse;
}

/**
 * 429: too many calls; `retryAfterMs` says when the next may come. Without `response` the call was
 * not sent (`outcome` is `not_sent`): an earlier answer holds all calls with this key, or the option `rateLimit` holds this
 * one, for longer than it may take.
 */
export declare class RateLimitError extends ApiError {
  /** Name of the class. */
  readonly name: 'RateLimitError';
  /** Always `rate_limit_error`. */
  readonly type: 'rate_limit_error';
  /** `message` defaults to an empty string, `response` to a 429. */
  constructor(message?: string, fields?: RateLimitErrorFields);
}

/** 500 to 599, 408, and whatever no other class is for: the API, or a proxy before it, failed. */
export declare class ServerError extends ApiError {
  /** Name of the class. */
  readonly name: 'ServerError';
  /** Always `server_error`. */
  readonly type: 'server_error';
  /** `message` defaults to an empty string, `response` to a 500. */
  constructor(message?: string, fields?: FaceSignErrorFields);
  /** The response; its status is 5xx, 408, or one without a class of its own, unless the envelope's `type` chose the class. */
  readonly response: ApiErrorResponse;
}

/**
 * No answer: DNS, refused, reset, TLS or proxy. `code` as Node names it, such as `ECONNREFUSED` or `CERT_HAS_EXPIRED`. A look-up
 * that failed has `ENOTFOUND` or a code that begins with `EAI_`. When this machine is short of something, it is `EMFILE`, `ENFILE`,
 * `EAGAIN`, `ENOMEM`, `ENOBUFS`, `EADDRINUSE`, `EADDRNOTAVAIL` or `EAI_MEMORY`.
 */
export declare class ConnectionError extends FaceSignError {
  /** Name of the class. */
  readonly name: 'ConnectionError';
  /** Always `connection_error`. */
  readonly type: 'connection_error';
  /** `message` defaults to an empty string. */
  constructor(message?: string, fields?: FaceSignErrorFields);
}

/** An attempt, or the whole call, timed out. `message` is the code, the string the old SDK rejected with. */
export declare class TimeoutError extends FaceSignError {
  /** Name of the class. */
  readonly name: 'TimeoutError';
  /** Always `timeout_error`. */
  readonly type: 'timeout_error';
  /** Always `facesign_client_request_timeout`. */
  readonly code: 'facesign_client_request_timeout';
  /** `message` defaults to its code. */
  constructor(message?: string, fields?: FixedCodeErrorFields);
}

/** The caller's signal ended the call; `cause` is `signal.reason`. */
export declare class AbortError extends FaceSignError {
  /** Name of the class. */
  readonly name: 'AbortError';
  /** Always `abort_error`. */
  readonly type: 'abort_error';
  /** Always `ABORT_ERR`, as of Node's own. */
  readonly code: 'ABORT_ERR';
  /** `message` defaults to an empty string. */
  constructor(message?: string, fields?: FixedCodeErrorFields);
}

/** Status 200 to 299 without usable JSON (empty, no JSON, cut off, too long), or a redirect that is not followed. */
export declare class ResponseError extends FaceSignError {
  /** Name of the class. */
  readonly name: 'ResponseError';
  /** Always `response_error`. */
  readonly type: 'response_error';
  /** Always `facesign_client_response_error`. */
  readonly code: 'facesign_client_response_error';
  /** `message` defaults to an empty string. */
  constructor(message?: string, fields?: FixedCodeErrorFields);
}

/** An option or an argument is wrong; `param` names it. Nothing was sent. */
export declare class ConfigurationError extends FaceSignError {
  /** Name of the class. */
  readonly name: 'ConfigurationError';
  /** Always `configuration_error`. */
  readonly type: 'configuration_error';
  /** Always `facesign_client_configuration_error`. */
  readonly code: 'facesign_client_configuration_error';
  /** `message` defaults to an empty string. */
  constructor(message?: string, fields?: Omit<FixedCodeErrorFields, 'outcome' | 'mayHaveActed'>);
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
  /** Name of the class. */
  readonly name: 'InternalError';
  /** Always `internal_error`. */
  readonly type: 'internal_error';
  /** Always `facesign_client_internal_error`. */
  readonly code: 'facesign_client_internal_error';
  /** `message` defaults to an empty string. */
  constructor(message?: string, fields?: FixedCodeErrorFields);
}

/** A webhook that isn't verified; `reason` says why. Neither the message nor any field has the secret or a signature. */
export declare class WebhookVerificationError extends FaceSignError {
  /** Name of the class. */
  readonly name: 'WebhookVerificationError';
  /** Always `webhook_verification_error`. */
  readonly type: 'webhook_verification_error';
  /** Always `facesign_webhook_verification_error`. */
  readonly code: 'facesign_webhook_verification_error';
  /** `message` defaults to an empty string, `reason` to `mismatch`. */
  constructor(message?: string, fields?: FixedCodeErrorFields);
  /** Why it was rejected. */
  readonly reason: WebhookRejection;
  /** What to do about `body_not_raw`, for the framework that parsed the body. */
  readonly hint?: string | undefined;
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
  | InternalError
  | WebhookVerificationError;
