// HTTP/1.1, point by point: the connection breaks, stalls, trickles or sends nonsense.
// A cell: where (`point`), what (`fault`), what the server does (`accept` or `response`), and the expected result.

import { connection, cutOff, either, noJson, success, timeout } from '../support/expect.mjs';
import { BODY, head, noise, response } from '../support/http1.mjs';
import { impatient, SLOW_MS } from '../support/limits.mjs';
import { close, deaf, endless, reset, say, stall, trickle } from '../support/steps.mjs';

const RESET = connection('ECONNRESET');
const NONSENSE = connection('EPROTO');
/** Node.js' name for it. */
const TOO_LONG = connection('HPE_HEADER_OVERFLOW');
const HALF = BODY.slice(0, 10);
const HALF_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: app';
const HEAD = head({ 'content-length': BODY.length });
const UNFRAMED = head({ connection: 'close' });
const CHUNKED = head({ 'transfer-encoding': 'chunked' });
const NOISE = noise(512);

/**
 * The client may have seen the end before it sent anything, in any of its attempts: both outcomes are true. Where it is
 * `not_sent`, the run looks for bytes that were received all the same.
 */
const EARLY = { outcome: either('not_sent', 'unknown'), requests: either(0, 1, 2, 3) };
const RETRIED = ['session.retrieve', 'session.create', 'session.createClientSecret'];

const accept = [
  { fault: 'close', accept: [close], expect: { ...RESET, ...EARLY }, operations: RETRIED },
  {
    fault: 'reset',
    accept: [reset],
    expect: { ...RESET, ...EARLY, code: either('ECONNRESET', 'EPIPE'), requests: 0 },
    operations: RETRIED,
  },
  { fault: 'stall', accept: [stall], options: impatient, expect: timeout() },
  { fault: 'stall, nothing read', accept: [deaf], options: impatient, expect: timeout() },
  // What arrives before the request is sent may end the connection first.
  {
    fault: 'garbage',
    accept: [say(NOISE)],
    expect: { ...NONSENSE, ...EARLY, code: either('EPROTO', 'ECONNRESET') },
    operations: RETRIED,
  },
];

const beforeStatus = [
  { fault: 'close', response: [close], expect: RESET },
  { fault: 'reset', response: [reset], expect: RESET },
  { fault: 'stall', response: [stall], options: impatient, expect: timeout() },
  {
    fault: 'trickle, slowly',
    response: [trickle(response(), SLOW_MS)],
    options: impatient,
    expect: timeout(),
  },
  { fault: 'trickle, in time', response: [trickle(response())], pooled: 1, expect: success() },
  { fault: 'garbage', response: [say(NOISE)], expect: NONSENSE },
  { fault: 'a body without a head', response: [say(BODY), close], expect: NONSENSE },
  { fault: 'the greeting of SSH', response: [say('SSH-2.0-OpenSSH_9.2\r\n')], expect: NONSENSE },
  {
    fault: 'an alert of TLS',
    response: [say(Buffer.from([21, 3, 1, 0, 2, 2, 40])), close],
    expect: NONSENSE,
  },
  {
    fault: 'the status line of HTTP/3',
    response: [say(response().toString().replace('1.1', '3.0'))],
    expect: NONSENSE,
  },
  { fault: 'a status of two digits', response: [say(response(BODY, {}, '20 OK'))], expect: NONSENSE },
  { fault: 'an endless line', response: [endless('H'.repeat(65_536))], expect: NONSENSE },
  {
    fault: 'HTTP/1.0',
    response: [say(response().toString().replace('1.1', '1.0')), close],
    expect: success(),
  },
];

