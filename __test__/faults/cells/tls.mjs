// TLS with HTTP/1.1: the handshake breaks, stalls, trickles or isn't one; later the connection is cut or damaged below TLS.
// connection-errors.test.mjs tests certificates.

import { gzipSync } from 'node:zlib';
import { connection, cutOff, either, noJson, success, timeout, unsent } from '../support/expect.mjs';
import { BODY, chunk, head, noise, response } from '../support/http1.mjs';
import { impatient, impatientToConnect, SLOW_MS } from '../support/limits.mjs';
import { byteByByte, cutAfter, FORGED } from '../support/line.mjs';
import { close, closeRaw, deaf, read, reset, say, sayRaw, stall, trickle } from '../support/steps.mjs';

/** The connect timeout includes the handshake (`connectTimeoutMs`). */
const NO_HANDSHAKE = timeout({ outcome: 'not_sent', requests: 0 });

const GOOD = [say(response())];
const HEAD = head({ 'content-length': BODY.length });
const UNFRAMED = head({ connection: 'close' });
const HALF_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: app';
const HALF = BODY.slice(0, 10);
const alert = (description) => Buffer.from([21, 3, 3, 0, 2, 2, description]);
/** The head of a handshake record without its content. */
const RECORD_OF_500 = Buffer.from([22, 3, 3, 1, 244]);
const NOISE = noise(512);

/** The server's part of the handshake is about 700 bytes; the first record ends behind byte 127. */
const [FIRST_RECORD, MIDDLE] = [127, 400];

const handshake = [
  { fault: 'close', accept: [close], expect: unsent('ECONNRESET') },
  { fault: 'reset', accept: [reset], expect: unsent(either('ECONNRESET', 'EPIPE')) },
  { fault: 'stall', accept: [stall], options: impatientToConnect, expect: NO_HANDSHAKE },
  { fault: 'stall, nothing read', accept: [deaf], options: impatientToConnect, expect: NO_HANDSHAKE },
  {
    fault: 'stall, timeoutMs is shorter',
    accept: [stall],
    options: impatient,
    // Nothing was sent, but an attempt that is cut from outside cannot know how far its connection had come: the
    // careful outcome. With `connectTimeoutMs` the shorter one, as by default, it is `not_sent`.
    expect: timeout({ outcome: 'unknown', requests: 0 }),
  },
  {
    fault: 'a response of plain HTTP',
    accept: [say(response('', {}, '400 No TLS here'))],
    expect: unsent('EPROTO'),
  },
  { fault: 'noise', accept: [say(Buffer.alloc(512, 0xa5))], expect: unsent('EPROTO') },
  {
    fault: 'alert handshake_failure',
    accept: [say(alert(40)), close],
    expect: unsent('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'),
  },
  {
    fault: 'alert protocol_version',
    accept: [say(alert(70)), close],
    expect: unsent('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'),
  },
  {
    fault: 'trickle, slowly',
    accept: [say(RECORD_OF_500), trickle(Buffer.alloc(500), SLOW_MS)],
    options: impatientToConnect,
    expect: NO_HANDSHAKE,
  },
  { fault: 'trickle, in time', response: GOOD, filter: byteByByte, pooled: 1, expect: success() },
  {
    fault: 'close in the first record',
    response: GOOD,
    filter: cutAfter(FIRST_RECORD - 60, close),
    expect: unsent('ECONNRESET'),
  },
  {
    fault: 'close between records',
    response: GOOD,
    filter: cutAfter(FIRST_RECORD, close),
    expect: unsent('ECONNRESET'),
  },
  {
    fault: 'reset inside',
    response: GOOD,
    filter: cutAfter(MIDDLE, reset),
    expect: unsent(either('ECONNRESET', 'EPIPE')),
  },
  {
    fault: 'stall inside',
    response: GOOD,
    filter: cutAfter(MIDDLE, stall),
    options: impatientToConnect,
    expect: NO_HANDSHAKE,
  },
];

const beforeStatus = [
  { fault: 'close', response: [close], expect: connection('ECONNRESET') },
  { fault: 'close without close_notify', response: [closeRaw], expect: connection('ECONNRESET') },
  { fault: 'reset', response: [reset], expect: connection('ECONNRESET') },
  { fault: 'stall', response: [stall], options: impatient, expect: timeout() },
  { fault: 'a forged record', response: [sayRaw(FORGED)], expect: connection('EPROTO') },
  { fault: 'plain text on the line', response: [sayRaw(response())], expect: connection('EPROTO') },
];

