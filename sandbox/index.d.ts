/**
 * A local FaceSign server for tests and demos. It serves real HTTP on a loopback port, so it also sees the traffic of
 * native addons, which mocks of Node's `http` don't. Its state is in memory and lost when it is closed.
 *
 * Facts about the API come from the public SDK and documentation of FaceSign as of 1.0.47. `sandbox/README.md` lists what
 * the sandbox decides for itself.
 */

import type { SessionReport, SessionSettings } from '../types/api.js';
import type { SessionStatus, WebhookType } from '../types/enums.js';

declare global {
  interface SymbolConstructor {
    // Node 20 has the symbol; TypeScript's own library declares it only with `lib: ["esnext.disposable"]`.
    /** Symbol of the method that `await using` calls at the end. */
    readonly asyncDispose: unique symbol;
  }
}

/** Operations by the names of the client's methods. */
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
   * `'production'` (default): a wrong or missing key gets 401 and an error object. `'dev'`: 403 and
   * `{"error":"Incorrect api key"}`, as the development server sent.
   */
  mode?: 'production' | 'dev' | undefined;
  /**
   * Makes ids, secrets, request ids and (unless `now` is given) times the same in every run. By default they are random.
   * `clientSecret.url` also has the port, so it is the same only with a fixed `port`.
   */
  seed?: number | string | undefined;
  /**
   * The clock. A function is called each time and returns milliseconds since 1970. A number stops the clock there until
   * `clock.advance`. Default: `Date.now`, or stopped at 1789000000000 if `seed` is given.
   */
  now?: number | (() => number) | undefined;
  /** Calls allowed per key in a window of 60 s. Default: no limit and no `X-RateLimit-*` headers. */
  rateLimit?:
    | {
        /** Calls allowed in the window. */
        requestsPerMinute: number;
      }
    | undefined;
  /** Shape of `/langs` and `/avatars`. Default `'array'`, as recorded; `'object'` is the documented one. */
  collections?: 'array' | 'object' | undefined;
  /** Status of a successful create. Default `200`, as recorded; the documentation says `201`. */
  statusOnCreate?: 200 | 201 | undefined;
  /**
   * Accepts what the development server of 2025 accepted: any create, and any filter it can parse. Default `false`: a
   * create without `clientReferenceId`, or with a body that doesn't match the API's schema, and a filter with an unknown
   * value get a 400 whose `message` names the field.
   */
  lenient?: boolean | undefined;
  /**
   * Whether a create with the `Idempotency-Key` of an earlier one gets the response of that one. Default `true`; with `false`
   * it makes another session. Whether the live server honors the key is unknown.
   */
  idempotency?: boolean | undefined;
  /** Lets sessions change state with the clock. By default only the methods of the sandbox change them. */
  lifecycle?: SandboxLifecycle | undefined;
  /** Serves https. Default: http. */
  tls?:
    | {
        /** The certificate in PEM format. */
        cert: string | Uint8Array;
        /** Its private key in PEM format. */
        key: string | Uint8Array;
      }
    | undefined;
  /** How many requests are recorded; older ones are dropped. Default `10000`. */
  recordLimit?: number | undefined;
  /** How many bytes of requests are recorded; older ones are dropped. Default `67108864` (64 MiB). */
  recordBytes?: number | undefined;
  /**
   * How many sessions are kept, and how many responses to idempotency keys. The oldest sessions are dropped, with their
   * idempotency keys; then a call for them gets a 404. Default `10000`.
   */
  sessionLimit?: number | undefined;
  /** How many bytes of JSON of each are kept; the newest stays, however large it is. Default `67108864` (64 MiB). */
  sessionBytes?: number | undefined;
  /**
   * More host names, without port, that clients may use. Default: none. Addresses, `localhost` and its subdomains, and
   * `host` are always allowed. A web page can't use a name that it has pointed to this machine.
   */
  allowedHosts?: readonly string[] | undefined;
  /**
   * Token for calls to `/_sandbox`, sent as `authorization: Bearer <token>`, or by a browser as the password. Default: none
   * on a loopback address, else a random one; see `Sandbox.token`.
   */
  token?: string | undefined;
  /** Posts a signed event at each change of a session. Default: none. */
  webhooks?: SandboxWebhooks | undefined;
}

