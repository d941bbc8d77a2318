// Calls the function that the adapter made, as Vercel's launcher does.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const { default: made } = await import(pathToFileURL(process.argv[2]));
createServer(async (request, response) => {
  const reply = await made.fetch(new Request(`http://127.0.0.1${request.url}`));
  response.writeHead(reply.status).end(await reply.text());
}).listen(process.env.PORT, '127.0.0.1');
