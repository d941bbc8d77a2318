/**
 * Types of `@facesignai/api-native/webhooks`: verifies what FaceSign posts to a webhook address. Plain JavaScript on
 * `node:crypto`, without the addon. Which form of signature the live service uses is not known: every described form is
 * accepted. The functions are there as `client.webhooks`, too.
 */

import type { Session } from '../types/api.js';
import type { Client } from '../types/client.js';
import type { CallOptions } from '../types/options.js';
import type { FaceSignWebhookEvent, WebhookEvents } from '../types/webhooks.js';

export { FaceSignError, type WebhookRejection, WebhookVerificationError } from '../types/errors.js';
export type {
  FaceSignWebhookEvent,
  MediaWebhookEventOf,
  WebhookEvent,
  WebhookEventOf,
  WebhookEvents,
  WebhookMedia,
} from '../types/webhooks.js';

/** Raw bytes as they arrived, or the string that they are. A parsed body is rejected as `body_not_raw`. */
export type WebhookBody = string | Uint8Array | ArrayBuffer;

/** What is read of a web `Headers` object. */
export interface HeadersLike {
  /** The value of a header, repeated ones joined by `, `. */
  get(name: string): string | null;
}

/** A web `Headers` object, or headers as Node.js and Lambda have them; names in any case. */
export type WebhookHeaders =
  | HeadersLike
  | { readonly [name: string]: string | readonly string[] | undefined };

/** One secret, or all that are valid while you rotate them. Blanks around them are removed. */
export type WebhookSecret = string | readonly string[];

/** How strictly time is checked. */
export interface VerifyOptions {
  /**
   * How far the time in the header may be off, in milliseconds, both ways. Default: 300000. Checked only where a header has
   * a time. No described form signs it, so it stops no replay: `maxAgeMs` and the event's id do.
   */
  toleranceMs?: number | undefined;
  /** How old the signed `createdAt` may be, in milliseconds. Default: 86400000. `false` takes events of any age. */
  maxAgeMs?: number | false | undefined;
  /** The clock, in milliseconds since 1970. Default: `Date.now`. For a sandbox with a seed: `sandbox.clock.now`. */
  now?: (() => number) | undefined;
}

/** Options of `unwrap` and `verify`. */
export interface UnwrapOptions extends VerifyOptions {
  /**
   * When the request arrived, for one that is verified later, from a queue: milliseconds since 1970 or a `Date`. Times are
   * compared with it instead of `now`.
   */
  receivedAt?: number | Date | undefined;
}

/** Options of `sign`. */
export interface SignOptions {
  /** Default: the environment variable `FACESIGN_WEBHOOK_SECRET`. Of several, each signs. */
  secret?: WebhookSecret | undefined;
  /**
   * `hex`: `X-FaceSign-Signature: <hex>`. `sha256`: `X-FaceSign-Signature: sha256=<hex>`. `t-v1`:
   * `FaceSign-Signature: t=<seconds>,v1=<hex>`. Default: `hex`.
   */
  form?: 'hex' | 'sha256' | 't-v1' | undefined;
  /**
   * Whole seconds since 1970. `t-v1` has it in its header (default: now), the others in `X-FaceSign-Timestamp` (default:
   * none).
   */
  timestamp?: number | undefined;
}

/**
 * Verifies a webhook and gives its event. The signature is HMAC-SHA256 over the raw body, in `X-FaceSign-Signature` or
 * `FaceSign-Signature`, as hex, `sha256=<hex>` or `t=<seconds>,v1=<hex>`; one of them has to fit one of the secrets. All
 * are compared in constant time. The body is parsed only afterwards.
 *
 * Throws `WebhookVerificationError`, and `ConfigurationError` when there is no secret or an option is invalid.
 *
 * @param secret Default: the environment variable `FACESIGN_WEBHOOK_SECRET`.
 *
 * @example
 * const event = unwrap(await request.text(), request.headers)
 * if (event.type === 'session.status') console.log(await fetchSession(client, event))
 */
export declare function unwrap(
  body: WebhookBody,
  headers: WebhookHeaders,
  secret?: WebhookSecret,
  options?: UnwrapOptions,
): FaceSignWebhookEvent;

/** Makes the checks of `unwrap`, throws as it does, and gives nothing back. */
export declare function verify(
  body: WebhookBody,
  headers: WebhookHeaders,
  secret?: WebhookSecret,
  options?: UnwrapOptions,
): void;

/**
 * The headers of a signed webhook, for tests of what receives it.
 *
 * Throws `ConfigurationError` when there is no secret or an option is invalid.
 *
 * @example
 * await fetch(url, { method: 'POST', body, headers: sign(body, { secret }) })
 */
export declare function sign(body: WebhookBody, options?: SignOptions): Record<string, string>;

/**
 * Reads the session that an event is about: events carry no verdict, and `session.status` doesn't name the status. Each
 * event reads anew, since a read that began before the event may be stale. Rejects as `client.session.retrieve` does, and
 * with `ConfigurationError` for an event without a `sessionId`.
 */
