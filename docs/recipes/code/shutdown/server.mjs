// A server that ends without losing a call: it stops to accept requests, finishes those that run, then closes the client.
import { once } from 'node:events';
import { createServer } from 'node:http';
import Client, { FaceSignError } from '@facesignai/api-native';

const client = new Client({ serverUrl: process.env.FACESIGN_SERVER_URL });
const flow = [
  { id: 'start', type: 'start', outcome: 'end' },
  { id: 'end', type: 'end' },
];

const server = createServer(async (request, response) => {
  try {
    const clientReferenceId = `order${request.url}`;
    const { clientSecret } = await client.session.create({ clientReferenceId, metadata: {}, flow });
    response.writeHead(201).end(clientSecret.url);
  } catch (err) {
    console.error(JSON.stringify(err));
    response.writeHead(502).end(err instanceof FaceSignError ? err.userMessage : 'Something went wrong.');
  }
});
server.listen(process.env.PORT ?? 3000, '127.0.0.1', () => console.log(server.address().port));

// Kubernetes sends SIGKILL 30 s after SIGTERM.
const graceMs = Number(process.env.GRACE_MS ?? 20_000);

process.once('SIGTERM', async () => {
  // Requests that are running may make further calls, so the client is closed last.
  server.close();
  const timer = setTimeout(() => client.close({ timeoutMs: 0 }), graceMs);
  await once(server, 'close');
  clearTimeout(timer);
  await client.close();
  console.log('closed');
});
