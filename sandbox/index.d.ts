/**
 * A local FaceSign server for tests and demos. It speaks real HTTP on a loopback port, so it also sees traffic that
 * mocks of Node's `http` cannot (native addons). State is in memory and gone when it is closed.
 *
 * Facts about the API come from the public SDK and documentation of FaceSign as of 1.0.47; what is known and what
 * was decided here is listed in `sandbox/README.md`.
 */

import type { SessionReport, SessionSettings } from '../types/api.js';
import type { SessionStatus } from '../types/enums.js';

declare global {
  interface SymbolConstructor {
    // Node 20 has the symbol; TypeScript's own library declares it only with `lib: ["esnext.disposable"]`.
    /** Symbol of the method that `await using` calls at the end. */
    readonly asyncDispose: unique symbol;
  }
}

/** Operations, named as the client names them. */
export type SandboxOperation =
  | 'session.create'
  | 'session.retrieve'
  | 'session.list'
  | 'session.createClientSecret'
  | 'langs.retrieve'
  | 'avatars.retrieve';

/** Options of {@link startSandbox}. Every one may be left out. */
export interface SandboxOptions {
  /** Port to listen on. Default `0`: any free port. */
  port?: number | undefined;
  /** Address to listen on. Default `'127.0.0.1'`. */
  host?: string | undefined;
  /** API keys that are accepted. Default `['sk_test_sandbox']`. */
  keys?: readonly string[] | undefined;
  /**
   * `'production'` (default): a wrong or missing key gets 401 and an error envelope. `'dev'`: 403 and
   * `{"error":"Incorrect api key"}`, and secrets point to `session.dev.facesign.ai`, as the development server did.
   */
  mode?: 'production' | 'dev' | undefined;
  /**
   * Makes ids, secrets, request ids and (unless `now` is given) times the same in every run. Default: none, all random.
   */
  seed?: number | string | undefined;
  /**
   * The clock. A function is asked each time (milliseconds since 1970). A number makes the clock stand still there until
   * `clock.advance`. Default: `Date.now`, or 1789000000000 standing still when `seed` is given.
   */
  now?: number | (() => number) | undefined;
  /** Calls allowed per key in a window of 60 s. Default: no limit and no `X-RateLimit-*` headers. */
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
   * Accept what the development server of 2025 accepted: any create, and any filter that can be read. Default `false`: a
   * create without `clientReferenceId`, or one whose body doesn't fit the API's schema, and a filter with an unknown value
   * get 400 with an envelope whose `message` names the field.
   */
  lenient?: boolean | undefined;
  /** Let sessions live by the clock. Default: they move only by the calls below. */
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
  /** How many requests are remembered; older ones are dropped. Default `10000`. */
  recordLimit?: number | undefined;
  /** How many bytes of requests are remembered; older ones are dropped. Default `67108864` (64 MiB). */
  recordBytes?: number | undefined;
  /**
   * Further host names, without port, by which the sandbox may be called. Default: none. Always allowed are addresses,
   * `localhost` and its subdomains, and `host`. A web page can't call it by a name that it made point here.
   */
  allowedHosts?: readonly string[] | undefined;
  /**
   * What calls to `/_sandbox` have to send as `authorization: Bearer <token>`. Default: none on a loopback address, else a
   * random one; see `Sandbox.token`.
   */
  token?: string | undefined;
}

/** When sessions move on, in milliseconds after their creation. */
export interface SandboxLifecycle {
  /** `created` becomes `inProgress`. */
  startAfterMs: number;
  /** `inProgress` becomes `complete`; not less than `startAfterMs`. Left out: it stays `inProgress`. */
  completeAfterMs?: number | undefined;
  /** Instead: it becomes `incomplete`, as one that was left or has expired; not less than `startAfterMs`. */
  abandonAfterMs?: number | undefined;
}

/** Body of the answer a fault makes up. */
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
 * What is to go wrong. Without a field that makes up an answer (`status`, `body`, `type`, `code`, `message`) the real
 * answer is used: delayed, given extra headers, or cut.
 */
export interface SandboxFault {
  /** How many calls it hits. Default `1`. `Infinity` lasts until `clearFaults()`. */
  times?: number | undefined;
  /** Only calls of this operation. Default: any call. */
  operation?: SandboxOperation | undefined;
  /** HTTP status, 200 to 599. Default `500` when another field makes up an answer. */
  status?: number | undefined;
  /** `error.code`. Default: the documented one for 401 and 429, else none. */
  code?: string | undefined;
  /** `error.type`. Default: the documented one for the status. */
  type?: string | undefined;
  /** `error.message`. Default: a sentence for the status. */
  message?: string | undefined;
  /** Value of `Retry-After`: seconds, or an HTTP date. */
  retryAfter?: string | number | undefined;
  /** Further headers of the answer; they win over the usual ones. */
  headers?: Record<string, string> | undefined;
  /** Form of the body. Default `'envelope'`. */
  body?: SandboxFaultBody | undefined;
  /** Real milliseconds to wait: before the operation, or after it with `afterHandling`. Default `0`. */
  delayMs?: number | undefined;
  /** Hold the connection open and send nothing, or headers and half of the body. */
  stall?: 'headers' | 'body' | undefined;
  /** Reset the connection (RST) before any byte, or after headers and half of the body. */
  reset?: 'before-headers' | 'in-body' | undefined;
  /** Declare the full `Content-Length`, send half of the body and close. */
  truncate?: boolean | undefined;
  /**
   * Carry the operation out although the caller never sees its answer. Default `false`; `true` for faults that cut the
   * body of the real answer, since a server that has begun to answer has acted.
   */
  afterHandling?: boolean | undefined;
}

