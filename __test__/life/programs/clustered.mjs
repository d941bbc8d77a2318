// A cluster whose workers make calls to respond to requests. The primary sends requests, ends the workers like a deployment,
// and prints the responses and how the workers ended.
import cluster from 'node:cluster';
import { once } from 'node:events';
import http from 'node:http';
import { clientOf } from '../../support/client.mjs';

const WORKERS = 2;
const REQUESTS = 40;
const url = process.argv[2];

if (cluster.isPrimary) await primary();
else serve();

async function primary() {
  const workers = Array.from({ length: WORKERS }, () => cluster.fork());
  const [[address]] = await Promise.all(workers.map((worker) => once(worker, 'listening')));
  const asking = Array.from({ length: REQUESTS }, () => ask(address.port));
  const responses = await Promise.all(asking);
  const exits = workers.map((worker) => once(worker, 'exit'));
  cluster.disconnect();
  const codes = (await Promise.all(exits)).map(([code]) => code);
  console.log(JSON.stringify({ responses: responses.filter((text) => text === '[]').length, codes }));
}

async function ask(port) {
  const response = await fetch(`http://127.0.0.1:${port}`, { headers: { connection: 'close' } });
  return response.text();
}

function serve() {
  const client = clientOf({ url });
  http
    .createServer(async (_request, response) => response.end(JSON.stringify(await client.langs.retrieve())))
    .listen(0, '127.0.0.1');
}