const insideHeaders = [
  { fault: 'close', response: [say(HALF_HEAD), close], expect: connection('ECONNRESET') },
  {
    fault: 'close without close_notify',
    response: [say(HALF_HEAD), closeRaw],
    expect: connection('ECONNRESET'),
  },
  { fault: 'reset', response: [say(HALF_HEAD), reset], expect: connection('ECONNRESET') },
  { fault: 'stall', response: [say(HALF_HEAD), stall], options: impatient, expect: timeout() },
  { fault: 'a forged record', response: [say(HALF_HEAD), sayRaw(FORGED)], expect: connection('EPROTO') },
  {
    fault: 'plain text on the line',
    response: [say(HALF_HEAD), sayRaw(response())],
    expect: connection('EPROTO'),
  },
  { fault: 'noise', response: [say('HTTP/1.1 200 OK\r\n', NOISE)], expect: connection('EPROTO') },
];

const beforeBody = [
  { fault: 'close', response: [say(HEAD), close], expect: cutOff() },
  { fault: 'close without close_notify', response: [say(HEAD), closeRaw], expect: cutOff() },
  { fault: 'close, length by the end', response: [say(UNFRAMED), close], expect: noJson() },
  {
    fault: 'close without close_notify, length by the end',
    response: [say(UNFRAMED), closeRaw],
    expect: cutOff(),
  },
  { fault: 'reset', response: [say(HEAD), reset], expect: cutOff() },
  { fault: 'stall', response: [say(HEAD), stall], options: impatient, expect: timeout() },
  {
    fault: 'trickle, slowly',
    response: [say(HEAD), trickle(BODY, SLOW_MS)],
    options: impatient,
    expect: timeout(),
  },
  { fault: 'trickle, in time', response: [say(HEAD), trickle(BODY)], pooled: 1, expect: success() },
  { fault: 'a forged record', response: [say(HEAD), read, sayRaw(FORGED)], expect: cutOff() },
  { fault: 'plain text on the line', response: [say(HEAD), read, sayRaw(BODY)], expect: cutOff() },
  {
    fault: 'garbage that fits the length',
    response: [say(HEAD, NOISE.subarray(0, BODY.length))],
    pooled: 1,
    expect: noJson(),
  },
];

const insideBody = [
  { fault: 'close', response: [say(HEAD, HALF), close], expect: cutOff() },
  { fault: 'close without close_notify', response: [say(HEAD, HALF), closeRaw], expect: cutOff() },
  { fault: 'reset', response: [say(HEAD, HALF), reset], expect: cutOff() },
  { fault: 'stall', response: [say(HEAD, HALF), stall], options: impatient, expect: timeout() },
  { fault: 'a forged record', response: [say(HEAD, HALF), read, sayRaw(FORGED)], expect: cutOff() },
];

/**
 * Only close_notify distinguishes the end of a body without a length from a cut connection (RFC 8446, 6.1). Without it, a body
 * is accepted if its end is visible: one complete JSON value, but not a number.
 */
const PACKED = head({ connection: 'close', 'content-encoding': 'gzip' });
const atEnd = [
  { fault: 'close, length by the end', response: [say(UNFRAMED, BODY), close], expect: success() },
  {
    fault: 'close without close_notify, length by the end',
    response: [say(UNFRAMED, BODY), closeRaw],
    expect: success(),
  },
  {
    fault: 'close without close_notify, length by the end, gzip',
    response: [say(PACKED, gzipSync(BODY)), closeRaw],
    expect: success(),
  },
  ...Object.entries({
    'the last byte is missing': BODY.slice(0, -1),
    'a number, which could go on': '12',
    'two JSON values': BODY + BODY,
  }).map(([what, body]) => ({
    fault: `close without close_notify, length by the end, ${what}`,
    response: [say(UNFRAMED, body), closeRaw],
    expect: cutOff(),
  })),
  {
    fault: 'close without close_notify, length by the end, gzip that is cut',
    response: [say(PACKED, gzipSync(BODY).subarray(0, -4)), closeRaw],
    expect: cutOff(),
  },
  {
    fault: 'close without close_notify, chunks without their end',
    response: [say(head({ 'transfer-encoding': 'chunked' }), chunk(BODY)), closeRaw],
    expect: cutOff(),
  },
  {
    fault: 'close without close_notify, length known',
    response: [say(response()), closeRaw],
    expect: success(),
  },
  { fault: 'whole', response: GOOD, pooled: 1, expect: success() },
];

const at = (point, cells) =>
  cells.map((cell) => ({ protocol: 'HTTP/1.1, TLS', secure: true, point, ...cell }));

export default [
  ...at('TLS handshake', handshake),
  ...at('before the status line', beforeStatus),
  ...at('inside headers', insideHeaders),
  ...at('between headers and body', beforeBody),
  ...at('inside the body', insideBody),
  ...at('at the end', atEnd),
];
