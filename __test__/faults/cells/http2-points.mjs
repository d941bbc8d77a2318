// HTTP/2, point by point: a stream or its connection breaks, stalls or trickles. http2-responses.mjs has invalid responses;
// http2.mjs has streams and connections that are closed.
import { connection, cutOff, success, timeout } from '../support/expect.mjs';
import { BODY } from '../support/http1.mjs';
import {
  at,
  block,
  CONTINUATION,
  data,
  END_HEADERS,
  HEADERS,
  headers,
  INTERNAL_ERROR,
  NO_ERROR,
  REFUSED_STREAM,
  resetStream,
  send,
  status,
  understood,
} from '../support/http2.mjs';
import { impatient, SLOW_MS } from '../support/limits.mjs';
import { FORGED } from '../support/line.mjs';
import { close, closeRaw, read, reset, rest, sayRaw, stall } from '../support/steps.mjs';
import { headerLists, informational, lengths, text } from './http2-responses.mjs';

const MORE = 0;
const HALF = BODY.slice(0, 10);
/** Frames of a byte each. */
const bytes = (text) => [...text].map((byte) => data(byte, MORE));
const slowly = (steps) => steps.flatMap((step) => [step, rest(SLOW_MS)]);
const NONSENSE = connection('ERR_HTTP2_ERROR');

/** The faults after `said`, which begins with a good status. */
const cutAfter = (said) => [
  { fault: 'RST_STREAM', response: [...said, resetStream(INTERNAL_ERROR)], pooled: 1, expect: cutOff() },
  // The server withdraws the response that it has started. It may have acted.
  {
    fault: 'REFUSED_STREAM',
    response: [...said, understood, resetStream(REFUSED_STREAM)],
    pooled: 1,
    expect: cutOff(),
  },
  { fault: 'FIN', response: [...said, close], expect: cutOff() },
  { fault: 'FIN without close_notify', response: [...said, closeRaw], expect: cutOff() },
  { fault: 'RST', response: [...said, understood, reset], expect: cutOff() },
  { fault: 'a forged record', response: [...said, understood, sayRaw(FORGED)], expect: cutOff() },
  { fault: 'stall', response: [...said, stall], options: impatient, pooled: 1, expect: timeout() },
  {
    fault: 'trickle, slowly',
    response: [...said, ...slowly(bytes(BODY))],
    options: impatient,
    pooled: 1,
    expect: timeout(),
  },
];

const beforeBody = [
  ...cutAfter([headers()]),
  // An ordinary Node.js server sends this when it destroys the response. Without a length, it looks like a normal end.
  {
    fault: 'RST_STREAM with NO_ERROR, the length was said',
    response: [status(200, 0, { 'content-length': BODY.length }), resetStream(NO_ERROR)],
    pooled: 1,
    expect: cutOff(),
  },
  {
    fault: 'trickle, in time',
    response: [headers(), ...bytes(BODY), data('')],
    pooled: 1,
    expect: success(),
  },
];

const insideHeaders = [
  { fault: 'FIN', response: [send(HEADERS, 0, [0x88]), close], expect: connection('ECONNRESET') },
  { fault: 'RST', response: [send(HEADERS, 0, [0x88]), read, reset], expect: connection('ECONNRESET') },
  {
    fault: 'stall',
    response: [send(HEADERS, 0, [0x88]), stall],
    options: impatient,
    pooled: 1,
    expect: timeout(),
  },
  {
    fault: 'in four frames',
    response: [...inFrames(4, block(200, { 'x-a': 'b' })), data(BODY)],
    pooled: 1,
    expect: success(),
  },
  // Some fifteen frames for one head count as a flood (CVE-2024-27983).
  {
    fault: 'a byte in each frame',
    response: [...inFrames(15, block(200, { 'x-a': 'b' })), data(BODY)],
    expect: NONSENSE,
  },
  {
    fault: 'another frame between',
    response: [send(HEADERS, 0, [0x88]), data(BODY)],
    expect: NONSENSE,
  },
];

function inFrames(count, bytes) {
  const size = Math.ceil(bytes.length / count);
  return Array.from({ length: count }, (_, index) =>
    send(
      index === 0 ? HEADERS : CONTINUATION,
      index === count - 1 ? END_HEADERS : 0,
      bytes.subarray(index * size, (index + 1) * size),
    ),
  );
}

export default [
  ...at('inside headers', insideHeaders),
  ...at('1xx', informational),
  ...at('header list', headerLists),
  ...at('between headers and body', beforeBody),
  ...at('inside the body', cutAfter([headers(), data(HALF, MORE)])),
  ...at('Content-Length', lengths),
  ...at('text of the body', text),
];
