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

/** What every event has. Its `type` is a member of `WebhookType` or the member's string; both narrow. */
export interface WebhookEventOf<T extends WebhookType> extends Omit<WebhookEvent, 'type'> {
  /** Kind of the event. */
  type: T | `${T}`;
}

/** An event about a file, which it names. */
export interface MediaWebhookEventOf<T extends WebhookType> extends WebhookEventOf<T> {
  /** The file. */
  media: WebhookMedia;
}

/** Each type of event with its shape. Source: the types of `@facesignai/api` 1.0.47. */
export interface WebhookEvents {
  /** The status of a session changed; also sent when it is made. The event doesn't name the new status: read the session. */
  'session.status': WebhookEventOf<WebhookType.SESSION_STATUS>;
  /** A photo of the user is there. */
  'media.user_photo': MediaWebhookEventOf<WebhookType.MEDIA_USER_PHOTO>;
  /** A photo of a document is there. */
  'media.document_photo': MediaWebhookEventOf<WebhookType.MEDIA_DOCUMENT_PHOTO>;
  /** A video of the user is there. */
  'media.user_video': MediaWebhookEventOf<WebhookType.MEDIA_USER_VIDEO>;
  /** The analysis of the video ended. */
  'analysis.video': WebhookEventOf<WebhookType.ANALYSIS_VIDEO>;
  /** The analysis of a screenshot ended. */
  'analysis.screenshot': WebhookEventOf<WebhookType.ANALYSIS_SCREENSHOT>;
  /** The search for deepfakes ended, with whatever result. */
  'analysis.deepfake': WebhookEventOf<WebhookType.ANALYSIS_DEEPFAKE>;
  /** The avatars changed. */
  'settings.avatars': WebhookEventOf<WebhookType.SETTINGS_AVATARS>;
  /** The languages changed. */
  'settings.langs': WebhookEventOf<WebhookType.SETTINGS_LANGS>;
}

/**
 * A verified event: `switch (event.type)` narrows it. At run time there may be types that this version doesn't know, so
 * write a `default` branch.
 */
export type FaceSignWebhookEvent = WebhookEvents[keyof WebhookEvents];
