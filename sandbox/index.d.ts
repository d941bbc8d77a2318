/**
 * A local FaceSign server for tests and demos. It serves real HTTP on a loopback port, so it also receives the requests of
 * native addons, which mocks of Node's `http` can't see. Its state is in memory and lost when it is closed.
 *
 * It follows the public SDK and documentation of FaceSign as of 1.0.47. `sandbox/README.md` lists where it decides for
 * itself.
 */

import type { SessionReport, SessionSettings } from '../types/api.js';
import type { SessionStatus } from '../types/enums.js';

declare global {
  interface SymbolConstructor {
    // Node 20 has the symbol; TypeScript's own library declares it only with `lib: ["esnext.disposable"]`.
    /** The method that `await using` calls at the end. */
    readonly asyncDispose: unique symbol;
  }
}

/** Operations, by the client's names. */
export type SandboxOperation =
  | 'session.create'
  | 'session.retrieve'
  | 'session.list'
  | 'session.createClientSecret'
  | 'langs.retrieve'
  | 'avatars.retrieve';

/** Options of {@link startSandbox}. All are optional. */
export interface SandboxOptions {
  /** Port to listen on. Default `0`: any free port. */
  port?: number | undefined;
  /** Address to listen on. Default `'127.0.0.1'`. */
  host?: string | undefined;
  /** Accepted API keys. Default `['sk_test_sandbox']`. */
  keys?: readonly string[] | undefined;
  /**
   * `'production'` (default): a wrong or missing key gets 401 with an error envelope. `'dev'`, like the development server:
   * 403 with `{"error":"Incorrect api key"}`, and secrets point to `session.dev.facesign.ai`.
   */
  mode?: 'production' | 'dev' | undefined;
  /**
   * Makes ids, secrets, request ids and (unless `now` is set) times the same in every run. Default: random.
   */
  seed?: number | string | undefined;
  /**
   * The clock, in milliseconds since 1970. A function is called each time. A number is a fixed time, which only
   * `clock.advance` moves. Default: `Date.now`, or the fixed time 1789000000000 when `seed` is set.
   */
  now?: number | (() => number) | undefined;
  /** Limits the calls per key and window of 60 s. Default: no limit and no `X-RateLimit-*` headers. */
  rateLimit?:
    | {
        /** Calls allowed in the window. */
        requestsPerMinute: number;
      }
    | undefined;
  /** Form of `/langs` and `/avatars`. Default `'array'`, as recorded; `'object'` is the documented form. */
  collections?: 'array' | 'object' | undefined;
  /** Status of a successful create. Default `200`, as recorded; the documentation says `201`. */
  statusOnCreate?: 200 | 201 | undefined;
  /**
   * Accepts what the development server of 2025 accepted: any create, and any filter that can be parsed. Default `false`: a
   * create without `clientReferenceId`, a create whose body doesn't match the API's schema, and a filter with an unknown
   * value get 400. The `message` names the field.
   */
  lenient?: boolean | undefined;
  /** Moves sessions on by the clock. Default: only calls such as `completeSession` move them. */
  lifecycle?: SandboxLifecycle | undefined;
  /** Serve https. Default: http. */
  tls?:
    | {
        /** The certificate, in PEM. */
        cert: string | Uint8Array;
        /** Its private key, in PEM. */
        key: string | Uint8Array;
      }
    | undefined;
  /** Maximum number of recorded requests; older ones are dropped. Default `10000`. */
  recordLimit?: number | undefined;
  /** Maximum size of the recorded requests in bytes; older ones are dropped. Default `67108864` (64 MiB). */
  recordBytes?: number | undefined;
  /**
   * Additional `Host` names to accept, without port. Default: none. Addresses, `localhost` and its subdomains, and `host` are
   * always accepted. Others are rejected, as protection against DNS rebinding.
   */
  allowedHosts?: readonly string[] | undefined;
  /**
   * The token that calls to `/_sandbox` must send as `authorization: Bearer <token>`. Default: none on a loopback address, a
   * random one otherwise; see `Sandbox.token`.
   */
  token?: string | undefined;
}

