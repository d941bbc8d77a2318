// The part of HTTP/1.1 that a fault server needs: it reads requests to their end, and encodes heads and responses.

const HEAD_END = '\r\n\r\n';

/**
 * Calls `onRequest` for every complete request, or with `early` as soon as its head has arrived.
 * @returns the number of incomplete requests
 */
export function readRequests(socket, onRequest, early = false) {
  let pending = Buffer.alloc(0);
  let request;
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (request ??= begun(pending); request; request = begun(pending)) {
      if (early && !request.reported) onRequest(Object.assign(request, { reported: true }));
      if (pending.length < request.size) return;
      request.body = pending.subarray(request.start, request.size).toString();
      pending = pending.subarray(request.size);
      if (!early) onRequest(request);
    }
  });
  return () => (pending.length > 0 ? 1 : 0);
}

/** The request at the start of `bytes`, if its head is complete, and its size. */
function begun(bytes) {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const request = parsedHead(bytes.subarray(0, headEnd).toString('latin1'));
  const start = headEnd + HEAD_END.length;
  return { ...request, start, size: start + Number(request.headers['content-length'] ?? 0) };
}

function parsedHead(text) {
  const [line, ...fields] = text.split('\r\n');
  const [method, path] = line.split(' ');
  const pairs = fields.map((field) => {
    const [name, ...value] = field.split(':');
    return [name.toLowerCase(), value.join(':').trim()];
  });
  return { method, path, headers: Object.fromEntries(pairs) };
}

/** The value of a good response; the client passes it on unchanged. */
export const VALUE = { id: 's-1', status: 'created' };
export const BODY = JSON.stringify(VALUE);

/** A head without framing; the caller adds the length of the body, if any. */
export function head(headers = {}, status = '200 OK') {
  const fields = Object.entries({ 'content-type': 'application/json', ...headers });
  return [`HTTP/1.1 ${status}`, ...fields.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

/** A complete response with the right length. */
export function response(body = BODY, headers = {}, status = '200 OK') {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(head({ 'content-length': bytes.length, ...headers }, status)), bytes]);
}

/** One chunk of chunked coding; `chunk('')` is the last one. */
export const chunk = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;

/** Bytes without meaning. */
export const noise = (length) => Buffer.from(Array.from({ length }, (_, index) => (index * 167 + 89) % 256));
