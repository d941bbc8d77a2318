// A server that sends its users to FaceSign, learns by webhook that they are done, and shows the result, with node:http
// only.
//   FACESIGN_API_KEY=sk_… FACESIGN_WEBHOOK_SECRET=… node examples/server.mjs
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import Client, { FaceSignError } from '@facesignai/api-native';
import { createNodeWebhook, fetchSession } from '@facesignai/api-native/webhooks';

// One client for the whole process: it keeps the connections, the retry budget and the pause after a 429.
const client = new Client({ serverUrl: process.env.FACESIGN_SERVER_URL });

const flow = [
  { id: 'start', type: 'start', outcome: 'live' },
  {
    id: 'live',
    type: 'liveness_detection',
    outcomes: { livenessDetected: 'end', deepfakeDetected: 'end', noFace: 'end', inconclusive: 'end' },
  },
  { id: 'end', type: 'end' },
];

async function begin(request) {
  // Take the order from the caller's own login, not from the body as here: if FaceSign honors idempotency keys, a
  // caller who names another user's order gets that user's session.
  const orderId = JSON.parse(await text(request))?.orderId;
  if (typeof orderId !== 'string' || orderId === '') return [400, { message: 'orderId must be a string.' }];
  const settings = { clientReferenceId: orderId, metadata: {}, flow };
  // If FaceSign honors the key, an order that is sent twice gets one session; to start over, add a number to the key.
  // It is encoded because headers are Latin-1.
  const idempotencyKey = encodeURIComponent(orderId);
  const { session, clientSecret } = await client.session.create(settings, { idempotencyKey });
  // The browser goes to this address.
  return [201, { id: session.id, url: clientSecret.url }];
}

/** Results by session. Yours go into a database. */
const results = new Map();

// The event says only that the status has changed. What it is now is in the session.
const webhook = createNodeWebhook({
  on: {
    'session.status': async (event) => {
      const session = await fetchSession(client, event);
      if (session.finishedAt !== undefined) results.set(session.id, resultOf(session));
    },
  },
  onError: console.error,
});

function resultOf({ id, status, report }) {
  const check = report?.nodeReports?.find((node) => node.type === 'liveness_detection');
  return { id, status, verified: status === 'complete' && check?.outcome === 'livenessDetected' };
}

/** Without a webhook, such as before the end, it asks FaceSign. */
async function look(_request, sessionId) {
  const result = results.get(sessionId);
  return [200, result ?? resultOf((await client.session.retrieve({ sessionId })).session)];
}

const routes = { 'POST /verifications': begin, 'GET /verifications/:id': look };

async function reply(request) {
  const [page, id] = new URL(`http://x${request.url}`).pathname.split('/').filter(Boolean);
  const route = routes[`${request.method} /${page}${id ? '/:id' : ''}`];
  return route ? route(request, id) : [404, { message: 'There is no such page.' }];
}

/** Users see `userMessage`; everything else is for the log. */
function failed(err) {
  console.error(err instanceof FaceSignError ? JSON.stringify(err) : err);
  if (err instanceof SyntaxError) return [400, { message: 'The request must be JSON.' }];
  if (!(err instanceof FaceSignError)) return [500, { message: 'Something went wrong.' }];
  if (err.type === 'not_found_error') return [404, { message: err.userMessage }];
  return [502, { message: err.userMessage }];
}

const server = createServer(async (request, response) => {
  if (request.url === '/webhooks/facesign') return webhook(request, response);
  const [status, body] = await reply(request).catch(failed);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

server.listen(process.env.PORT ?? 3000, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