const insideHeaders = [
  { fault: 'close', response: [say(HALF_HEAD), close], expect: RESET },
  { fault: 'reset', response: [say(HALF_HEAD), reset], expect: RESET },
  { fault: 'stall', response: [say(HALF_HEAD), stall], options: impatient, expect: timeout() },
  {
    fault: 'trickle, slowly',
    response: [say(HALF_HEAD), endless('x', SLOW_MS)],
    options: impatient,
    expect: timeout(),
  },
  {
    fault: 'a line without a colon',
    response: [say('HTTP/1.1 200 OK\r\nnonsense\r\n\r\n', BODY)],
    expect: NONSENSE,
  },
  { fault: 'a NUL in a value', response: [say(response(BODY, { 'x-id': 'a\0b' }))], expect: NONSENSE },
  { fault: 'noise', response: [say('HTTP/1.1 200 OK\r\n', NOISE)], expect: NONSENSE },
  {
    fault: 'lines that end in LF alone',
    response: [say(HEAD.replaceAll('\r', ''), BODY)],
    pooled: 1,
    expect: success(),
  },
  { fault: '90 headers', response: [say(response(BODY, many(90)))], pooled: 1, expect: success() },
  { fault: '20,000 headers', response: [say(response(BODY, many(20_000)))], expect: TOO_LONG },
  {
    fault: 'endless headers',
    response: [say('HTTP/1.1 200 OK\r\n'), endless('x-a: b\r\n'.repeat(1000))],
    expect: TOO_LONG,
  },
  {
    fault: 'a header of 16 KiB',
    response: [say(response(BODY, { 'x-long': 'a'.repeat(16_384) }))],
    pooled: 1,
    expect: success(),
  },
  {
    fault: 'a header of 1 MiB',
    response: [say(response(BODY, { 'x-long': 'a'.repeat(1_048_576) }))],
    expect: TOO_LONG,
  },
  {
    fault: 'an endless header',
    response: [say('HTTP/1.1 200 OK\r\nx-long: '), endless('a'.repeat(65_536))],
    expect: TOO_LONG,
  },
];

const beforeBody = [
  { fault: 'close', response: [say(HEAD), close], expect: cutOff() },
  { fault: 'reset', response: [say(HEAD), reset], expect: cutOff() },
  { fault: 'reset, length by the end', response: [say(UNFRAMED), reset], expect: cutOff() },
  { fault: 'reset, chunked', response: [say(CHUNKED), reset], expect: cutOff() },
  { fault: 'close, chunked', response: [say(CHUNKED), close], expect: cutOff() },
  // The end of the connection is the end of the body: it is complete, and empty.
  { fault: 'close, length by the end', response: [say(UNFRAMED), close], expect: noJson() },
  { fault: 'stall', response: [say(HEAD), stall], options: impatient, expect: timeout() },
  { fault: 'stall, chunked', response: [say(CHUNKED), stall], options: impatient, expect: timeout() },
  {
    fault: 'trickle, slowly',
    response: [say(HEAD.slice(0, -2)), trickle(`\r\n${BODY}`, SLOW_MS)],
    options: impatient,
    expect: timeout(),
  },
  {
    fault: 'trickle, in time',
    response: [say(HEAD.slice(0, -2)), trickle(`\r\n${BODY}`)],
    pooled: 1,
    expect: success(),
  },
  {
    fault: 'garbage that fits the length',
    response: [say(HEAD, NOISE.subarray(0, BODY.length))],
    pooled: 1,
    expect: noJson(),
  },
];

const insideBody = [
  { fault: 'close', response: [say(HEAD, HALF), close], expect: cutOff() },
  { fault: 'reset', response: [say(HEAD, HALF), reset], expect: cutOff() },
  { fault: 'reset, length by the end', response: [say(UNFRAMED, HALF), reset], expect: cutOff() },
  { fault: 'stall', response: [say(HEAD, HALF), stall], options: impatient, expect: timeout() },
  {
    fault: 'trickle, slowly',
    response: [say(HEAD), trickle(BODY, SLOW_MS)],
    options: impatient,
    expect: timeout(),
  },
  { fault: 'trickle, in time', response: [say(HEAD), trickle(BODY)], pooled: 1, expect: success() },
];

const atEnd = [
  { fault: 'close', response: [say(response()), close], expect: success() },
  { fault: 'reset', response: [say(response()), reset], expect: success() },
  { fault: 'close, length by the end', response: [say(UNFRAMED, BODY), close], expect: success() },
  {
    fault: 'stall, length by the end',
    response: [say(UNFRAMED, BODY), stall],
    options: impatient,
    expect: timeout(),
  },
];

function many(count) {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-header-${index}`, 'value']));
}

const at = (point, cells) => cells.map((cell) => ({ protocol: 'HTTP/1.1', point, ...cell }));

export default [
  ...at('accept', accept),
  ...at('before the status line', beforeStatus),
  ...at('inside headers', insideHeaders),
  ...at('between headers and body', beforeBody),
  ...at('inside the body', insideBody),
  ...at('at the end', atEnd),
];
