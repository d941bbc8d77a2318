// HTTP/2 over TLS (RFC 9113): streams that are refused or reset, connections that are closed, invalid frames. The client
// uses HTTP/2 if the server offers it.
import { connection, lost, retried, success, timeout, unsent } from '../support/expect.mjs';
import { BODY } from '../support/http1.mjs';
import {
  at,
  CONTINUATION,
  DATA,
  data,
  END_HEADERS,
  field,
  frame,
  goAway,
  good,
  HEADERS,
  headers,
  INTERNAL_ERROR,
  NO_ERROR,
  PING,
  REFUSED_STREAM,
  resetStream,
  SETTINGS,
  send,
  status,
} from '../support/http2.mjs';
import { impatient, SLOW_MS } from '../support/limits.mjs';
import { close, closeRaw, endless, reset, say, stall } from '../support/steps.mjs';

const MORE = 0;
/** The highest possible stream: the server has worked on everything that it received. */
const ALL = 2 ** 31 - 1;
const NONSENSE = connection('ERR_HTTP2_ERROR');
const STREAM_ERROR = connection('ERR_HTTP2_STREAM_ERROR');

const windingUp = [
  // Streams above the last one that GOAWAY names were not worked on (RFC 9113, 6.8 and 8.7).
  {
    fault: 'GOAWAY, stream not worked on',
    response: [goAway(0, NO_ERROR), close],
    // Each of the three attempts uses two more connections at once before it fails.
    expect: unsent('ERR_HTTP2_GOAWAY_SESSION', 9),
  },
  {
    fault: 'GOAWAY, stream worked on, then the response',
    response: [goAway((stream) => stream, NO_ERROR), ...good, close],
    expect: success(),
  },
  {
    fault: 'GOAWAY with an error, then FIN',
    response: [goAway(ALL, INTERNAL_ERROR), close],
    // The server says that it worked on the stream, so the end of the connection ends it.
    expect: connection('ECONNRESET'),
  },
  {
    fault: 'REFUSED_STREAM',
    response: [resetStream(REFUSED_STREAM)],
    pooled: 1,
    expect: unsent('ERR_HTTP2_STREAM_ERROR', 3),
  },
  {
    fault: 'RST_STREAM before headers',
    response: [resetStream(INTERNAL_ERROR)],
    pooled: 1,
    expect: STREAM_ERROR,
  },
  {
    fault: 'RST_STREAM in a 503',
    response: [status(503), resetStream(INTERNAL_ERROR)],
    pooled: 1,
    expect: retried('ServerError', 503),
  },
  {
    fault: 'RST_STREAM after the response',
    response: [...good, resetStream(NO_ERROR)],
    pooled: 1,
    expect: success(),
  },
];

const line = [
  { fault: 'FIN before headers', response: [close], expect: connection('ECONNRESET') },
  {
    fault: 'FIN without close_notify before headers',
    response: [closeRaw],
    expect: connection('ECONNRESET'),
  },
  { fault: 'RST before headers', response: [reset], expect: connection('ECONNRESET') },
  { fault: 'silence before headers', response: [stall], options: impatient, pooled: 1, expect: timeout() },
  {
    fault: 'PING and silence',
    response: [endless(frame(PING, 0, 0, 'abcdefgh'), SLOW_MS)],
    options: impatient,
    pooled: 1,
    expect: timeout(),
  },
];

const nonsense = [
  { fault: 'text of HTTP/1.1', response: [say('HTTP/1.1 400 Bad Request\r\n\r\n')], expect: NONSENSE },
  {
    fault: 'headers that cannot be unpacked',
    response: [send(HEADERS, END_HEADERS, Buffer.alloc(8, 0xff))],
    expect: NONSENSE,
  },
  { fault: 'a response to a request that was not made', response: [unasked], expect: NONSENSE },
  { fault: 'headers on stream 0', response: [say(frame(HEADERS, END_HEADERS, 0, [0x88]))], expect: NONSENSE },
  { fault: 'a body without headers', response: [data(BODY)], pooled: 1, expect: NONSENSE },
  {
    fault: 'no :status',
    response: [send(HEADERS, END_HEADERS, field('x-a', 'b'))],
    pooled: 1,
    expect: STREAM_ERROR,
  },
  { fault: 'settings of half a size', response: [say(frame(SETTINGS, 0, 0, 'abc'))], expect: NONSENSE },
  {
    fault: 'endless CONTINUATION',
    response: [send(HEADERS, 0, [0x88]), endlessContinuation],
    expect: NONSENSE,
  },
];

const body = [
  { fault: 'whole', response: good, pooled: 1, expect: success() },
  {
    fault: 'a byte in each frame',
    response: [headers(), ...[...BODY].map((byte) => data(byte, MORE)), data('')],
    pooled: 1,
    expect: success(),
  },
  { fault: 'too long', response: [headers(), endlessData], pooled: 1, expect: lost() },
];

/** Headers of a stream that the client has not opened. */
function unasked({ socket, stream }) {
  return say(frame(HEADERS, END_HEADERS, stream + 100, [0x88]))({ socket });
}

/** Goes on until the connection closes; the client cannot know that it will not end. */
async function endlessContinuation({ socket, stream }) {
  await endless(frame(CONTINUATION, 0, stream, field('x-filler', 'a'.repeat(100))))({ socket });
}

/** Twice the limit of a response, and not more: a server must respect the client's window (RFC 9113, 5.2). */
async function endlessData({ socket, stream }) {
  const blanks = frame(DATA, 0, stream, Buffer.alloc(16_384, ' '));
  for (let sent = 0; sent < 2 * 1024 * 1024; sent += 16_384) await say(blanks)({ socket });
}

export default [
  ...at('winding up', windingUp),
  ...at('the line', line),
  ...at('frames', nonsense),
  ...at('the body', body),
];
