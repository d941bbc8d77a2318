import Client, { FaceSignError } from '@facesignai/api-native';
import express from 'express';

// One client for the whole process: it keeps the connections, the retry budget and the pause after a 429.
const facesign = new Client({ serverUrl: process.env.FACESIGN_SERVER_URL });

const flow = [
  { id: 'start', type: 'start', outcome: 'end' },
  { id: 'end', type: 'end' },
];

const app = express();
app.use(express.json());

app.post('/verifications', async (request, response) => {
  // Take the order from the caller's own login, not from the body as here: if FaceSign honors idempotency keys, a
  // caller who names another user's order gets that user's session.
  const orderId = request.body?.orderId;
  if (typeof orderId !== 'string' || orderId === '')
    return response.status(400).json({ message: 'orderId must be a string.' });
  const idempotencyKey = encodeURIComponent(orderId); // headers are Latin-1
  const settings = { clientReferenceId: orderId, metadata: {}, flow };
  const { session, clientSecret } = await facesign.session.create(settings, { idempotencyKey });
  response.status(201).json({ id: session.id, url: clientSecret.url });
});

app.get('/verifications/:id', async (request, response) => {
  // The call ends when the user disconnects.
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const { session } = await facesign.session.retrieve(
    { sessionId: request.params.id },
    { signal: gone.signal },
  );
  response.json({ id: session.id, status: session.status });
});

// Express 5 passes rejections to this handler. Users see `userMessage`; everything else is for the log.
app.use((error, _request, response, next) => {
  if (!(error instanceof FaceSignError)) return next(error);
  console.error(JSON.stringify(error));
  const status = error.type === 'not_found_error' ? 404 : 502;
  return response.status(status).json({ message: error.userMessage });
});

app.listen(process.env.PORT ?? 3000, '127.0.0.1');
