/**
 * The error classes. `type` is a literal in every class, so `switch (err.type)` narrows. `instanceof` is declared through
 * `Symbol.hasInstance`, because that is how it works at run time (by a brand, across two copies of this package), and
 * because it lets `err instanceof FaceSignError` narrow to the union of all classes (TypeScript 5.3 and later).
 */

import type { Session } from './api.js';
import type { FlowFinding } from './flow.js';

/** The method that failed, `'client'` for the constructor, `'request'` for `client.request`, or `'webhooks'` for receiving a webhook. */
export type OperationName =
  | 'client'
  | 'webhooks'
  | 'request'
  | 'session.create'
  | 'session.retrieve'
  | 'session.list'
  | 'session.createClientSecret'
  | 'langs.retrieve'
  | 'avatars.retrieve'
  | 'session.findByIdempotencyKey';

/** The documented `type` values of the API. */
export type ApiErrorType =
  | 'authentication_error'
  | 'validation_error'
  | 'not_found_error'
  | 'rate_limit_error'
  | 'server_error';

/** Every value of `type`. */
export type FaceSignErrorType = AnyFaceSignError['type'];

/**
 * Whether the server may have acted, over all attempts. `not_sent`: no byte of the request can have reached it.
 * `answered`: its decision arrived and can be read; of all errors, a 4xx other than 408, and those of `listAll` and
 * `waitUntilEnded` about a response that was read. `unknown`: everything else,
 * including a 3xx, 408 or 5xx, and a 2xx that was truncated, over a limit or not JSON.
 */
export type CallOutcome = 'not_sent' | 'unknown' | 'answered';

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
  /**
   * What the attempt did: `create`, or `lookup` for a read that looked for a session. Set only with
   * `ambiguousRetries: 'reconcile'`, and by `session.findByIdempotencyKey`.
   */
  readonly kind?: 'create' | 'lookup' | undefined;
  /** HTTP status, if a response arrived. */
  readonly status?: number | undefined;
  /** Code of the error, such as `ECONNRESET`, or its `type` if it has no code. Not set if the attempt succeeded. */
  readonly failure?: string | undefined;
  /** Delay before this attempt, in milliseconds; 0 for the first. */
  readonly waitedMs: number;
  /** Duration of this attempt, in milliseconds. */
  readonly elapsedMs: number;
}

/** The API's error object, with all fields it sent. */
export interface ErrorEnvelopeBody {
  /** Usually an `ApiErrorType`; passed on as it came. */
  readonly type?: ApiErrorType | (string & {}) | undefined;
  /** The API's own message. */
  readonly message?: string | undefined;
  /** For instance `invalid_api_key`, `parameter_missing`, `rate_limit_exceeded`. */
  readonly code?: string | undefined;
  /** Name of the invalid parameter; in older responses only. */
  readonly param?: string | undefined;
  /** Other fields, as they came. */
  readonly [field: string]: unknown;
}

/**
 * The response of an error. An error itself has no property that HTTP frameworks read (`status`, `statusCode`, `headers`,
 * `expose`), so an error that nobody catches becomes a plain 500 in Express, Koa, Fastify, Hono and hapi.
 */
export interface ErrorResponse {
  /** HTTP status. */
  readonly status: number;
  /** Headers by lower-case name, repeated ones joined by `, `, without `set-cookie`. Only outside 200 to 299. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The body as a string, at most 1 MiB of it. Only outside 200 to 299. */
  readonly body?: string | undefined;
}

/** The response of an `ApiError`: always with headers and body. */
export interface ApiErrorResponse extends ErrorResponse {
  /** Headers by lower-case name, repeated ones joined by `, `, without `set-cookie`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as a string, at most 1 MiB of it. */
  readonly body: string;
}

/**
 * The fields that the constructor of an error takes. Each is optional and defaults to what the class implies:
 * `new NotFoundError()` has the `response` of a 404 and its `userMessage`. TypeScript checks names and types; at run time
 * unknown fields are ignored.
 */
