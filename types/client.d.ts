/**
 * The client: the class, and the three groups of calls that each instance has (contract 2.1).
 * Every call takes its argument first and `CallOptions` second; a number in their place is ignored, since `map` hands
 * one over (`ids.map(client.session.retrieve)`). It never throws; it rejects with a `FaceSignFailure`:
 * any call with `AuthenticationError`, `ValidationError`, `ConflictError`, `RateLimitError`, `ServerError`,
 * `ConnectionError`, `TimeoutError`, `AbortError`, `ResponseError`, `ConfigurationError` (a wrong argument or call
 * option; nothing was sent) or `InternalError`, and besides with what is said at the call.
 */

import type {
  AvatarsAnswer,
  ClientSecret,
  CreateClientSecretParameters,
  CreateSessionResponse,
  GetSessionParameters,
  GetSessionResponse,
  GetSessionsParameters,
  GetSessionsResponse,
  LangsAnswer,
  SessionSettings,
} from './api.js';
import type { WithPlainText } from './helpers.js';
import type { CallOptions, ClientOptions, CreateCallOptions, LogLevel } from './options.js';

/** What a promise or an array hands to a function that takes no argument. It is ignored; an object would be a mistake. */
export type NoArguments =
  | Record<string, never>
  | string
  | number
  | boolean
  | null
  // biome-ignore lint/suspicious/noConfusingVoidType: a promise of nothing hands that over
  | void;

/**
 * The calls about sessions. Each is a function that may be taken off the object; declared as methods, so that a test
 * may put one of its own in its place that takes less. Contract 2.1.
 */
export interface SessionCalls {
  /**
   * Makes a session: `POST /sessions`. Enum members may be given as plain text. All tries of one call carry one
   * `Idempotency-Key`. Names that are no settings are dropped, as in the old SDK (contract 2.5). Rejects with a
   * `FaceSignFailure`: with `ValidationError` for settings that the API refuses.
   */
  create(
    this: void,
    args: WithPlainText<SessionSettings>,
    options?: CreateCallOptions | number | null,
  ): Promise<CreateSessionResponse>;
  /**
   * Reads a session: `GET /sessions/{sessionId}`. Rejects with a `FaceSignFailure`: with `NotFoundError` for an unknown
   * id.
   */
  retrieve(
    this: void,
    args: GetSessionParameters,
    options?: CallOptions | number | null,
  ): Promise<GetSessionResponse>;
  /**
   * Makes a new client secret: `GET /sessions/{sessionId}/refresh`. It may end earlier ones (contract 5.4).
   * Rejects with a `FaceSignFailure`: with `NotFoundError` for an unknown id.
   */
  createClientSecret(
    this: void,
    args: CreateClientSecretParameters,
    options?: CallOptions | number | null,
  ): Promise<ClientSecret>;
  /**
   * Reads one page of sessions: `GET /sessions`; 25 unless `limit` says otherwise. Rejects with a `FaceSignFailure`: with
   * `ValidationError` for a filter that the API refuses.
   */
  list(
    this: void,
    args?: WithPlainText<GetSessionsParameters> | null,
    options?: CallOptions | number | null,
  ): Promise<GetSessionsResponse>;
  /** Version of the surface of `@facesignai/api` that is implemented, such as `1.0.47`; not this package's version. */
  apiVersion: string;
}

/** The call about languages. Contract 2.1. */
export interface LangsCalls {
  /**
   * Reads the languages: `GET /langs`. It takes no argument, so the options may come first.
   * Rejects with a `FaceSignFailure`.
   */
  retrieve(
    this: void,
    args?: CallOptions | NoArguments,
    options?: CallOptions | number | null,
  ): Promise<LangsAnswer>;
}

/** The call about avatars. Contract 2.1. */
export interface AvatarsCalls {
  /**
   * Reads the avatars: `GET /avatars`. It takes no argument, so the options may come first.
   * Rejects with a `FaceSignFailure`.
   */
  retrieve(
    this: void,
    args?: CallOptions | NoArguments,
    options?: CallOptions | number | null,
  ): Promise<AvatarsAnswer>;
}

/**
 * Client of the FaceSign API. One instance holds a pool of connections, a retry budget and the pause after a 429: make
 * one and share it.
 *
 * @example
 * const client = new Client({ auth: process.env.FACESIGN_API_KEY })
 * const { session, clientSecret } = await client.session.create({ metadata: {}, flow })
 */
export declare class Client {
  /** Throws `ConfigurationError` when an option is wrong. Nothing is sent. */
  constructor(options?: ClientOptions);
  /** The calls about sessions. */
  readonly session: SessionCalls;
  /** The call about languages. */
  readonly langs: LangsCalls;
  /** The call about avatars. */
  readonly avatars: AvatarsCalls;
  /** Sets what this client logs from now on; other clients keep their level. */
  setLogLevel(level: LogLevel): void;
  /** The class itself: native ES modules had to write `pkg.default` with the old SDK (contract 1). */
  static readonly default: typeof Client;
  /** The class itself: `require('@facesignai/api-native').Client` (contract 1). */
  static readonly Client: typeof Client;
}
