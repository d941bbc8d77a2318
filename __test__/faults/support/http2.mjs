// Hand-written HTTP/2 frames (RFC 9113), because node:http2 can't send what a fault server must send. It only decodes
// the requests (decoder.mjs).
import { decoder } from './decoder.mjs';
import { BODY } from './http1.mjs';
import { written } from './steps.mjs';

const PREFACE_LENGTH = 24;
const FRAME_HEAD = 9;

/** The fields that make a cell use HTTP/2. */
export const OVER_HTTP2 = { protocol: 'HTTP/2', secure: true, alpn: 'h2' };

/** The cells of one point, over HTTP/2. */
export const at = (point, cells) => cells.map((cell) => ({ ...OVER_HTTP2, point, ...cell }));

export const DATA = 0;
export const HEADERS = 1;
export const RST_STREAM = 3;
export const SETTINGS = 4;
export const PUSH_PROMISE = 5;
export const PING = 6;
export const GOAWAY = 7;
export const CONTINUATION = 9;

export const END_STREAM = 1;
export const END_HEADERS = 4;
const ACK = 1;

/** Error codes (RFC 9113, 7). */
export const NO_ERROR = 0;
export const INTERNAL_ERROR = 2;
export const REFUSED_STREAM = 7;

/**
 * Sends the server's `settings` and calls `onRequest` for every complete request, with its stream.
 * @returns the number of incomplete requests
 */
export function readStreams(socket, onRequest, settings = '') {
  let pending = Buffer.alloc(0);
  let skip = PREFACE_LENGTH;
  let unread = 0;
  const decode = decoder((request) => {
    unread -= 1;
    onRequest(request);
  });
  socket.once('data', () => written(socket, frame(SETTINGS, 0, 0, settings)));
  socket.on('close', () => decode());
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const length = skip || frameLength(pending);
      if (pending.length < length) return;
      const bytes = pending.subarray(0, length);
      if (!skip && bytes[3] === HEADERS) unread += 1;
      if (skip || receive(socket, bytes)) decode(bytes);
      skip = 0;
      pending = pending.subarray(length);
    }
  });
  return () => unread;
}

function frameLength(bytes) {
  return bytes.length < FRAME_HEAD ? FRAME_HEAD : FRAME_HEAD + bytes.readUIntBE(0, 3);
}

/** Waits until the client has handled all frames so far: it acknowledges a PING only then. */
export const understood = ({ socket }) =>
  new Promise((resolve) => {
    socket.once('ping-acknowledged', resolve);
    socket.once('close', resolve);
    if (socket.destroyed) resolve();
    written(socket, frame(PING, 0, 0, 'abcdefgh'));
  });

/**
 * Responds to a frame of the connection itself. Returns whether it is for the
 * decoder, which must not see responses to what it did not send.
 */
function receive(socket, bytes) {
  const [type, flags] = [bytes[3], bytes[4]];
  if (type === SETTINGS && !(flags & ACK)) written(socket, frame(SETTINGS, ACK, 0, ''));
  if (type === PING && flags & ACK) socket.emit('ping-acknowledged');
  if (type === PING && !(flags & ACK)) written(socket, frame(PING, ACK, 0, bytes.subarray(FRAME_HEAD)));
  return [HEADERS, CONTINUATION, DATA].includes(type) || (type === SETTINGS && !(flags & ACK));
}

export function frame(type, flags, stream, payload) {
  const body = Buffer.from(payload);
  const bytes = Buffer.alloc(FRAME_HEAD);
  bytes.writeUIntBE(body.length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(stream, 5);
  return Buffer.concat([bytes, body]);
}

/** 32-bit numbers, as GOAWAY has two of them. */
export function numbers(...values) {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value, 4 * index);
  });
  return bytes;
}

/** The payload of `SETTINGS_MAX_CONCURRENT_STREAMS`. */
export const mostStreams = (count) => Buffer.concat([Buffer.from([0, 3]), numbers(count)]);

/** A field that is not indexed, with a literal name (RFC 7541, 6.2.2). */
export function field(name, value) {
  return Buffer.concat([Buffer.from([0]), text(name), text(String(value))]);
}

/** A string literal without Huffman coding (RFC 7541, 5.2). */
function text(value) {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from(prefixed(bytes.length)), bytes]);
}

/** A number that begins with the seven low bits of a byte (RFC 7541, 5.1). */
function prefixed(value) {
  if (value < 127) return [value];
  const bytes = [127];
  let rest = value - 127;
  for (; rest > 127; rest >>= 7) bytes.push((rest & 127) | 128);
  return [...bytes, rest];
}

/** `:status: 200` of the static table (RFC 7541, appendix A). */
const STATUS_200 = Buffer.from([0x88]);

/** Steps that send one frame each, on the stream of the request. */
export const send =
  (type, flags, payload) =>
  ({ socket, stream }) =>
    written(socket, frame(type, flags, stream, payload));

export const headers = (...fields) => send(HEADERS, END_HEADERS, Buffer.concat([STATUS_200, ...fields]));
/** Headers with another status, by its name in the static table. */
export const status = (code, flags = 0, fields = {}) =>
  send(HEADERS, END_HEADERS | flags, block(code, fields));

/** One block with a status and fields. */
export const block = (code, fields) =>
  Buffer.concat([
    Buffer.from([0x08, 3]),
    Buffer.from(String(code)),
    ...Object.entries(fields).map(([name, value]) => field(name, value)),
  ]);

export const data = (body, flags = END_STREAM) => send(DATA, flags, body);
export const resetStream = (code) => send(RST_STREAM, 0, numbers(code));

/** @param last the last stream that the server has worked on, or a function of the request's stream */
export const goAway =
  (last, code) =>
  ({ socket, stream }) =>
    written(socket, frame(GOAWAY, 0, 0, numbers(typeof last === 'function' ? last(stream) : last, code)));

/** The maximum size of a frame, unless settings change it (RFC 9113, 4.2). */
const MOST_IN_FRAME = 16_384;
const parts = (bytes) =>
  Array.from({ length: Math.ceil(bytes.length / MOST_IN_FRAME) }, (_, index) =>
    bytes.subarray(index * MOST_IN_FRAME, (index + 1) * MOST_IN_FRAME),
  );

/** A complete response with the right length. */
export function reply(body = BODY, fields = {}, code = 200) {
  const bytes = Buffer.from(body);
  const head = { 'content-length': bytes.length, ...fields };
  if (bytes.length === 0) return [status(code, END_STREAM, head)];
  return [status(code, 0, head), ...parts(bytes).map((part) => data(part, 0)), data('')];
}

/** A block that may be longer than a frame. */
export const longBlock = (bytes) => {
  const [first, ...others] = parts(bytes);
  const rest = others.map((part, index) =>
    send(CONTINUATION, index === others.length - 1 ? END_HEADERS : 0, part),
  );
  return [send(HEADERS, others.length === 0 ? END_HEADERS : 0, first), ...rest];
};

/** A complete good response. */
export const good = [headers(), data(BODY)];
