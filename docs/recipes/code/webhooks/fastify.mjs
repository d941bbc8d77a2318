import { createNodeWebhook } from '@facesignai/api-native/webhooks';
import Fastify from 'fastify';
import { on } from './events.mjs';

export const app = Fastify();

// A plugin of its own, so that every other route still gets parsed bodies.
app.register(async (scope) => {
  const receive = createNodeWebhook({ on, onError: (error) => app.log.error(error) });
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  scope.post('/webhooks/facesign', async (request, reply) => {
    reply.hijack();
    await receive(request.raw, reply.raw);
  });
});