/** A request as it came in. */
export interface SandboxRequest {
  /** HTTP method. */
  method: string;
  /** Path and query exactly as sent. */
  url: string;
  /** Headers with lower-case names. */
  headers: Record<string, string | string[] | undefined>;
  /** Header names and values as sent, alternating. */
  rawHeaders: string[];
  /** Body text; empty when there is none. */
  body: string;
  /** When it came in, by the sandbox clock (ms since 1970). */
  time: number;
  /** When it came in, by a real monotonic clock (`performance.now()`), to measure waits even when `time` stands still. */
  monotonicMs: number;
  /** `x-request-id` of the answer. */
  requestId: string;
  /** Operation that was asked for; undefined when path and method fit none. */
  operation: SandboxOperation | undefined;
  /** Number of the connection it came over, from 1; equal numbers mean a connection was used again. */
  connection: number;
  /** Status that was sent; undefined when no headers went out (yet). */
  status: number | undefined;
  /** The connection ended before the whole answer was out. */
  closedEarly: boolean;
}

/** A session as served. Further fields may be put on it with `setSession`. */
export interface SandboxSession {
  /** Id of the session. */
  id: string;
  /** When it was made, in milliseconds since 1970. */
  createdAt: number;
  /** Where the session is in its life. */
  status: string;
  /** Settings it was made with. */
  settings: Record<string, unknown>;
  /** What the session found. */
  report: Record<string, unknown>;
  /** When it started, in milliseconds since 1970. */
  startedAt?: number;
  /** When it finished, in milliseconds since 1970. */
  finishedAt?: number;
  /** Further fields, as put on it with `setSession`. */
  [field: string]: unknown;
}

/** What `setSession` takes: the fields of a session, and any others. */
export interface SandboxSessionFields {
  /** Where the session is in its life; the last three are those of old sessions. */
  status?: `${SessionStatus}` | 'requiresInput' | 'processing' | 'canceled' | undefined;
  /** What the session found, in whole. */
  report?: SessionReport | Readonly<Record<string, unknown>> | undefined;
  /** Settings it was made with, in whole. */
  settings?: SessionSettings | Readonly<Record<string, unknown>> | undefined;
  /** When it was made, in milliseconds since 1970. */
  createdAt?: number | undefined;
  /** When it started, in milliseconds since 1970. */
  startedAt?: number | undefined;
  /** When it finished, in milliseconds since 1970. */
  finishedAt?: number | undefined;
  /** Further fields, served as they are. */
  [field: string]: unknown;
}

/** A running sandbox. */
export interface Sandbox {
  /** Address to give to a client as `serverUrl`, without a trailing slash. */
  readonly url: string;
  /** Port it listens on. */
  readonly port: number;
  /** Accepted API keys. */
  readonly keys: readonly string[];
  /** What calls to `/_sandbox` have to send as `authorization: Bearer <token>`; undefined when they need none. */
  readonly token: string | undefined;
  /** Requests so far, oldest first, without those to `/_sandbox`. Empty it with `requests.length = 0`. */
  readonly requests: SandboxRequest[];
  /** Sessions by id, in order of creation, brought up to the present by the life cycle. */
  readonly sessions: Map<string, SandboxSession>;
  /** Ids of the sessions that were made under each `Idempotency-Key`. */
  readonly sessionsByIdempotencyKey: Map<string, string[]>;
  /** The clock of the sandbox. */
  readonly clock: {
    /** Milliseconds since 1970. */
    now(): number;
    /** Moves the clock forward. @throws RangeError when `ms` is negative or no number. */
    advance(ms: number): void;
  };
  /** Faults that are queued and not yet used up. */
  readonly pendingFaults: number;
  /** Queues a fault; matching calls take faults first in, first out. @throws TypeError when it makes no sense. */
  fail(fault: SandboxFault): void;
  /** Drops all queued faults. */
  clearFaults(): void;
  /**
   * Puts these fields on a session as they are. @throws RangeError for an unknown id, TypeError for a `status` that no
   * session has, and for a report, settings or times of the wrong type.
   */
  setSession(id: string, fields: SandboxSessionFields): SandboxSession;
  /** `created` to `inProgress`. @throws RangeError for an unknown id or another state. */
  startSession(id: string): SandboxSession;
  /** As `play(id)`: every check goes well. @throws RangeError for an unknown id or an ended session. */
  completeSession(id: string): SandboxSession;
  /**
   * Plays the end user: walks the flow to its end, which makes the session `complete`, with a report of the way. Each
   * outcome is taken by the next node on the way that has it (of a conversation: the id of one); all other nodes end well.
   *
   * @example sandbox.play(session.id, ['deepfakeDetected'])
   * @throws RangeError for an unknown id, an ended session, or an outcome that no node on the way has (then nothing is
   * changed); TypeError when `outcomes` isn't an array of strings.
   */
  play(id: string, outcomes?: readonly string[]): SandboxSession;
  /** To `incomplete`. @throws RangeError for an unknown id or an ended session. */
  abandonSession(id: string): SandboxSession;
  /**
   * As after the start: forgets sessions, faults, requests, idempotency keys and rate limits, and sets clock and seed back.
   * The address, the options and who waits for `nextRequest` stay.
   */
  reset(): void;
  /** Resolves with the next request that fits (any when left out); requests of the past do not count. */
  nextRequest(fits?: (request: SandboxRequest) => boolean): Promise<SandboxRequest>;
  /** Closes kept-alive connections that carry no request right now. */
  closeIdleConnections(): void;
  /** Ends the server and every open connection at once. May be called again. */
  close(): Promise<void>;
  /** As `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a sandbox.
 *
 * @throws TypeError (as rejection) when an option is unknown or does not fit; the system's error when the port is taken.
 */
export function startSandbox(options?: SandboxOptions): Promise<Sandbox>;
