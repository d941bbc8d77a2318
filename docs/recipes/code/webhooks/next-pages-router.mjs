// pages/api/webhooks/facesign.js
import { createNodeWebhook } from '@facesignai/api-native/webhooks';
import { on } from './events.mjs';

export const config = { api: { bodyParser: false } };

export default createNodeWebhook({ on, onError: console.error });
