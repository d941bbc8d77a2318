/**
 * The options of a client and of one call.
 * Defaults are stated here for the reader; they are defined in src/core/config/.
 * Structural types stand in for DOM and Node types (`AbortSignal`, `Buffer`, `Console`), so that these declarations
 * compile without `lib.dom` and without `@types/node`.
 */

import type { Session } from './api.js';
import type { ILogLevel } from './enums.js';

/** A level as an enum member or a string. `'DEBUG'` works without the old enum's leading space, too. */
export type LogLevel = ILogLevel | `${ILogLevel}` | 'DEBUG';

/**
 * Where the client's log lines go. `console` and instances of pino and winston fit as they are.
 * No line contains the key, a client secret, a header or a query value.
 */
export interface Logger {
  /** Lines of level trace. Without this method they go to `debug`. */
  trace?(message: string, fields?: object): void;
  /** Lines of level debug. */
  debug(message: string, fields?: object): void;
  /** Lines of level info. */
  info(message: string, fields?: object): void;
  /** Warnings. */
  warn(message: string, fields?: object): void;
  /** Errors. */
  error(message: string, fields?: object): void;
}

/** The part of `AbortSignal` that the client uses. The signals of Node.js and of browsers fit. */
export interface AbortSignalLike {
  /** Whether the signal has fired already. */
  readonly aborted: boolean;
  /** The reason. It becomes the `cause` of the `AbortError`. */
  readonly reason?: unknown;
  /** Adds a listener for `abort`. */
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  /** Removes a listener. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A `URL` of Node.js or of browsers. */
export interface UrlLike {
  /** The whole address. */
  readonly href: string;
  /** Its path, `/` if it is empty. */
  readonly pathname: string;
  /** Its query. */
  readonly searchParams: object;
}

/** Certificates or keys in PEM format: a string, or its bytes (a `Buffer` is a `Uint8Array`). */
export type Pem = string | Uint8Array;

/** The delays between attempts, and the retry budget of the client. */
export interface RetryOptions {
  /** Delay before the first retry, in milliseconds. Default 1000. */
  initialDelayMs?: number | undefined;
  /** Maximum delay that the client chooses itself, in milliseconds. The server may ask for more. Default 10000. */
  maxDelayMs?: number | undefined;
  /** Factor by which each delay is longer than the one before, 1 to 1000. Default 2. */
  multiplier?: number | undefined;
  /** Random share of a delay, 0 to 1: the delay is multiplied by a uniform 1 − jitter … 1. Default 0.5. */
  jitter?: number | undefined;
  /** Random share, 0 to 1, added to a delay that the server asked for, so that callers spread out. Default 0.1. */
  retryAfterJitter?: number | undefined;
  /** Tokens in the client's retry budget, 0 to 1000000000. Without tokens nothing is retried. Default 500. */
  budgetTokens?: number | undefined;
  /** Tokens that a retry costs, 0 to 1000000000. Success returns tokens. Default 5. */
  retryCost?: number | undefined;
  /** Tokens that a retry after a timeout costs, 0 to 1000000000. Default 10. */
  timeoutRetryCost?: number | undefined;
}

/** Spaces attempts evenly, before the server has to refuse them. Off by default. */
export interface RateLimitOptions {
  /** Maximum attempts per minute of this client, 0.001 to 60000000. The API allows 100 (sandbox keys) or 1000. */
  requestsPerMinute: number;
}

/**
 * Options of `new Client(options)`. The first four are those of the old SDK; the others are new. All are optional, and
 * except for `auth`, `null` means the same as an omitted option. A value of the wrong type or range makes the constructor
 * throw a `ConfigurationError` that names the option, except for `logLevel`. An unknown name is ignored with a process
 * warning of code `FACESIGN_UNKNOWN_OPTION`; `apiKey`, `api_key` or `token` without `auth` throws.
 */
export interface ClientOptions {
  /**
   * API key, without `Bearer `. White space around it is removed. If there is no property `auth`, it defaults to the
   * environment variable `FACESIGN_API_KEY`. With `undefined`, `null` or a blank string no key is sent, as in the old SDK.
   * A key that isn't a valid header value is rejected, and the message doesn't repeat it.
   */
  auth?: string | undefined;
  /**
   * Timeout of one attempt in milliseconds, from connecting to the last byte of the body. Default 10000, also for `null`.
   * If the last attempt times out, the call rejects with `TimeoutError`.
   */
  timeoutMs?: number | null | undefined;
  /**
   * `TRACE`, `DEBUG`, `INFO`, `WARN`, `ERROR` or `OFF`: lines of this level and above are logged. Default `OFF`, or `WARN` if
   * a `logger` is given. It applies to this client only, and `client.setLogLevel` changes it. An unknown level falls back
   * to `WARN` with a warning, as in the old SDK.
   */
  logLevel?: LogLevel | undefined;
  /** Address of the API, http or https. Paths of calls are appended to it as it is. Default `https://api.facesign.ai`. */
  serverUrl?: string | UrlLike | undefined;
  /**
   * Timeout in milliseconds for name lookup, TCP and TLS, and for reading the root certificates before that. Default
   * 5000. If `timeoutMs` is shorter, that fires first, and `outcome` is `unknown`, because the attempt may have connected.
   */
  connectTimeoutMs?: number | undefined;
  /** Timeout of a whole call in milliseconds, with all attempts and delays. Default 120000, or `timeoutMs` if longer. */
  totalTimeoutMs?: number | undefined;
  /** Maximum retries after the first attempt, 0 to 100. Default 2. With 0 there is one attempt, as in the old SDK. */
  maxRetries?: number | undefined;
  /** Delays between attempts, and the retry budget. */
  retry?: RetryOptions | undefined;
  /**
   * Whether a create is retried although the server may have acted on it: its response was lost, or was a 408 or 5xx.
   * Default true: every attempt sends the same `Idempotency-Key`. It is not known whether the server honors that key.
   * With false, one call can't create two sessions. With `'reconcile'` it looks for its session before it is retried, and
   * resolves with the session if it is there (docs/reconcile.md). That needs `clientReferenceId` and an object as `metadata`.
   */
  ambiguousRetries?: boolean | 'reconcile' | undefined;
  /**
   * With `ambiguousRetries: 'reconcile'`: the minimum delay in milliseconds before a lookup, for a server whose list shows
   * new sessions late. Default 0: the delay before a retry passes before its lookup.
   */
  reconcileDelayMs?: number | undefined;
  /**
   * The field of `metadata` that carries the idempotency key of a create with `ambiguousRetries: 'reconcile'`, and in which
   * `session.findByIdempotencyKey` looks for it. Default `facesign_idempotency_key`.
   */
  idempotencyKeyField?: string | undefined;
  /** Limits how fast this client sends attempts. Default: no limit. */
  rateLimit?: RateLimitOptions | undefined;
  /**
   * Address of an http or https proxy for every host; it may contain user and password. Defaults to the environment
   * variables `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, lower-case names first. `false` ignores them.
   */
  proxy?: string | false | undefined;
  /**
   * Certificate authorities, as PEM strings or bytes (`Buffer`, `Uint8Array`). They are trusted in addition to the system's
   * roots (or those of `SSL_CERT_FILE` and `SSL_CERT_DIR`, which replace them) and those of `NODE_EXTRA_CA_CERTS`.
   */
  ca?: Pem | readonly Pem[] | undefined;
  /** Client certificate for mutual TLS with its chain, as PEM. Needs `key`. */
  cert?: Pem | undefined;
  /** Private key of `cert`, as unencrypted PEM. Never logged. */
  key?: Pem | undefined;
  /**
   * Headers added to every request. They override the client's own. `host`, `content-length`, `transfer-encoding`,
   * `connection` and `upgrade` are refused, and so are `Headers` and `Map` objects, which have no properties of their own.
   * Together with those of the call: at most 100 headers, and 64 KB.
   */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Where log lines go: an instance of pino or winston, or an object with the same methods. Default `console`. */
  logger?: Logger | undefined;
  /**
   * Checks the flow of each `session.create` before it is sent (see `lintFlow` of `@facesignai/api-native/flow`). `'warn'`
   * logs each finding once, or emits a process warning with the code `FACESIGN_FLOW` if warnings aren't logged. `'error'`
   * rejects a flow that can't work with a `ConfigurationError`, which has all findings in `findings`. Default `'off'`.
   */
  flowCheck?: 'off' | 'warn' | 'error' | undefined;
  /**
   * Maximum length of a response body in bytes after decompression, 1 to 89478480. Default 67108864 (64 MiB). A longer
   * body rejects with `ResponseError`. Outside 200 to 299 the body is cut at this length, or at 1 MiB if that is less, and
   * is read for 2 s at most. All bodies in flight share 256 MiB: above that, calls with bodies over 32 KiB take turns.
   */
  maxResponseBytes?: number | undefined;
  /**
   * Maximum requests in flight to the server, 1 to 10000. Clients with equal connection settings share the limit. Default
   * 256; with `http2` at most 100. Further calls wait in order; that time counts toward `totalTimeoutMs`, not `timeoutMs`.
   * A call that reaches its deadline in the queue rejects with `TimeoutError`, outcome `not_sent`.
   */
  maxConcurrency?: number | undefined;
  /**
   * Offers HTTP/2 to https servers (ALPN, RFC 7301). Default false: HTTP/1.1, as in the old SDK. Over HTTP/2 all requests
   * share one connection. If the server allows fewer streams than there are requests in flight, a request that timed out
   * or was aborted may still be sent.
   */
  http2?: boolean | undefined;
}

/**
 * Changes of `client.withOptions(changes)`. Omitted options and `undefined` keep a value, `null` restores its default.
 * `headers` and `retry` merge: the fields that are given change, and those with `null` are removed. `cert` and `key` are
 * replaced together. Any property `auth` replaces the key: `undefined`, `null` or a blank string means no key.
 */
export type ClientOptionChanges = {
  [Name in Exclude<keyof ClientOptions, 'headers' | 'retry'>]?: ClientOptions[Name] | null | undefined;
} & {
  /** Headers to set, or to remove with `null`. */
  headers?: Readonly<Record<string, string | null | undefined>> | null | undefined;
  /** Options of retries to change. */
  retry?: { [Name in keyof RetryOptions]?: RetryOptions[Name] | null | undefined } | null | undefined;
};

/**
 * Options of one call: the second argument of every method, and also the first of `langs.retrieve` and `avatars.retrieve`.
 * They default to the client's. An unknown name is ignored with a process warning of code `FACESIGN_UNKNOWN_OPTION`.
 */
export interface CallOptions {
  /**
   * Ends the call at once: during an attempt, in a delay or in the queue. It rejects with `AbortError`. While the addon's
   * thread is busy, it rejects after 50 ms, with the outcome `unknown` and without attempts.
   */
  signal?: AbortSignalLike | undefined;
  /** As in `ClientOptions`: timeout of one attempt in milliseconds. */
  timeoutMs?: number | null | undefined;
  /** As in `ClientOptions`: timeout of the whole call in milliseconds. */
  totalTimeoutMs?: number | undefined;
  /** As in `ClientOptions`: maximum retries after the first attempt. */
  maxRetries?: number | undefined;
  /** Headers of this call, added to those of the client. They override the client's. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** As in `ClientOptions`: whether a create with an unknown outcome is retried. */
  ambiguousRetries?: boolean | 'reconcile' | undefined;
  /** As in `ClientOptions`: minimum delay before a lookup in milliseconds. */
  reconcileDelayMs?: number | undefined;
  /**
   * Fields of the query that this version doesn't know. They replace the call's own fields of the same name; an array
   * repeats the name; `undefined` and `null` are ignored.
   */
  extraQuery?: QueryFields | undefined;
}

/** A value of a query: a `Date` is sent as milliseconds since 1970. */
export type QueryValue = string | number | boolean | bigint | Date;

/** Fields of a query by name. */
export type QueryFields = Readonly<
  Record<string, QueryValue | readonly (QueryValue | null | undefined)[] | null | undefined>
>;

/** A request to an endpoint that this version doesn't know: the argument of `client.request`. */
export interface CustomRequest {
  /** The HTTP method, in upper or lower case. */
  method: HttpMethod | Lowercase<HttpMethod>;
  /**
   * The path below `serverUrl`, such as `/flows/f-1`. It begins with one slash, and has no query, no backslash, no control
   * character and no segment `.` or `..`, so it can't leave the server. Encode ids with `encodeURIComponent`.
   */
  path: string;
  /** The query. */
  query?: QueryFields | null | undefined;
  /** The body, sent as JSON. `undefined` and `null` send none. GET has none. */
  body?: unknown;
}

/** The methods of `client.request`. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Options of `session.waitUntilEnded`: how long and how often it reads, and the call options of each read. */
export interface WaitOptions extends CallOptions {
  /** How long to wait at most, in milliseconds, 1 to 2147483647. Then it rejects with `TimeoutError`. Required. */
  maxWaitMs: number;
  /** Delay before the second read, in milliseconds, 1 to 2147483647. Each further one is 1.5 times as long. Default 5000. */
  minDelayMs?: number | undefined;
  /** Maximum delay between reads, in milliseconds. Default 30000, or `minDelayMs` if that is longer. */
  maxDelayMs?: number | undefined;
  /**
   * Whether to stop waiting. It may return a promise, and `waitUntilEnded` rejects with what it throws. Default: the status is
   * `complete` or `incomplete` (or `canceled`, of old sessions).
   */
  until?: ((session: Session) => boolean | Promise<boolean>) | undefined;
}

/** Options of `session.create`. */
export interface CreateCallOptions extends CallOptions {
  /**
   * The header `Idempotency-Key`, the same on every attempt. Defaults to a random UUID for each call. Pass your own, one
   * per business event, to repeat a create safely after a restart.
   */
  idempotencyKey?: string | undefined;
  /**
   * Fields of the body that this version doesn't know. They replace the create's own fields of the same name; `undefined`
   * is ignored.
   */
  extraBody?: Readonly<Record<string, unknown>> | undefined;
}

/** Options of `client.request`. */
export interface RequestCallOptions extends CallOptions {
  /** Of POST and PATCH: the header `Idempotency-Key`, the same on every attempt. Defaults to a random UUID. */
  idempotencyKey?: string | undefined;
}
