/**
 * What belongs to a call besides its data: its response, the events of `client.on`, and the context of the tracing channel.
 */

import type { AnyFaceSignError, Attempt, CallOutcome, OperationName } from './errors.js';

/** The response of a call that succeeded. */
export interface CallResponse {
  /** HTTP status, 200 to 299. */
  readonly status: number;
  /**
   * Headers by lower-case name, repeated ones joined by `, `, without `set-cookie`. The client's key is redacted where a
   * server repeats it.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** Id of the request, if the server sent one. */
  readonly requestId?: string | undefined;
  /** All attempts in order. More than one if the call was retried. */
  readonly attempts: readonly Attempt[];
  /** Duration of the call in milliseconds: all attempts with the delays before them. */
  readonly elapsedMs: number;
  /** `true` if `ambiguousRetries: 'reconcile'` found the session of an earlier attempt instead of creating one. */
  readonly adopted?: true | undefined;
  /** Ids of further sessions with the same idempotency key, where there are any. */
  readonly duplicates?: readonly string[] | undefined;
}

/** The data of a call with its response. */
export interface WithResponse<T> {
  /** What the call resolved to, unchanged. */
  readonly data: T;
  /** The response: status, headers, attempts and duration. */
  readonly response: CallResponse;
  /** Id of the request, if the server sent one. The same as `response.requestId`. */
  readonly requestId: string | undefined;
}

/**
 * Waits for a call and resolves to its data together with its response. Nothing is sent again. If the call fails, it
 * rejects with the call's own error, which has `response` and `attempts`.
 *
 * It takes the promise that a call of a client returned. Any other promise, such as the result of `then` or of an `async`
 * function, is rejected with a `ConfigurationError`.
 *
 * @example
 * const { data, response } = await withResponse(client.session.retrieve({ sessionId }))
 * console.log(data.session.status, response.headers['x-ratelimit-remaining'])
 */
export declare function withResponse<T>(promise: Promise<T>): Promise<WithResponse<T>>;

/** A call starts. */
export interface CallEvent {
  /** Identifies the call in its events, in its log lines and in traces. Unique across processes. */
  readonly callId: string;
  /** The method, such as `session.create`. */
  readonly operation: OperationName;
  /** HTTP method in upper case. */
  readonly method: string;
  /** Template of the path, such as `/sessions/{sessionId}`: never an id. */
  readonly path: string;
  /** When the call started, in milliseconds since 1970. */
  readonly startTime: number;
}

/** An attempt failed, and another one follows. Emitted while the call runs. */
export interface RetryEvent extends CallEvent {
  /** The attempt that failed. */
  readonly attempt: Attempt;
  /** The delay before the next attempt, in milliseconds. A rate-limit pause can make it longer. */
  readonly delayMs: number;
}

/** A call ended. */
export interface ResultEvent extends CallEvent {
  /** HTTP status of the last response, if one arrived. */
  readonly status?: number | undefined;
  /** Id of the request, if the server sent one. */
  readonly requestId?: string | undefined;
  /** All attempts in order. Empty if nothing was sent. */
  readonly attempts: readonly Attempt[];
  /** Duration of the call in milliseconds, as JavaScript measures it. */
  readonly elapsedMs: number;
  /** Whether the server may have acted. */
  readonly outcome: CallOutcome;
  /** The error with which the call rejected. Not set if it succeeded. */
  readonly error?: AnyFaceSignError | undefined;
}

/** The events of `client.on`, by their names. They hold no body, no key, and no id of a path. */
export interface ClientEvents {
  /** A call starts. Emitted before its arguments are checked. */
  readonly call: CallEvent;
  /** An attempt failed, and another one follows. */
  readonly retry: RetryEvent;
  /** A call ended, with success or not. */
  readonly result: ResultEvent;
}

/**
 * The context of the tracing channel `facesign:call` (`node:diagnostics_channel`). All events of a call get the same
 * object: `start` and `end`, then `error` if the call failed, `asyncStart` and `asyncEnd`.
 */
export interface CallTraceContext {
  /** Identifies the call; the same as in events and logs. */
  readonly callId: string;
  /** The method, such as `session.create`. */
  readonly operation: OperationName;
  /** HTTP method in upper case. */
  readonly method: string;
  /** The server's address and the template of the path: `https://api.facesign.ai/sessions/{sessionId}`. */
  readonly urlTemplate: string;
  /** Host name or IP address of the server. */
  readonly serverAddress: string;
  /** Port of the server. */
  readonly serverPort: number;
  /**
   * Headers to add to every request of the call. A subscriber of `start` may set some, such as `traceparent`. A header of
   * the client or of the call stays as it is, and an invalid one is ignored.
   */
  readonly headers: Record<string, string>;
  /** HTTP status of the last response, if one arrived. Set at the end, as everything that follows. */
  readonly status?: number | undefined;
  /** Id of the request, if the server sent one. */
  readonly requestId?: string | undefined;
  /** All attempts in order. Empty if nothing was sent. */
  readonly attempts?: readonly Attempt[] | undefined;
  /** Whether the server may have acted. */
  readonly outcome?: CallOutcome | undefined;
  /** The error with which the call rejected. */
  readonly error?: AnyFaceSignError | undefined;
}