/** Where webhooks are posted, and how they are signed. */
export interface SandboxWebhooks {
  /** Address of the receiver, http or https. It must be of this machine, unless `allowRemote` is `true`. */
  url: string;
  /** What they are signed with; of several, each signs. Default: the environment variable `FACESIGN_WEBHOOK_SECRET`. */
  secret?: string | readonly string[] | undefined;
  /**
   * `'hex'` (default): `X-FaceSign-Signature: <hex>`. `'sha256'`: `X-FaceSign-Signature: sha256=<hex>`. `'t-v1'`:
   * `FaceSign-Signature: t=<seconds>,v1=<hex>`, with the time of the sandbox clock. Which one the live service uses is not
   * known.
   */
  form?: 'hex' | 'sha256' | 't-v1' | undefined;
  /** How long the receiver may take to respond, in real milliseconds. Default `15000`. */
  timeoutMs?: number | undefined;
  /** How many deliveries are kept; older ones are dropped, with their retries. Default `10000`. */
  deliveryLimit?: number | undefined;
  /** Accepts an `url` of another machine. Default `false`: only `localhost`, 127.0.0.0/8 and `::1`. */
  allowRemote?: boolean | undefined;
}

/** An event as it is posted. `sendWebhook` can add other fields. */
export interface SandboxWebhookEvent {
  /** Id of the event; the same in each attempt. */
  id: string;
  /** What happened, such as `session.status`. */
  type: string;
  /** When it happened, in milliseconds since 1970. */
  createdAt: number;
  /** Id of the session. */
  sessionId: string;
  /** The file, with `media.*` events. */
  media?: object;
  /** Other fields. */
  [field: string]: unknown;
}

/** What `sendWebhook` takes. */
export interface SandboxWebhookFields {
  /** What happened; may be a type that doesn't exist. */
  type: `${WebhookType}` | (string & {});
  /** Id of the event. Default: a new one. */
  id?: string | undefined;
  /** When it happened, in milliseconds since 1970. Default: now, by the sandbox clock. */
  createdAt?: number | undefined;
  /** Id of the session. Default: that of the newest session. */
  sessionId?: string | undefined;
  /** The file. Default: an example with `media.*` events, else none. */
  media?: object | undefined;
  /** Other fields, sent as they are. */
  [field: string]: unknown;
}

/** One attempt to deliver an event. */
export interface SandboxDeliveryAttempt {
  /** When it was made, by the sandbox clock (ms since 1970). */
  time: number;
  /** Status of the response; undefined if no whole response came. */
  status?: number;
  /** Why there was no whole response. */
  error?: string;
}

/** An event and its attempts. */
export interface SandboxDelivery {
  /** The event. */
  event: SandboxWebhookEvent;
  /** Attempts so far. */
  attempts: SandboxDeliveryAttempt[];
  /**
   * `'delivered'`: a response with 2xx came. `'given_up'`: six attempts had none, or the sandbox was closed. `'pending'`: the
   * next attempt follows.
   */
  state: 'pending' | 'delivered' | 'given_up';
}

/** When sessions change state, in milliseconds after their creation. */
export interface SandboxLifecycle {
  /** `created` becomes `inProgress`. */
  startAfterMs: number;
  /** `inProgress` becomes `complete`; not less than `startAfterMs`. By default it stays `inProgress`. */
  completeAfterMs?: number | undefined;
  /** Instead, it becomes `incomplete`, as if abandoned or expired; not less than `startAfterMs`. */
  abandonAfterMs?: number | undefined;
}

/** Body of the response that a fault sends. */
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
 * What goes wrong. `status`, `body`, `type`, `code` and `message` replace the response. Without them the real response is
 * delayed, gets extra headers, or is truncated.
 */
