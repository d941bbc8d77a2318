// @ts-check
// The ES module entry of `@facesignai/api-native/webhooks`: the same objects as the CommonJS entry gives.
import entry from './index.js';

export const {
  FaceSignError,
  WebhookVerificationError,
  createNodeWebhook,
  createWebWebhook,
  fetchSession,
  sign,
  unwrap,
  verify,
} = entry;
