import { createWebWebhook } from '@facesignai/api-native/webhooks';
import { Hono } from 'hono';
import { on } from './events.mjs';

export const app = new Hono();
const receive = createWebWebhook({ on, onError: console.error });

app.post('/webhooks/facesign', (c) => receive(c.req.raw));