export interface SandboxFault {
  /** How many calls it affects. Default `1`. `Infinity` lasts until `clearFaults()`. */
  times?: number | undefined;
  /** Only calls of this operation. Default: any call. */
  operation?: SandboxOperation | undefined;
  /** HTTP status, 200 to 599. Default `500` if another field replaces the response. */
  status?: number | undefined;
  /** `error.code`. Default: the documented one for 401 and 429, else none. */
  code?: string | undefined;
  /** `error.type`. Default: the documented one for the status. */
  type?: string | undefined;
  /** `error.message`. Default: a sentence for the status. */
  message?: string | undefined;
  /** Value of `Retry-After`: seconds, or an HTTP date. */
  retryAfter?: string | number | undefined;
  /** More headers of the response; they override the usual ones. */
  headers?: Record<string, string> | undefined;
  /** Kind of body. Default `'envelope'`, the API's error object. */
  body?: SandboxFaultBody | undefined;
  /** Delay in real milliseconds, before the operation, or after it with `afterHandling`. Default `0`. */
  delayMs?: number | undefined;
  /** Keeps the connection open and sends nothing, or headers and half of the body. */
  stall?: 'headers' | 'body' | undefined;
  /** Resets the connection (RST) before any byte, or after headers and half of the body. */
  reset?: 'before-headers' | 'in-body' | undefined;
  /** Declares the full `Content-Length`, sends half of the body, and closes. */
  truncate?: boolean | undefined;
  /**
   * Performs the operation although the caller never sees its response. Default `false`; `true` for faults that truncate
   * the body of the real response, because a server that has started to respond has acted.
   */
  afterHandling?: boolean | undefined;
}

/** A request as it was received. */
export interface SandboxRequest {
  /** HTTP method. */
  method: string;
  /** Path and query exactly as sent. */
  url: string;
  /** Headers with lower-case names. */
  headers: Record<string, string | string[] | undefined>;
  /** Header names and values as sent, alternating. */
  rawHeaders: string[];
  /** The body as a string; empty if there is none. */
  body: string;
  /** When it was received, by the sandbox clock (ms since 1970). */
  time: number;
  /** When it was received, by a monotonic clock (`performance.now()`), to measure delays even if `time` is stopped. */
  monotonicMs: number;
  /** `x-request-id` of the response. */
  requestId: string;
  /** The operation; undefined if path and method match none. */
  operation: SandboxOperation | undefined;
  /** Number of its connection, from 1. Equal numbers mean that a connection was reused. */
  connection: number;
  /** Status that was sent; undefined if no headers were sent (yet). */
  status: number | undefined;
  /** The connection ended before the whole response was sent. */
  closedEarly: boolean;
}

/** A session as served. `setSession` can add other fields. */
export interface SandboxSession {
  /** Id of the session. */
  id: string;
  /** When it was created, in milliseconds since 1970. */
  createdAt: number;
  /** Where the session is in its life cycle. */
  status: string;
  /** Settings it was created with. */
  settings: Record<string, unknown>;
  /** What the session found. */
  report: Record<string, unknown>;
  /** When it started, in milliseconds since 1970. */
  startedAt?: number;
  /** When it finished, in milliseconds since 1970. */
  finishedAt?: number;
  /** Other fields, set with `setSession`. */
  [field: string]: unknown;
}

/** What `setSession` takes: the fields of a session, and any others. */
export interface SandboxSessionFields {
  /** Where the session is in its life cycle. The last three occur in old sessions. */
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
  /** Other fields, served as they are. */
  [field: string]: unknown;
}