export interface FaceSignErrorFields {
  /** Code of the API, of Node.js or of this package. Errors with a fixed `code` default to it. */
  readonly code?: string | undefined;
  /** Id of the request. */
  readonly requestId?: string | undefined;
  /** The API's error object. */
  readonly error?: ErrorEnvelopeBody | undefined;
  /** The API's own message. */
  readonly apiMessage?: string | undefined;
  /** The method that failed. Defaults to `client`. */
  readonly operation?: OperationName | undefined;
  /** All attempts in order. Defaults to none. */
  readonly attempts?: readonly Attempt[] | undefined;
  /** Defaults to `answered` for a 4xx, to `not_sent` for a `ConfigurationError`, otherwise to `unknown`. */
  readonly outcome?: CallOutcome | undefined;
  /** Whether a create may have created a session although it failed. Defaults to `false`. */
  readonly mayHaveActed?: boolean | undefined;
  /** Defaults to `true` for `RateLimitError`, `ServerError`, `ConnectionError` and `TimeoutError`. */
  readonly retryable?: boolean | undefined;
  /** Minimum delay before the same call, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** Why no further attempt was made. */
  readonly stopReason?: StopReason | undefined;
  /** A message that is safe to show to end users. Defaults to that of the class. */
  readonly userMessage?: string | undefined;
  /** The invalid option or argument. `ConfigurationError` defaults to `options`. */
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
export interface TypedErrorFields<T extends FaceSignErrorType> extends FaceSignErrorFields {
  /** The kind of error. */
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
 * What `toJSON()` of an error returns, for logs: no key, no client secret, no query value. Of a response it contains only
 * the API's error object (in `message`).
 */
export interface ErrorReport {
  /** Name of the class. */
  name: string;
  /** The kind of error. */
  type: FaceSignErrorType;
  /** One plain sentence, or the raw body with the API's error object. */
  message: string;
  /** A message that is safe to show to end users. */
  userMessage: string;
  /** The method that failed. */
  operation: OperationName;
  /** Whether the server may have acted. */
  outcome: CallOutcome;
  /** Whether a create may have created a session although it failed. */
  mayHaveActed: boolean;
  /** Whether the same call may succeed later. */
  retryable: boolean;
  /** All attempts in order. Empty if the call ended before the first, or if they are unknown. */
  attempts: readonly Attempt[];
  /** Code of the API, of Node.js or of this package. Not set if there is none. */
  code?: string | undefined;
  /** HTTP status, if a response arrived. */
  status?: number | undefined;
  /**
   * Id of the request from the response's headers, else from its error object. Not set if neither has one. At most 256
   * visible ASCII characters: others are escaped, a longer id is cut.
   */
  requestId?: string | undefined;
  /** The API's own message, for developers. */
  apiMessage?: string | undefined;
  /** Minimum delay before the same call in milliseconds, from the server or from the option `rateLimit`. */
  retryAfterMs?: number | undefined;
  /** Why no further attempt was made. */
  stopReason?: StopReason | undefined;
  /** The invalid option or argument (`ConfigurationError`). */
  param?: string | undefined;
  /** How to fix a 401 or 403 of a call without a key, or a webhook whose body was parsed. */
  hint?: string | undefined;
  /** Why a webhook was rejected (`WebhookVerificationError`). */
  reason?: WebhookRejection | undefined;
}

/** What `instanceof` narrows to: the union of the leaf classes for a base class, otherwise the class itself. */
export type ErrorInstance<T> = FaceSignError extends T
  ? AnyFaceSignError
  : ApiError extends T
    ? AnyApiError
    : T;

/**
 * Base class of everything this package throws or rejects with, which are always leaf classes. You can construct and extend
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
  constructor(message?: string, fields?: TypedErrorFields<FaceSignErrorType>);
  /** True for errors of this class, of any copy of this package. */
  static [Symbol.hasInstance]<T>(
    this: abstract new (
      ...args: never
    ) => T,
    value: unknown,
  ): value is ErrorInstance<T>;
  /** `instanceof FaceSignError` as a function, for `filter` and for TypeScript before 5.3. It always tests the base class. */
  static is(value: unknown): value is AnyFaceSignError;
  /** Name of the class. */
  readonly name: string;
  /** The kind of error, one literal per class. */
  readonly type: FaceSignErrorType;
  /**
   * The raw body if it contains the documented error object, as in the old SDK, so that `JSON.parse(err.message).error`
   * works. Otherwise one plain sentence, on one line.
   */
  readonly message: string;
  /** Code of the API, of Node.js (`ECONNREFUSED`) or of this package. Not set if there is none. */
  readonly code?: string | undefined;
  /**
   * Id of the request from the response's headers, else from its error object. Not set if neither has one. At most 256
   * visible ASCII characters: others are escaped, a longer id is cut.
   */
  readonly requestId?: string | undefined;
  /** The response, if one arrived. Not enumerable, so it gets into no log by itself. */
  readonly response?: ErrorResponse | undefined;
  /** The API's error object, if it sent one. Not enumerable: `message` has the same content. */
  readonly error?: ErrorEnvelopeBody | undefined;
  /** The API's own message, for developers. */
  readonly apiMessage?: string | undefined;
  /** The method that failed. */
  readonly operation: OperationName;
  /** All attempts in order. Empty if the call ended before the first, or if they are unknown. */
  readonly attempts: readonly Attempt[];
  /** Whether the server may have acted. */
  readonly outcome: CallOutcome;
  /**
   * Whether a create may have created a session although it failed: its `outcome` is `unknown`. Look for the session
   * before you create another. `false` for reads.
   */
  readonly mayHaveActed: boolean;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** Minimum delay before the same call in milliseconds, from the server or from the option `rateLimit`. */
  readonly retryAfterMs?: number | undefined;
  /** Why no further attempt was made. */
  readonly stopReason?: StopReason | undefined;
  /** A message that is safe to show to end users. */
  readonly userMessage: string;
  /** The underlying error, or which timeout fired; `signal.reason` for `AbortError`. */
  readonly cause?: unknown;
  /** The invalid option or argument (`ConfigurationError`). */
  readonly param?: string | undefined;
  /** How to fix a 401 or 403. Only set if the call was sent without a key. */
  readonly hint?: string | undefined;
  /** Plain data for logs, without secrets. */
  toJSON(): ErrorReport;
}

/**
 * Base class of the errors for a response outside 200 to 299. All but `RateLimitError` always have a `response`.
 */
export declare class ApiError extends FaceSignError {
  /** One of the documented `type` values of the API. */
  readonly type: ApiErrorType;
  /** The response. Not enumerable, so it gets into no log by itself. */
  readonly response?: ApiErrorResponse | undefined;
  /** `message` defaults to an empty string, `type` to `server_error`, `response` to a 500. */
  constructor(message?: string, fields?: TypedErrorFields<ApiErrorType>);
}

/** 401 or 403: the key is missing, wrong, or lacks permission. */
export declare class AuthenticationError extends ApiError {
  /** Name of the class. */
  readonly name: 'AuthenticationError';
  /** Always `authentication_error`. */
  readonly type: 'authentication_error';
  /** `message` defaults to an empty string, `response` to a 401. */
  constructor(message?: string, fields?: FaceSignErrorFields);
  /** The response. Its status is 401 or 403, unless the error object's `type` chose the class. */
  readonly response: ApiErrorResponse;
}

/** 400, 422 and every 4xx without a class of its own: the API refused the request's content. */
export declare class ValidationError extends ApiError {
  /** Name of the class. */
  readonly name: 'ValidationError';
  /** Always `validation_error`. */
  readonly type: 'validation_error';
  /** `message` defaults to an empty string, `response` to a 400. */
  constructor(message?: string, fields?: FaceSignErrorFields);
  /** The response. Its status is a 4xx without a class of its own, unless the error object's `type` chose the class. */
  readonly response: ApiErrorResponse;
}

/** 409: the request conflicts with another one. `type` is that of the error object, else `validation_error`. */
export declare class ConflictError extends ApiError {
  /** Name of the class. */
  readonly name: 'ConflictError';
  /** `message` defaults to an empty string, `type` to `validation_error`, `response` to a 409. */
  constructor(message?: string, fields?: TypedErrorFields<ApiErrorType>);
  /** The response. Its status is 409. */
  readonly response: ApiErrorResponse;
}

/** 404: the session, or what else the request named, doesn't exist. */
export declare class NotFoundError extends ApiError {
  /** Name of the class. */
  readonly name: 'NotFoundError';
  /** Always `not_found_error`. */
  readonly type: 'not_found_error';
  /** `message` defaults to an empty string, `response` to a 404. */
  constructor(message?: string, fields?: FaceSignErrorFields);
  /** The response. Its status is 404, unless the error object's `type` chose the class. */
  readonly response: ApiErrorResponse;
}

/**
 * 429: too many calls; `retryAfterMs` says when to call again. Without `response` the call was not sent (`outcome` is
 * `not_sent`): an earlier response paused all calls with this key, or the option `rateLimit` this one, beyond its deadline.
 */
export declare class RateLimitError extends ApiError {
  /** Name of the class. */
  readonly name: 'RateLimitError';
  /** Always `rate_limit_error`. */
  readonly type: 'rate_limit_error';
  /** `message` defaults to an empty string, `response` to a 429. */
  constructor(message?: string, fields?: RateLimitErrorFields);
}

/** 5xx, 408, and every other status without a class of its own: the API, or a proxy before it, failed. */
export declare class ServerError extends ApiError {
  /** Name of the class. */
  readonly name: 'ServerError';
  /** Always `server_error`. */
  readonly type: 'server_error';
  /** `message` defaults to an empty string, `response` to a 500. */
  constructor(message?: string, fields?: FaceSignErrorFields);
  /** The response. Its status is 5xx, 408 or one without a class of its own, unless the error object chose the class. */
  readonly response: ApiErrorResponse;
}

/**
 * No response: DNS, connection refused or reset, TLS, or proxy. `code` is as in Node.js, such as `ECONNREFUSED` or
 * `CERT_HAS_EXPIRED`. For a name lookup it is `ENOTFOUND` or begins with `EAI_`. If this machine is short of resources, it
 * is `EMFILE`, `ENFILE`, `EAGAIN`, `ENOMEM`, `ENOBUFS`, `EADDRINUSE`, `EADDRNOTAVAIL` or `EAI_MEMORY`.
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
  /** Of `session.waitUntilEnded`: the session as the last read saw it. Not enumerable, so it isn't logged. */
  readonly lastSession?: Session;
  /** `message` defaults to its code. */
  constructor(
    message?: string,
    fields?: FixedCodeErrorFields & { readonly lastSession?: Session | undefined },
  );
}

