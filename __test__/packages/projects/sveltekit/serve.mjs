// Calls the function that the adapter made, as Vercel's launcher does.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const { default: handler } = await import(pathToFileURL(process.argv[2]));
createServer(handler).listen(process.env.PORT, '127.0.0.1');
