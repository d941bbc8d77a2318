/** Iterating over lists: what `client.session.listAll` returns. */

import type { GetSessionsResponse, Session } from './api.js';

/**
 * All sessions that match a filter, in the order of the list. Nothing is sent before iteration starts; then each page is
 * one `session.list` call, sent when it is needed. Each iteration starts anew. Ending a loop early sends nothing more.
 *
 * Sessions that are created or change meanwhile can appear or be missing, as the server's cursor has it.
 *
 * Iteration rejects as `session.list` does: with `ConfigurationError` for an invalid filter or option, and also with
 * `ResponseError` if the server says that there are more pages but sends no `nextCursor`, or one that it sent before.
 *
 * @example
 * for await (const session of client.session.listAll({ status: 'complete' })) await save(session)
 */
export interface SessionPager extends AsyncIterable<Session> {
  /** Iterates over the sessions. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Session>;
  /** Iterates over the pages as they came, empty ones too. */
  pages(): AsyncIterableIterator<GetSessionsResponse>;
  /**
   * Reads the first sessions into an array. `limit` is the maximum number of sessions, 1 to 10000; it is required, since a
   * list may not fit in memory. No page is read beyond it.
   */
  toArray(options: { limit: number }): Promise<Session[]>;
}
