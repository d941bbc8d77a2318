/** What belongs to a call besides its data: its response. */

import type { Attempt } from './errors.js';

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
