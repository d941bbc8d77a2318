import { createServer } from 'node:http';
import { createNodeWebhook } from '@facesignai/api-native/webhooks';
import { on } from './events.mjs';

const receive = createNodeWebhook({ on, onError: console.error });

export const server = createServer((request, response) => {
  if (request.url === '/webhooks/facesign') return receive(request, response);
  return response.writeHead(404).end();
});