/** When sessions move on, in milliseconds after their creation. */
export interface SandboxLifecycle {
  /** `created` becomes `inProgress`. */
  startAfterMs: number;
  /** `inProgress` becomes `complete`; at least `startAfterMs`. Default: it stays `inProgress`. */
  completeAfterMs?: number | undefined;
  /** Instead of `completeAfterMs`: it becomes `incomplete`, like an abandoned or expired one; at least `startAfterMs`. */
  abandonAfterMs?: number | undefined;
}

/** Body of an injected response. */
export type SandboxFaultBody =
  | 'envelope'
  | 'bare-string'
  | 'html'
  | 'empty'
  | {
      /** The body itself. */
      raw: string;
    };

/**
 * A fault to inject. `status`, `body`, `type`, `code` and `message` replace the response. Without them the real response is
 * delayed, gets extra headers, or is cut.
 */
export interface SandboxFault {
  /** How many calls it affects. Default `1`. `Infinity` lasts until `clearFaults()`. */
  times?: number | undefined;
  /** Only calls of this operation. Default: any call. */
  operation?: SandboxOperation | undefined;
  /** HTTP status, 200 to 599. Default `500` if another field replaces the response. */
  status?: number | undefined;
  /** `error.code`. Default: the documented one for 401 and 429, none otherwise. */
  code?: string | undefined;
  /** `error.type`. Default: the documented one for the status. */
  type?: string | undefined;
  /** `error.message`. Default: a sentence for the status. */
  message?: string | undefined;
  /** Value of `Retry-After`: seconds, or an HTTP date. */
  retryAfter?: string | number | undefined;
  /** Additional headers of the response; they override the default ones. */
  headers?: Record<string, string> | undefined;
  /** Form of the body. Default `'envelope'`. */
  body?: SandboxFaultBody | undefined;
  /** Delay in real milliseconds, before the operation, or after it with `afterHandling`. Default `0`. */
  delayMs?: number | undefined;
  /** Keeps the connection open after sending nothing, or headers and half of the body. */
  stall?: 'headers' | 'body' | undefined;
  /** Resets the connection (RST) before any byte, or after headers and half of the body. */
  reset?: 'before-headers' | 'in-body' | undefined;
  /** Declares the full `Content-Length`, sends half of the body and closes. */
  truncate?: boolean | undefined;
  /**
   * Carries the operation out although the caller never gets its response. Default `false`, but `true` for faults that cut
   * the body of the real response, since that server has acted.
   */
  afterHandling?: boolean | undefined;
}

/** A received request. */
export interface SandboxRequest {
  /** HTTP method. */
  method: string;
  /** Path and query exactly as sent. */
  url: string;
  /** Headers with lower-case names. */
  headers: Record<string, string | string[] | undefined>;
  /** Header names and values as sent, alternating. */
  rawHeaders: string[];
  /** The body, or an empty string. */
  body: string;
  /** When it arrived, by the sandbox's clock (ms since 1970). */
  time: number;
  /** When it arrived, by a real monotonic clock (`performance.now()`), to measure delays even if `time` stands still. */
  monotonicMs: number;
  /** `x-request-id` of the response. */
  requestId: string;
  /** The requested operation; undefined if path and method match none. */
  operation: SandboxOperation | undefined;
  /** Number of its connection, from 1. Requests with the same number shared a connection. */
  connection: number;
  /** Status of the response; undefined while no headers were sent. */
  status: number | undefined;
  /** Whether the connection ended before the whole response was sent. */
  closedEarly: boolean;
}

/** A session as the API returns it. `setSession` can add fields. */
export interface SandboxSession {
  /** Id of the session. */
  id: string;
  /** When it was created, in milliseconds since 1970. */
  createdAt: number;
  /** Status in its life cycle. */
  status: string;
  /** Settings it was created with. */
  settings: Record<string, unknown>;
  /** Results of the session. */
  report: Record<string, unknown>;
  /** When it started, in milliseconds since 1970. */
  startedAt?: number;
  /** When it finished, in milliseconds since 1970. */
  finishedAt?: number;
  /** Other fields that `setSession` added. */
  [field: string]: unknown;
}

