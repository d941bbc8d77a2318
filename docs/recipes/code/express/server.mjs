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
  // Take the order from the caller's own login, not from the body as here: where FaceSign honours idempotency keys,
  // whoever names another user's order is given that user's session.
  const orderId = request.body?.orderId;
  if (typeof orderId !== 'string' || orderId === '')
    return response.status(400).json({ message: 'orderId must be a text.' });
  const idempotencyKey = encodeURIComponent(orderId); // headers are Latin-1
  const settings = { clientReferenceId: orderId, metadata: {}, flow };
  const { session, clientSecret } = await facesign.session.create(settings, { idempotencyKey });
  response.status(201).json({ id: session.id, url: clientSecret.url });
});

app.get('/verifications/:id', async (request, response) => {
  // A reader who goes away ends the call.
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const { session } = await facesign.session.retrieve(
    { sessionId: request.params.id },
    { signal: gone.signal },
  );
  response.json({ id: session.id, status: session.status });
});

// Express 5 hands rejections on to here. Users are told `userMessage`; all else is for the log.
app.use((error, _request, response, next) => {
  if (!(error instanceof FaceSignError)) return next(error);
  console.error(JSON.stringify(error));
  const status = error.type === 'not_found_error' ? 404 : 502;
  return response.status(status).json({ message: error.userMessage });
});

app.listen(process.env.PORT ?? 3000, '127.0.0.1');
