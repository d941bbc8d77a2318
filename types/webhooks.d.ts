/**
 * What FaceSign posts to a webhook address. No result is in it: fetch the session.
 * Source: the types of `@facesignai/api` 1.0.47.
 */

import type { WebhookType } from './enums.js';

/** A file that an event tells of. */
export interface WebhookMedia {
  /** Id of the file. */
  id: string;
  /** Works for 15 minutes. */
  url: string;
  /** Content type of the file. */
  contentType: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Milliseconds since 1970. */
  expires: number;
}

/** One event. Use `id` to drop repeats. */
export interface WebhookEvent {
  /** Id of the event; use it to drop repeats. */
  id: string;
  /** Kind of the event. */
  type: WebhookType;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Id of the session; what it means with `settings.*` events is not known. */
  sessionId: string;
  /** With `media.*` events only. */
  media?: WebhookMedia;
}
