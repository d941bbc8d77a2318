// Reads a client's HTTP/2 requests with node:http2, which can decompress their headers. It gets a copy of the client's
// bytes, and what it would respond is dropped: the fault server alone writes to the connection.
import http2 from 'node:http2';
import { Duplex } from 'node:stream';

/** Calls `onRequest` for every complete request. Returns a function that takes the client's bytes, and ends on none. */
export function decoder(onRequest) {
  const line = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const server = http2.createServer();
  server.on('stream', (stream, fields) => {
    const chunks = [];
    stream.on('error', () => {});
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => onRequest(request(stream.id, fields, Buffer.concat(chunks))));
  });
  server.on('sessionError', () => {});
  server.emit('connection', line);
  return (bytes) => (bytes ? line.push(bytes) : line.destroy());
}

/** As in HTTP/1.1, with the authority as its `host`. */
function request(stream, fields, body) {
  const own = Object.entries(fields).filter(([name]) => !name.startsWith(':'));
  const headers = { ...Object.fromEntries(own), host: fields[':authority'] };
  return { stream, method: fields[':method'], path: fields[':path'], headers, body: body.toString() };
}
