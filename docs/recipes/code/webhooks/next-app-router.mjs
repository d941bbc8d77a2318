// app/webhooks/facesign/route.mjs
import { createWebWebhook } from '@facesignai/api-native/webhooks';
import { on } from './events.mjs';

export const POST = createWebWebhook({ on, onError: console.error });
