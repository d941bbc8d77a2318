import Client, { NotFoundError } from '@facesignai/api-native';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const facesign = new Client({ serverUrl: process.env.FACESIGN_SERVER_URL });
const flow = [
  { id: 'start', type: 'start', outcome: 'end' },
  { id: 'end', type: 'end' },
];
const app = new Hono();

app.post('/verifications', async (context) => {
  const { orderId } = await context.req.json();
  if (typeof orderId !== 'string') return context.json({ message: 'orderId must be a string.' }, 400);
  const settings = { clientReferenceId: orderId, metadata: {}, flow };
  const { session, clientSecret } = await facesign.session.create(settings);
  return context.json({ id: session.id, url: clientSecret.url }, 201);
});

app.get('/verifications/:id', async (context) => {
  const sessionId = context.req.param('id');
  const { session } = await facesign.session.retrieve({ sessionId }, { signal: context.req.raw.signal });
  return context.json({ id: session.id, status: session.status });
});

app.onError((error, context) =>
  context.json({ message: error.userMessage }, error instanceof NotFoundError ? 404 : 500),
);

serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' });