/** Argument of `setSession`: the fields of a session, and any others. */
export interface SandboxSessionFields {
  /** Status in its life cycle. Old sessions may have one of the last three. */
  status?: `${SessionStatus}` | 'requiresInput' | 'processing' | 'canceled' | undefined;
  /** The whole report. */
  report?: SessionReport | Readonly<Record<string, unknown>> | undefined;
  /** The whole settings. */
  settings?: SessionSettings | Readonly<Record<string, unknown>> | undefined;
  /** When it was created, in milliseconds since 1970. */
  createdAt?: number | undefined;
  /** When it started, in milliseconds since 1970. */
  startedAt?: number | undefined;
  /** When it finished, in milliseconds since 1970. */
  finishedAt?: number | undefined;
  /** Other fields, which are returned unchanged. */
  [field: string]: unknown;
}

/** A running sandbox. */
export interface Sandbox {
  /** Address for the client's `serverUrl`, without a trailing slash. */
  readonly url: string;
  /** Port it listens on. */
  readonly port: number;
  /** Accepted API keys. */
  readonly keys: readonly string[];
  /** The token that calls to `/_sandbox` must send as `authorization: Bearer <token>`; undefined if they need none. */
  readonly token: string | undefined;
  /** Received requests, oldest first, without those to `/_sandbox`. Clear it with `requests.length = 0`. */
  readonly requests: SandboxRequest[];
  /** Sessions by id, in order of creation, updated by the life cycle. */
  readonly sessions: Map<string, SandboxSession>;
  /** Ids of the sessions that were created with each `Idempotency-Key`. */
  readonly sessionsByIdempotencyKey: Map<string, string[]>;
  /** The clock of the sandbox. */
  readonly clock: {
    /** Milliseconds since 1970. */
    now(): number;
    /** Moves the clock forward. @throws RangeError if `ms` is negative or not a number. */
    advance(ms: number): void;
  };
  /** Number of queued faults. */
  readonly pendingFaults: number;
  /** Queues a fault. Matching calls take faults first in, first out. @throws TypeError if the fault is invalid. */
  fail(fault: SandboxFault): void;
  /** Drops all queued faults. */
  clearFaults(): void;
  /**
   * Sets fields of a session. @throws RangeError for an unknown id, TypeError for an unknown `status`, and for a report,
   * settings or times of the wrong type.
   */
  setSession(id: string, fields: SandboxSessionFields): SandboxSession;
  /** Moves a session from `created` to `inProgress`. @throws RangeError for an unknown id or another state. */
  startSession(id: string): SandboxSession;
  /** Same as `play(id)`: every check succeeds. @throws RangeError for an unknown id or an ended session. */
  completeSession(id: string): SandboxSession;
  /**
   * Plays the end user: walks through the flow to its end. The session becomes `complete`, with a report of that path. Each
   * outcome is used by the next node that has it (for a conversation: the id of an outcome); all other nodes succeed.
   *
   * @example sandbox.play(session.id, ['deepfakeDetected'])
   * @throws RangeError for an unknown id, an ended session, or an outcome that no node on the path has (the session then
   * doesn't change); TypeError if `outcomes` isn't an array of strings.
   */
  play(id: string, outcomes?: readonly string[]): SandboxSession;
  /** Moves a session to `incomplete`. @throws RangeError for an unknown id or an ended session. */
  abandonSession(id: string): SandboxSession;
  /**
   * Restores the initial state: removes sessions, faults, requests, idempotency keys and rate limits, and resets the clock and
   * the seed. The address, the options and pending calls of `nextRequest` stay.
   */
  reset(): void;
  /** Resolves with the next request that matches (default: any). Earlier requests don't count. */
  nextRequest(matches?: (request: SandboxRequest) => boolean): Promise<SandboxRequest>;
  /** Closes idle connections. */
  closeIdleConnections(): void;
  /** Closes the server and every open connection at once. Further calls do nothing. */
  close(): Promise<void>;
  /** Same as `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a sandbox.
 *
 * @throws TypeError (as a rejection) if an option is unknown or invalid; the system's error if the port is in use.
 */
export function startSandbox(options?: SandboxOptions): Promise<Sandbox>;
