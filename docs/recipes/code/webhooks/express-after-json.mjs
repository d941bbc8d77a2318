import { createNodeWebhook } from '@facesignai/api-native/webhooks';
import express from 'express';
import { on } from './events.mjs';

export const app = express();

app.use(
  express.json({
    verify: (request, _response, bytes) => {
      if (request.originalUrl === '/webhooks/facesign') request.rawBody = bytes;
    },
  }),
);

app.post('/webhooks/facesign', createNodeWebhook({ on, onError: console.error }));