export declare function fetchSession(
  client: Pick<Client, 'session'>,
  event: { readonly sessionId: string },
  options?: CallOptions,
): Promise<Session>;

/** Handlers by type of event; `*` takes the types without one. FaceSign gets a 200 for events without any. */
export type WebhookHandlers = {
  [T in keyof WebhookEvents]?: ((event: WebhookEvents[T]) => unknown) | undefined;
} & {
  /** Takes every type without a handler of its own, also those that this version doesn't know. */
  '*'?: ((event: FaceSignWebhookEvent) => unknown) | undefined;
};

/**
 * Remembers which events are handled. Each method may be async. The default is the memory of the process, with the last
 * 10,000 events; several processes need a shared one, such as Redis.
 */
export interface SeenStore {
  /**
   * Claims an event for `leaseMs` milliseconds, in one atomic step. `new`: it is yours. `busy`: another delivery has claimed
   * it and its lease has not ended. `done`: it was handled.
   */
  claim(id: string, leaseMs: number): 'new' | 'busy' | 'done' | Promise<'new' | 'busy' | 'done'>;
  /** Marks an event as handled for `ttlMs` milliseconds. */
  done(id: string, ttlMs: number): unknown;
  /** Ends a lease, so that the next delivery is handled. */
  release(id: string): unknown;
}

/** Options of `createNodeWebhook` and `createWebWebhook`. */
export interface WebhookHandlerOptions extends VerifyOptions {
  /** Default: the environment variable `FACESIGN_WEBHOOK_SECRET`, read at each request. */
  secret?: WebhookSecret | undefined;
  /** What to do with the events. A handler that throws makes FaceSign deliver again. */
  on: WebhookHandlers;
  /** Largest body in bytes; above it the response is a 413. Default: 1048576. */
  maxBodyBytes?: number | undefined;
  /**
   * How long FaceSign waits for a handler, in milliseconds, before it gets a 503. The handler goes on, and its result still
   * counts. A claim lasts six times as long. Default: 10000.
   */
  timeoutMs?: number | undefined;
  /**
   * Called for each error: rejected requests, errors of handlers and of `seen`, timeouts. Without it rejected requests are
   * silent, and all others are a warning of the process with the code `FACESIGN_WEBHOOK`.
   */
  onError?: ((error: unknown, event?: FaceSignWebhookEvent) => unknown) | undefined;
  /** Which events were handled. Default: the memory of the process. */
  seen?: SeenStore | undefined;
}

/** What a handler reads of a request of `node:http`. */
export interface NodeRequestLike {
  /** HTTP method. */
  readonly method?: string | undefined;
  /** Headers, names in lower case. */
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  /** Listens to the body. */
  on(event: string, listener: (...args: unknown[]) => void): unknown;
}

/** What a handler needs of a response of `node:http`. */
export interface NodeResponseLike {
  /** Writes the status and the headers. */
  writeHead(status: number, headers?: Record<string, string>): Pick<NodeResponseLike, 'end'>;
  /** Ends the response. */
  end(): unknown;
}

/** What a handler reads of a web `Request`. */
export interface WebRequestLike {
  /** HTTP method. */
  readonly method: string;
  /** Headers. */
  readonly headers: HeadersLike;
  /** The body as a stream. */
  readonly body: object | null;
  /** Whether something has read the body already. */
  readonly bodyUsed: boolean;
}

/** The web `Response` of the libraries that the program is compiled with. */
export type WebResponse = typeof globalThis extends {
  /** The class. */
  Response: {
    /** What its instances are. */
    prototype: infer R;
  };
}
  ? R
  : object;

/**
 * A handler for `node:http`, Express, Koa, NestJS and the Pages Router of Next.js. It responds with an empty body: 200 when
 * the event is handled, was handled before or has no handler; 400 for a signature that doesn't fit; 405 for other methods
 * than POST; 413 for a body that is too large; 500 when the handler threw or something is misconfigured; 503 when it took
 * too long or another delivery of the event is being handled. The returned promise never rejects.
 *
 * It needs the raw body: the unread request, or what a framework kept in `req.rawBody` or as bytes in `req.body`.
 *
 * Throws `ConfigurationError` when an option is invalid.
 *
 * @example
 * app.post('/webhooks/facesign', createNodeWebhook({ on: { 'session.status': (event) => queue.add(event) } }))
 */
export declare function createNodeWebhook(
  options: WebhookHandlerOptions,
): (req: NodeRequestLike, res: NodeResponseLike) => Promise<void>;

/**
 * `createNodeWebhook` for a web `Request` and `Response`: the App Router of Next.js, Hono, Bun, Deno.
 *
 * @example
 * export const POST = createWebWebhook({ on: { 'session.status': (event) => queue.add(event) } })
 */
export declare function createWebWebhook(
  options: WebhookHandlerOptions,
): (request: WebRequestLike) => Promise<WebResponse>;
