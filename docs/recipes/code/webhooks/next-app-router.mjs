// app/webhooks/facesign/route.js
import { createWebWebhook } from '@facesignai/api-native/webhooks';
import { on } from './events.mjs';

export const POST = createWebWebhook({ on, onError: console.error });
