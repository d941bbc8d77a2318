/**
 * Types of `@facesignai/api-native/webhooks`: the union of events narrows, handlers get the event of their type, and the
 * handlers fit what frameworks call.
 */

import type { IncomingMessage, RequestListener } from 'node:http';
import { type Client, type FaceSignError, type Session, WebhookType } from '../../index.js';
import {
  createNodeWebhook,
  createWebWebhook,
  type FaceSignWebhookEvent,
  type SeenStore,
  sign,
  unwrap,
  verify,
  type WebhookHeaders,
  type WebhookMedia,
  WebhookVerificationError,
} from '../../webhooks/index.js';
import { expectTrue, expectType, type Same } from './expect.js';

declare const client: Client;
declare const request: IncomingMessage;
declare const bytes: Uint8Array;
declare const redis: SeenStore;

const event: FaceSignWebhookEvent = unwrap(bytes, request.headers, ['old', 'new'], {
  receivedAt: new Date(),
});
verify('{}', new Headers(), 'secret', { maxAgeMs: false, now: Date.now });
export const headers: WebhookHeaders = sign('{}', { secret: 's', form: 't-v1', timestamp: 1_789_000_000 });
expectTrue<Same<typeof client.webhooks.unwrap, typeof unwrap>>();

/** The string of a type narrows, and so does the member of the enum. */
export function mediaOf(received: FaceSignWebhookEvent): WebhookMedia | undefined {
  switch (received.type) {
    case 'media.user_photo':
    case WebhookType.MEDIA_DOCUMENT_PHOTO:
      expectType<WebhookMedia>()(received.media);
      return received.media;
    case WebhookType.MEDIA_USER_VIDEO:
      return received.media;
    case 'session.status':
    case 'analysis.video':
    case 'analysis.screenshot':
    case 'analysis.deepfake':
    case 'settings.avatars':
    case 'settings.langs':
      return received.media;
    default:
      expectType<never>()(received);
      return received;
  }
}

// @ts-expect-error there is no such type
export const never = event.type === 'session.completed';

const options = {
  secret: ['old', 'new'] as const,
  seen: redis,
  on: {
    'media.user_photo': ({ media }: { media: WebhookMedia }) => media.url,
    'session.status': async (received: FaceSignWebhookEvent) => {
      expectType<Session>()(await client.webhooks.fetchSession(client, received));
    },
    '*': (received: FaceSignWebhookEvent) => received.id,
  },
  onError: (error: unknown, received?: FaceSignWebhookEvent) => console.error(error, received?.id),
};
export const listener: RequestListener = createNodeWebhook(options);
export const route: (request: Request) => Promise<Response> = createWebWebhook(options);
createNodeWebhook({ on: { [WebhookType.MEDIA_USER_VIDEO]: ({ media }) => media.contentType } });

// @ts-expect-error there is no such type of event
createNodeWebhook({ on: { 'session.completed': () => {} } });
// @ts-expect-error a store needs all three
createNodeWebhook({ on: {}, seen: { claim: () => 'new' } });
// @ts-expect-error a body that was parsed
unwrap({ id: 'evt_1' }, request.headers);

export const error: FaceSignError = new WebhookVerificationError('replayed', { reason: 'too_old' });
