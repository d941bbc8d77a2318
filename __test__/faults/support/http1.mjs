// The least of HTTP/1.1 that a fault server needs: requests read to their end, and heads and answers as bytes.

const HEAD_END = '\r\n\r\n';

/** Calls `onRequest` for every whole request; with `early` as soon as its head is there. */
export function readRequests(socket, onRequest, early = false) {
  let pending = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (let request = first(pending, early); request; request = first(pending, early)) {
      pending = pending.subarray(request.size);
      onRequest(request);
    }
  });
}

/** The first request in `bytes` and how many of them it takes, if it is whole. */
function first(bytes, early) {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const request = parsedHead(bytes.subarray(0, headEnd).toString('latin1'));
  const start = headEnd + HEAD_END.length;
  const size = early ? start : start + Number(request.headers['content-length'] ?? 0);
  return bytes.length < size ? undefined : { ...request, size, body: bytes.subarray(start, size).toString() };
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

/** What a good answer holds; the client hands it on as it is. */
export const VALUE = { id: 's-1', status: 'created' };
export const BODY = JSON.stringify(VALUE);

/** A head without framing: the caller says how long the body is, or does not. */
export function head(headers = {}, status = '200 OK') {
  const fields = Object.entries({ 'content-type': 'application/json', ...headers });
  return [`HTTP/1.1 ${status}`, ...fields.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

/** A whole answer with the right length. */
export function answer(body = BODY, headers = {}, status = '200 OK') {
  const bytes = Buffer.from(body);
  return Buffer.concat([Buffer.from(head({ 'content-length': bytes.length, ...headers }, status)), bytes]);
}

/** One chunk of chunked coding; `chunk('')` is the last one. */
export const chunk = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
