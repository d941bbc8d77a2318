import { createNodeWebhook } from '@facesignai/api-native/webhooks';
import express from 'express';
import { on } from './events.mjs';

export const app = express();

// Before express.json(): the signature covers the bytes, which a parsed body has lost.
app.post('/webhooks/facesign', createNodeWebhook({ on, onError: console.error }));

app.use(express.json());
