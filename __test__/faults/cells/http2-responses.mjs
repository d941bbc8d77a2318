// Invalid HTTP/2 responses: heads that come too early or too often, header lists that are too long, wrong lengths,
// invalid strings. http2-points.mjs says where they belong.
import { connection, cutOff, lost, noJson, retried, success, timeout } from '../support/expect.mjs';
import { BODY } from '../support/http1.mjs';
import {
  block,
  data,
  END_HEADERS,
  END_STREAM,
  frame,
  good,
  HEADERS,
  headers,
  longBlock,
  reply,
  status,
} from '../support/http2.mjs';
import { impatient, SLOW_MS } from '../support/limits.mjs';
import { close, endless, rest, written } from '../support/steps.mjs';

const HALF = BODY.slice(0, 10);
/** Only the stream fails. The connection is reused. */
const STREAM_ERROR = { pooled: 1, expect: connection('ERR_HTTP2_STREAM_ERROR') };
const NONSENSE = connection('ERR_HTTP2_ERROR');

/** Heads before the response's own (RFC 9113, 8.1): any number of them, within the timeout of the attempt. */
export const informational = [
  { fault: '100 before the response', response: [status(100), ...good], pooled: 1, expect: success() },
  { fault: '103 before the response', response: [hint(), ...good], pooled: 1, expect: success() },
  { fault: '2,000 of 103', response: [many1xx(2000, 103), ...good], pooled: 1, expect: success() },
  { fault: '2,000 of 100', response: [many1xx(2000, 100), ...good], pooled: 1, expect: success() },
  {
    fault: 'endless, 5,000 a second',
    response: [endlessHints],
    options: impatient,
    pooled: 1,
    expect: timeout(),
  },
  {
    fault: 'endless, slowly',
    response: times(100, hint(), rest(SLOW_MS)),
    options: impatient,
    pooled: 1,
    expect: timeout(),
  },
  { fault: 'one, then FIN', response: [hint(), close], expect: connection('ECONNRESET') },
  { fault: 'one with the end of the stream', response: [status(103, END_STREAM)], ...STREAM_ERROR },
];

/** The client announces its limit (SETTINGS_MAX_HEADER_LIST_SIZE, 16 KiB). */
export const headerLists = [
  { fault: '90 headers', response: reply(BODY, many(90)), pooled: 1, expect: success() },
  { fault: 'a header of 8 KiB', response: reply(BODY, long(8192)), pooled: 1, expect: success() },
  {
    fault: 'a header of 17 KiB',
    response: [...longBlock(block(200, long(17_408))), data(BODY)],
    ...STREAM_ERROR,
  },
  // A head that is far too long is not decompressed, so the connection must be closed (RFC 9113, 10.5.1).
  {
    fault: 'a header of 64 KiB',
    response: [...longBlock(block(200, long(65_536))), data(BODY)],
    expect: NONSENSE,
  },
  { fault: '2,000 headers', response: [...longBlock(block(200, many(2000))), data(BODY)], expect: NONSENSE },
  {
    fault: 'a header of 1 MiB',
    response: [...longBlock(block(200, long(1_048_576))), data(BODY)],
    expect: NONSENSE,
  },
];

export const lengths = [
  {
    fault: 'longer than the body',
    response: reply(BODY, { 'content-length': BODY.length + 9 }),
    pooled: 1,
    expect: cutOff(),
  },
  {
    fault: 'shorter than the body',
    response: reply(BODY, { 'content-length': BODY.length - 3 }),
    pooled: 1,
    expect: cutOff(),
  },
  {
    fault: 'longer than the body, nothing comes',
    response: [status(200, END_STREAM, { 'content-length': 5 })],
    // A head that contradicts itself is invalid (RFC 9113, 8.1.1).
    ...STREAM_ERROR,
  },
  {
    fault: 'zero, and a body',
    response: [status(200, 0, { 'content-length': 0 }), data(BODY)],
    pooled: 1,
    expect: cutOff(),
  },
  { fault: 'a word', response: reply(BODY, { 'content-length': 'many' }), ...STREAM_ERROR },
  {
    fault: 'longer than the body, 503',
    response: reply(HALF, { 'content-length': 99 }, 503),
    pooled: 1,
    expect: retried('ServerError', 503),
  },
];

export const text = [
  {
    fault: 'invalid UTF-8 inside a string',
    response: reply(Buffer.from('7b226964223a22ff80227d', 'hex')),
    expect: success({ value: { id: '\ufffd\ufffd' } }),
  },
  { fault: 'a byte order mark', response: reply(`\ufeff${BODY}`), expect: noJson() },
  { fault: 'UTF-16', response: reply(Buffer.from(BODY, 'utf16le')), expect: noJson() },
  { fault: 'empty', response: reply(''), expect: noJson() },
  { fault: 'an empty frame', response: [headers(), data('')], expect: noJson() },
  { fault: 'none, status 204', response: [status(204, END_STREAM)], expect: noJson({ status: 204 }) },
  {
    fault: 'HTML',
    response: reply('<html>Log in</html>', { 'content-type': 'text/html' }),
    expect: noJson(),
  },
  { fault: 'more than the client takes', response: reply(' '.repeat(1024 * 1024 + 1)), expect: lost() },
].map((cell) => ({ pooled: 1, ...cell }));

function hint() {
  return status(103, 0, { link: '</a.css>' });
}

/** In one write. */
function many1xx(count, code) {
  return ({ socket, stream }) => written(socket, heads(count, code, stream));
}

/** Goes on until the connection is closed. */
function endlessHints({ socket, stream, server }) {
  return endless(heads(25, 103, stream), 5)({ socket, server });
}

function heads(count, code, stream) {
  return Buffer.concat(times(count, frame(HEADERS, END_HEADERS, stream, block(code, { link: '</a.css>' }))));
}

function times(count, ...steps) {
  return Array.from({ length: count }, () => steps).flat();
}

function many(count) {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-header-${index}`, 'value']));
}

function long(length) {
  return { 'x-long': 'a'.repeat(length) };
}
