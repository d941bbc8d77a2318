/**
 * What FaceSign posts to a webhook address. No result is in it: fetch the session (contract 8).
 * Source of every fact here: contract 4.4 and 8.
 */

import type { WebhookType } from './enums.js';

/** A file that an event tells of. Contract 4.4. */
export interface WebhookMedia {
  /** Id of the file. */
  id: string;
  /** Works for 15 minutes (contract 8). */
  url: string;
  /** Content type of the file. */
  contentType: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Milliseconds since 1970. */
  expires: number;
}

/** One event. Use `id` to drop repeats. Contract 4.4. */
export interface WebhookEvent {
  /** Id of the event; use it to drop repeats. */
  id: string;
  /** Kind of the event. */
  type: WebhookType;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Id of the session; what it means with `settings.*` events is not known (contract 8). */
  sessionId: string;
  /** With `media.*` events only. */
  media?: WebhookMedia;
}
