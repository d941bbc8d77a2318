export type * from './index.js';
export {
  createNodeWebhook,
  createWebWebhook,
  FaceSignError,
  fetchSession,
  sign,
  unwrap,
  verify,
  WebhookVerificationError,
} from './index.js';
