// HTTP/1.1, point by point: the connection breaks, stands still, drips or talks nonsense.
// A cell: where (`point`), what (`fault`), what the server does (`accept` or `answer`), and what has to come of it.

import { connection, cutOff, either, noJson, success, timeout } from '../support/expect.mjs';
import { answer, BODY, head, noise } from '../support/http1.mjs';
import { impatient, SLOW_MS } from '../support/limits.mjs';
import { close, deaf, endless, reset, say, stall, trickle } from '../support/steps.mjs';

const RESET = connection('ECONNRESET');
const NONSENSE = connection('EPROTO');
/** The name that Node.js has for it. */
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
const REPEATED = ['session.retrieve', 'session.create', 'session.createClientSecret'];

const accept = [
  { fault: 'close', accept: [close], expect: { ...RESET, ...EARLY }, operations: REPEATED },
  {
    fault: 'reset',
    accept: [reset],
    expect: { ...RESET, ...EARLY, code: either('ECONNRESET', 'EPIPE'), requests: 0 },
    operations: REPEATED,
  },
  { fault: 'stall', accept: [stall], options: impatient, expect: timeout() },
  { fault: 'stall, nothing read', accept: [deaf], options: impatient, expect: timeout() },
  // What comes before the request is put on the line may end the connection first.
  {
    fault: 'garbage',
    accept: [say(NOISE)],
    expect: { ...NONSENSE, ...EARLY, code: either('EPROTO', 'ECONNRESET') },
    operations: REPEATED,
  },
];

const beforeStatus = [
  { fault: 'close', answer: [close], expect: RESET },
  { fault: 'reset', answer: [reset], expect: RESET },
  { fault: 'stall', answer: [stall], options: impatient, expect: timeout() },
  { fault: 'trickle, slowly', answer: [trickle(answer(), SLOW_MS)], options: impatient, expect: timeout() },
  { fault: 'trickle, in time', answer: [trickle(answer())], pooled: 1, expect: success() },
  { fault: 'garbage', answer: [say(NOISE)], expect: NONSENSE },
  { fault: 'a body without a head', answer: [say(BODY), close], expect: NONSENSE },
  { fault: 'the greeting of SSH', answer: [say('SSH-2.0-OpenSSH_9.2\r\n')], expect: NONSENSE },
  { fault: 'an alert of TLS', answer: [say(Buffer.from([21, 3, 1, 0, 2, 2, 40])), close], expect: NONSENSE },
  {
    fault: 'the status line of HTTP/3',
    answer: [say(answer().toString().replace('1.1', '3.0'))],
    expect: NONSENSE,
  },
  { fault: 'a status of two digits', answer: [say(answer(BODY, {}, '20 OK'))], expect: NONSENSE },
  { fault: 'an endless line', answer: [endless('H'.repeat(65_536))], expect: NONSENSE },
  { fault: 'HTTP/1.0', answer: [say(answer().toString().replace('1.1', '1.0')), close], expect: success() },
];

const insideHeaders = [
  { fault: 'close', answer: [say(HALF_HEAD), close], expect: RESET },
  { fault: 'reset', answer: [say(HALF_HEAD), reset], expect: RESET },
  { fault: 'stall', answer: [say(HALF_HEAD), stall], options: impatient, expect: timeout() },
  {
    fault: 'trickle, slowly',
    answer: [say(HALF_HEAD), endless('x', SLOW_MS)],
    options: impatient,
    expect: timeout(),
  },
  {
    fault: 'a line without a colon',
    answer: [say('HTTP/1.1 200 OK\r\nnonsense\r\n\r\n', BODY)],
    expect: NONSENSE,
  },
  { fault: 'a NUL in a value', answer: [say(answer(BODY, { 'x-id': 'a\0b' }))], expect: NONSENSE },
  { fault: 'noise', answer: [say('HTTP/1.1 200 OK\r\n', NOISE)], expect: NONSENSE },
  {
    fault: 'lines that end in LF alone',
    answer: [say(HEAD.replaceAll('\r', ''), BODY)],
    pooled: 1,
    expect: success(),
  },
  { fault: '90 headers', answer: [say(answer(BODY, many(90)))], pooled: 1, expect: success() },
  { fault: '20,000 headers', answer: [say(answer(BODY, many(20_000)))], expect: TOO_LONG },
  {
    fault: 'endless headers',
    answer: [say('HTTP/1.1 200 OK\r\n'), endless('x-a: b\r\n'.repeat(1000))],
    expect: TOO_LONG,
  },
  {
    fault: 'a header of 16 KiB',
    answer: [say(answer(BODY, { 'x-long': 'a'.repeat(16_384) }))],
    pooled: 1,
    expect: success(),
  },
  {
    fault: 'a header of 1 MiB',
    answer: [say(answer(BODY, { 'x-long': 'a'.repeat(1_048_576) }))],
    expect: TOO_LONG,
  },
  {
    fault: 'an endless header',
    answer: [say('HTTP/1.1 200 OK\r\nx-long: '), endless('a'.repeat(65_536))],
    expect: TOO_LONG,
  },
];

const beforeBody = [
  { fault: 'close', answer: [say(HEAD), close], expect: cutOff() },
  { fault: 'reset', answer: [say(HEAD), reset], expect: cutOff() },
  { fault: 'reset, length by the end', answer: [say(UNFRAMED), reset], expect: cutOff() },
  { fault: 'reset, chunked', answer: [say(CHUNKED), reset], expect: cutOff() },
  { fault: 'close, chunked', answer: [say(CHUNKED), close], expect: cutOff() },
  // The end is the length: a body that came whole, and is empty.
  { fault: 'close, length by the end', answer: [say(UNFRAMED), close], expect: noJson() },
  { fault: 'stall', answer: [say(HEAD), stall], options: impatient, expect: timeout() },
  { fault: 'stall, chunked', answer: [say(CHUNKED), stall], options: impatient, expect: timeout() },
  {
    fault: 'trickle, slowly',
    answer: [say(HEAD.slice(0, -2)), trickle(`\r\n${BODY}`, SLOW_MS)],
    options: impatient,
    expect: timeout(),
  },
  {
    fault: 'trickle, in time',
    answer: [say(HEAD.slice(0, -2)), trickle(`\r\n${BODY}`)],
    pooled: 1,
    expect: success(),
  },
  {
    fault: 'garbage that fits the length',
    answer: [say(HEAD, NOISE.subarray(0, BODY.length))],
    pooled: 1,
    expect: noJson(),
  },
];

const insideBody = [
  { fault: 'close', answer: [say(HEAD, HALF), close], expect: cutOff() },
  { fault: 'reset', answer: [say(HEAD, HALF), reset], expect: cutOff() },
  { fault: 'reset, length by the end', answer: [say(UNFRAMED, HALF), reset], expect: cutOff() },
  { fault: 'stall', answer: [say(HEAD, HALF), stall], options: impatient, expect: timeout() },
  {
    fault: 'trickle, slowly',
    answer: [say(HEAD), trickle(BODY, SLOW_MS)],
    options: impatient,
    expect: timeout(),
  },
  { fault: 'trickle, in time', answer: [say(HEAD), trickle(BODY)], pooled: 1, expect: success() },
];

const atEnd = [
  { fault: 'close', answer: [say(answer()), close], expect: success() },
  { fault: 'reset', answer: [say(answer()), reset], expect: success() },
  { fault: 'close, length by the end', answer: [say(UNFRAMED, BODY), close], expect: success() },
  {
    fault: 'stall, length by the end',
    answer: [say(UNFRAMED, BODY), stall],
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