/** Your signal aborted the call; `cause` is `signal.reason`. */
export declare class AbortError extends FaceSignError {
  /** Name of the class. */
  readonly name: 'AbortError';
  /** Always `abort_error`. */
  readonly type: 'abort_error';
  /** Always `ABORT_ERR`, as in Node.js. */
  readonly code: 'ABORT_ERR';
  /** `message` defaults to an empty string. */
  constructor(message?: string, fields?: FixedCodeErrorFields);
}

/** Status 200 to 299 without usable JSON (empty, not JSON, truncated, too long), or a redirect that is not followed. */
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

/** An option or argument is invalid; `param` names it. Nothing was sent. */
export declare class ConfigurationError extends FaceSignError {
  /** Name of the class. */
  readonly name: 'ConfigurationError';
  /** Always `configuration_error`. */
  readonly type: 'configuration_error';
  /** Always `facesign_client_configuration_error`. */
  readonly code: 'facesign_client_configuration_error';
  /** `message` defaults to an empty string. */
  constructor(message?: string, fields?: Omit<FixedCodeErrorFields, 'outcome' | 'mayHaveActed'>);
  /** The invalid option or argument. */
  readonly param: string;
  /** What the flow check found, if the client option `flowCheck` is `error`. Not enumerable. */
  readonly findings?: readonly FlowFinding[];
  /** Always `not_sent`: nothing was sent. */
  readonly outcome: 'not_sent';
  /** Always `false`. */
  readonly mayHaveActed: false;
}

/** A bug in this package. Please report it, with `toJSON()`. */
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

/** All errors for a response outside 200 to 299. */
export type AnyApiError =
  | AuthenticationError
  | ValidationError
  | ConflictError
  | NotFoundError
  | RateLimitError
  | ServerError;

/** All errors: `switch (err.type)` narrows to the class. */
export type AnyFaceSignError =
  | AnyApiError
  | ConnectionError
  | TimeoutError
  | AbortError
  | ResponseError
  | ConfigurationError
  | InternalError
  | WebhookVerificationError;