/** A running sandbox. */
export interface Sandbox {
  /**
   * Address for a client's `serverUrl`, without a trailing slash. With `/_sandbox/` it opens a page in a browser, with
   * sessions, webhooks, requests, faults and the clock. `clientSecret.url` of a session opens a page that plays its end user.
   */
  readonly url: string;
  /** Port it listens on. */
  readonly port: number;
  /** Accepted API keys. */
  readonly keys: readonly string[];
  /** Token for calls to `/_sandbox`, sent as `authorization: Bearer <token>`; undefined if they need none. */
  readonly token: string | undefined;
  /** Requests so far, oldest first, without those to `/_sandbox`. Empty it with `requests.length = 0`. */
  readonly requests: SandboxRequest[];
  /** Sessions by id in order of creation, each in its current state. */
  readonly sessions: Map<string, SandboxSession>;
  /** Ids of the sessions created with each `Idempotency-Key`. */
  readonly sessionsByIdempotencyKey: Map<string, string[]>;
  /** The clock of the sandbox. */
  readonly clock: {
    /** Milliseconds since 1970. */
    now(): number;
    /** Moves the clock forward. @throws RangeError if `ms` is negative or not a number. */
    advance(ms: number): void;
  };
  /** Number of queued faults that still apply. */
  readonly pendingFaults: number;
  /** Queues a fault. Matching calls take faults first in, first out. @throws TypeError if it is contradictory. */
  fail(fault: SandboxFault): void;
  /** Removes all queued faults. */
  clearFaults(): void;
  /**
   * Sets these fields of a session as they are. @throws RangeError for an unknown id, TypeError for an unknown `status`,
   * and for a report, settings or times of the wrong type.
   */
  setSession(id: string, fields: SandboxSessionFields): SandboxSession;
  /** `created` to `inProgress`. @throws RangeError for an unknown id or another state. */
  startSession(id: string): SandboxSession;
  /** Like `play(id)`: every check passes. @throws RangeError for an unknown id or an ended session. */
  completeSession(id: string): SandboxSession;
  /**
   * Plays the end user: walks the flow to its end, from where the page of the session stands, which makes the session `complete`, with a report of the path. The next
   * node on the path that has an outcome takes it (for a conversation, its id); all other nodes end well.
   *
   * @example sandbox.play(session.id, ['deepfakeDetected'])
   * @throws RangeError for an unknown id, an ended session, or an outcome that no node on the path has (then nothing is
   * changed); TypeError if `outcomes` isn't an array of strings.
   */
  play(id: string, outcomes?: readonly string[]): SandboxSession;
  /** To `incomplete`. @throws RangeError for an unknown id or an ended session. */
  abandonSession(id: string): SandboxSession;
  /**
   * Resets to the state after the start: deletes sessions, faults, requests, idempotency keys and rate limits, and resets
   * clock and seed. The address, the options and pending `nextRequest` promises stay.
   */
  reset(): void;
  /** Resolves with the next request for which `fits` is true (by default any). Past requests don't count. */
  nextRequest(fits?: (request: SandboxRequest) => boolean): Promise<SandboxRequest>;
  /** Webhooks, oldest first, with their attempts. */
  readonly deliveries: readonly SandboxDelivery[];
  /**
   * Sends a webhook, and retries it as any other. Resolves with the result of the first attempt, whatever it is. `id`,
   * `createdAt` and `sessionId` (that of the newest session) are filled in if they are missing, and `media` for `media.*`
   * events.
   *
   * @example await sandbox.sendWebhook({ type: 'media.user_photo' })
   * @throws TypeError (as rejection) if the sandbox has no `webhooks`, or the event has no `type`.
   */
  sendWebhook(event: SandboxWebhookFields): Promise<SandboxDeliveryAttempt>;
  /**
   * Delivers the next events twice: two deliveries with the same event, one right after the other.
   *
   * @param times How many events. Default `1`.
   * @throws RangeError if it isn't an integer from 1 to 1000.
   */
  duplicateWebhooks(times?: number): void;
  /**
   * Holds the next events until there are `count`, and then delivers them in reverse order.
   *
   * @param count How many events. Default `2`.
   * @throws RangeError if it isn't an integer from 2 to 1000.
   */
  reorderWebhooks(count?: number): void;
  /**
   * Resolves after the next attempt to deliver a webhook for which `fits` is true (by default any). Past attempts don't
   * count, so call it before what sends the webhook.
   *
   * @example
   * const delivered = sandbox.nextDelivery(({ state }) => state === 'delivered')
   * sandbox.completeSession(session.id)
   * await delivered
   */
  nextDelivery(fits?: (delivery: SandboxDelivery) => boolean): Promise<SandboxDelivery>;
  /** Closes idle connections. */
  closeIdleConnections(): void;
  /** Closes the server and every open connection at once. May be called again. */
  close(): Promise<void>;
  /** Like `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a sandbox.
 *
 * @throws TypeError (as rejection) if an option is unknown or invalid; the system's error if the port is in use.
 */
export function startSandbox(options?: SandboxOptions): Promise<Sandbox>;
