/**
 * What a caller may set: the options of a client and of one call.
 * Defaults are stated here for the reader; their one home is src/core/config/.
 * Structural types stand in for DOM and Node types (`AbortSignal`, `Buffer`, `Console`), so that these declarations
 * compile without `lib.dom` and without `@types/node`.
 */

import type { ILogLevel } from './enums.js';

/** A level by enum member or by text; `'DEBUG'` without the old enum's leading space is understood too. */
export type LogLevel = ILogLevel | `${ILogLevel}` | 'DEBUG';

/**
 * Where the client's log lines go: `console`, or an instance of pino or winston, fits as it is.
 * No line holds the key, a client secret, a header or a query value.
 */
export interface Logger {
  /** Finest lines; they go to `debug` when this method is absent. */
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

/** What the client needs of an `AbortSignal`; the one of Node and the one of browsers fit. */
export interface AbortSignalLike {
  /** Whether the signal has fired already. */
  readonly aborted: boolean;
  /** Why; it becomes `cause` of the `AbortError`. */
  readonly reason?: unknown;
  /** Adds a listener for `abort`. */
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  /** Takes a listener off again. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A `URL`: the one of Node and the one of browsers fit. */
export interface UrlLike {
  /** The whole address. */
  readonly href: string;
  /** Its path, `/` where it is empty. */
  readonly pathname: string;
  /** Its query. */
  readonly searchParams: object;
}

/** Certificates or keys in PEM form: text, or its bytes (a `Buffer` is a `Uint8Array`). */
export type Pem = string | Uint8Array;

/** How waits between tries grow, and how many repeats a client may make in all. */
export interface RetryOptions {
  /** Wait before the second try, in milliseconds. Default 1000. */
  initialDelayMs?: number | undefined;
  /** Longest wait that the client chooses by itself, in milliseconds; the server may ask for more. Default 10000. */
  maxDelayMs?: number | undefined;
  /** Factor by which each wait is longer than the last, 1 to 1000. Default 2. */
  multiplier?: number | undefined;
  /** Share of a wait that is random, 0 to 1: the wait is multiplied by a uniform 1 − jitter … 1. Default 0.5. */
  jitter?: number | undefined;
  /** Random share, 0 to 1, added to a wait that the server asked for, so that callers spread out. Default 0.1. */
  retryAfterJitter?: number | undefined;
  /** Tokens of the client's retry budget, 0 to 1000000000; when they are spent, no try is repeated. Default 500. */
  budgetTokens?: number | undefined;
  /** Tokens that one repeat costs, 0 to 1000000000; success gives tokens back. Default 5. */
  retryCost?: number | undefined;
  /** Tokens that a repeat after a time-out costs, 0 to 1000000000. Default 10. */
  timeoutRetryCost?: number | undefined;
}

/** Spaces calls before the server has to refuse them. Off unless given. */
export interface RateLimitOptions {
  /** Attempts per minute that this client begins at most, 0.001 to 60000000. The API allows 100 (sandbox keys) or 1000. */
  requestsPerMinute: number;
}

/**
 * Options of `new Client(options)`. The first four are the old SDK's; all others are new and optional. An unknown name is
 * ignored with a process warning of code `FACESIGN_UNKNOWN_OPTION`; `apiKey`, `api_key` or `token` without `auth` throws.
 * A value of the wrong type or range makes the constructor throw `ConfigurationError`, which names the option; that of
 * `logLevel` alone does not.
 */
export interface ClientOptions {
  /**
   * API key, without `Bearer `. White space around it is removed. Default, if there is no property `auth`: the environment
   * variable `FACESIGN_API_KEY`. With `undefined`, `null` or a blank string no key is sent, as in the old SDK.
   * A key that no header can hold is rejected, and not repeated in the message.
   */
  auth?: string | undefined;
  /**
   * Time of one try in milliseconds, from connecting to the last byte of the answer. Default 10000, also for `null`.
   * On expiry the call rejects with `TimeoutError`.
   */
  timeoutMs?: number | null | undefined;
  /**
   * What is logged: lines of this level and above. Default: nothing, or `WARN` when a `logger` is given. It belongs to
   * this client alone. What is no level acts as `WARN` and says so, as in the old SDK.
   */
  logLevel?: LogLevel | undefined;
  /** Address of the API; a path in it is kept. Default `https://api.facesign.ai`. */
  serverUrl?: string | UrlLike | undefined;
  /**
   * Time to connect, TLS included, in milliseconds. Default 5000. If `timeoutMs` is shorter, a try ends by that, and its
   * `outcome` is `unknown`, since nothing tells whether it had connected.
   */
  connectTimeoutMs?: number | undefined;
  /** Time of a whole call in milliseconds, over all tries and waits. Default 120000, or `timeoutMs` when that is more. */
  totalTimeoutMs?: number | undefined;
  /** Repeats after the first try, 0 to 100. Default 2; with 0 there is one try, as in the old SDK. */
  maxRetries?: number | undefined;
  /** Waits between tries, and the retry budget. */
  retry?: RetryOptions | undefined;
  /**
   * Whether a create is tried again when the server may have acted on it: its response was lost, or it was 408 or 5xx.
   * Default true: each try carries the same `Idempotency-Key`. Whether the server honours that key is not known;
   * with false, no second session can come of one call.
   */
  ambiguousRetries?: boolean | undefined;
  /** Limits how fast this client begins calls. Default: no limit. */
  rateLimit?: RateLimitOptions | undefined;
  /** Address of a proxy. Default: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`; `false` ignores them. */
  proxy?: string | false | undefined;
  /**
   * Certificate authorities trusted beside the roots of the system (or of `SSL_CERT_FILE` and `SSL_CERT_DIR`) and those of
   * `NODE_EXTRA_CA_CERTS`.
   */
  ca?: Pem | readonly Pem[] | undefined;
  /** Client certificate for mutual TLS, with its chain. Needs `key`. */
  cert?: Pem | undefined;
  /** Private key of `cert`, not encrypted. Never logged. */
  key?: Pem | undefined;
  /**
   * Headers added to every request. An equal name replaces the client's own; names that belong to the transport (`host`,
   * `content-length`, `transfer-encoding`, `connection`, `upgrade`) are refused, and so are `Headers` and `Map`, which
   * have no fields of their own. With those of the call they are at most 100, and 64 KB in all.
   */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Where log lines go. Default: `console`. */
  logger?: Logger | undefined;
  /**
   * Checks the flow of each `session.create` before it is sent (see `lintFlow` of `@facesignai/api-native/flow`). `'warn'`
   * logs each finding once, or emits a process warning with the code `FACESIGN_FLOW` where warnings aren't logged.
   * `'error'` rejects a flow that can't work with `ConfigurationError`, whose `findings` has all findings. Default
   * `'off'`.
   */
  flowCheck?: 'off' | 'warn' | 'error' | undefined;
  /**
   * Longest response body that is read, in bytes after decompression, 1 to 89478480. Default 67108864 (64 MiB). A longer one
   * rejects with `ResponseError`. Of a response outside 200 to 299 so much is kept, and 1 MiB at most. All bodies in flight
   * share 256 MiB of memory: above that, calls with bodies of more than 32 KiB wait for one another.
   */
  maxResponseBytes?: number | undefined;
  /**
   * Requests in flight to the server, 1 to 10000; clients with equal connection settings share the limit. Default 256;
   * with `http2` at most 100. Further calls wait in order, which counts toward `totalTimeoutMs` and not toward
   * `timeoutMs`. One that does not leave the queue in time rejects with `TimeoutError`, outcome `not_sent`.
   */
  maxConcurrency?: number | undefined;
  /**
   * Offers HTTP/2 to https servers (ALPN, RFC 7301). Default false: HTTP/1.1, as in the old SDK. Over HTTP/2 all requests
   * share one connection; where the server allows fewer streams than there are requests in flight, one that timed out
   * or was aborted may still be sent.
   */
  http2?: boolean | undefined;
}

/**
 * Options of one call: the second argument of every method, and also the first of `langs.retrieve` and `avatars.retrieve`.
 * What is absent is taken from the client. An unknown name is ignored with a process warning of code
 * `FACESIGN_UNKNOWN_OPTION`.
 */
export interface CallOptions {
  /**
   * Ends the call at once, on the wire, in a wait or in the queue; it rejects with `AbortError`. While the addon's thread is
   * busy, it rejects after 50 ms, with the outcome `unknown` and without attempts.
   */
  signal?: AbortSignalLike | undefined;
  /** As in `ClientOptions`: time of one try in milliseconds. */
  timeoutMs?: number | null | undefined;
  /** As in `ClientOptions`: time of the whole call in milliseconds. */
  totalTimeoutMs?: number | undefined;
  /** As in `ClientOptions`: repeats after the first try. */
  maxRetries?: number | undefined;
  /** Headers of this call, added to those of the client; an equal name wins. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** As in `ClientOptions`: whether a create whose outcome is unknown is tried again. */
  ambiguousRetries?: boolean | undefined;
}

/** Options of `session.create`. */
export interface CreateCallOptions extends CallOptions {
  /**
   * Header `Idempotency-Key`, equal on every try. Default: a UUID that the client makes for each call. Give your own,
   * one per business event, to repeat a create safely after a restart.
   */
  idempotencyKey?: string | undefined;
}
