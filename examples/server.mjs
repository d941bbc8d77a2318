// A server that sends its users to FaceSign and reads what came of it, on node:http alone.
//   FACESIGN_API_KEY=sk_… node examples/server.mjs
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import Client, { FaceSignError } from '@facesignai/api-native';

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
  const { orderId } = JSON.parse(await text(request));
  const settings = { clientReferenceId: orderId, metadata: {}, flow };
  // A key of the event's own: where the server honours it, an order that is sent twice gets one session.
  const { session, clientSecret } = await client.session.create(settings, { idempotencyKey: orderId });
  return [201, { id: session.id, url: clientSecret.url }];
}

async function look(request) {
  const sessionId = request.url.split('/').at(-1);
  const { session } = await client.session.retrieve({ sessionId });
  return [200, { id: session.id, status: session.status }];
}

const routes = { 'POST /verifications': begin, 'GET /verifications': look };

/** What the user is told is `userMessage`; all else is for the log. */
function failed(err) {
  if (!(err instanceof FaceSignError)) return [400, { message: 'This request could not be read.' }];
  console.error(JSON.stringify(err));
  if (err.type === 'not_found_error') return [404, { message: err.userMessage }];
  return [502, { message: err.userMessage }];
}

const server = createServer(async (request, response) => {
  const route = routes[`${request.method} /${request.url.split('/')[1]}`];
  const [status, body] = route
    ? await route(request).catch(failed)
    : [404, { message: 'There is no such page.' }];
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

server.listen(process.env.PORT ?? 3000, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
