import Client, { FaceSignError } from '@facesignai/api-native';
import Fastify from 'fastify';

const app = Fastify({ logger: { level: 'warn' } });

// The server's own logger (pino) gets the client's lines.
const facesign = new Client({
  serverUrl: process.env.FACESIGN_SERVER_URL,
  logger: app.log,
});

const flow = [
  { id: 'start', type: 'start', outcome: 'end' },
  { id: 'end', type: 'end' },
];

// Only a string can be a key: two objects would share `[object Object]`.
const order = {
  type: 'object',
  required: ['orderId'],
  properties: { orderId: { type: 'string', minLength: 1 } },
};

app.post('/verifications', { schema: { body: order } }, async (request, reply) => {
  // Take the order from the caller's own login, not from the body as here: if FaceSign honors idempotency keys, a
  // caller who names another user's order gets that user's session.
  const { orderId } = request.body;
  const idempotencyKey = encodeURIComponent(orderId); // headers are Latin-1
  const settings = { clientReferenceId: orderId, metadata: {}, flow };
  const { session, clientSecret } = await facesign.session.create(settings, { idempotencyKey });
  return reply.code(201).send({ id: session.id, url: clientSecret.url });
});

app.get('/verifications/:id', async (request) => {
  const { session } = await facesign.session.retrieve({ sessionId: request.params.id });
  return { id: session.id, status: session.status };
});

app.setErrorHandler((error, _request, reply) => {
  if (!(error instanceof FaceSignError)) throw error;
  const status = error.type === 'not_found_error' ? 404 : 502;
  return reply.code(status).send({ message: error.userMessage });
});

await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' });
