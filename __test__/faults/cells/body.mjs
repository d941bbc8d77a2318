// Bodies with a wrong length, chunking or encoding, and bodies without an end. HTTP/1.1 (RFC 9112, 6 and 7).

import { connection, cutOff, lost, noJson, refused, retried, success, timeout } from '../support/expect.mjs';
import { BODY, chunk, head, response } from '../support/http1.mjs';
import { impatient, SHORT_MS, SLOW_MS } from '../support/limits.mjs';
import { close, endless, reset, say, stall, trickle } from '../support/steps.mjs';

const CHUNKED = head({ 'transfer-encoding': 'chunked' });
const HALF = BODY.slice(0, 10);
const lengthOf = (length) => head({ 'content-length': length });
const BAD_HEAD = connection('EPROTO');

const contentLength = [
  {
    fault: 'longer than the body, then FIN',
    response: [say(lengthOf(BODY.length + 9), BODY), close],
    expect: cutOff(),
  },
  {
    fault: 'longer than the body, then silence',
    response: [say(lengthOf(BODY.length + 9), BODY), stall],
    options: impatient,
    expect: timeout(),
  },
  { fault: 'shorter than the body', response: [say(lengthOf(BODY.length - 3), BODY)], expect: noJson() },
  { fault: 'zero', response: [say(lengthOf(0), BODY)], expect: noJson() },
  {
    fault: 'two that differ',
    response: [say(head({ 'content-length': 5, 'Content-Length': BODY.length }), BODY)],
    expect: BAD_HEAD,
  },
  { fault: 'a word', response: [say(lengthOf('many'), BODY)], expect: BAD_HEAD },
  { fault: 'negative', response: [say(lengthOf(-1), BODY)], expect: BAD_HEAD },
  { fault: 'more than 64 bits', response: [say(lengthOf('99999999999999999999'), BODY)], expect: BAD_HEAD },
  {
    fault: 'a terabyte that comes',
    response: [say(lengthOf(2 ** 40)), endless(spaces())],
    expect: lost(),
  },
  {
    // Transfer-Encoding overrides Content-Length (RFC 9112, 6.3).
    fault: 'beside chunked coding',
    response: [say(head({ 'content-length': 5, 'transfer-encoding': 'chunked' }), chunk(BODY), chunk(''))],
    pooled: 1,
    expect: success(),
  },
];

const chunkedCoding = [
  {
    fault: 'whole',
    response: [say(CHUNKED, chunk(HALF), chunk(BODY.slice(10)), chunk(''))],
    pooled: 1,
    expect: success(),
  },
  {
    fault: 'trickle, in time',
    response: [trickle(CHUNKED + chunk(BODY) + chunk(''))],
    pooled: 1,
    expect: success(),
  },
  { fault: 'FIN inside a chunk', response: [say(CHUNKED, chunk(BODY).slice(0, 9)), close], expect: cutOff() },
  { fault: 'FIN between chunks', response: [say(CHUNKED, chunk(HALF)), close], expect: cutOff() },
  { fault: 'FIN instead of the last chunk', response: [say(CHUNKED, chunk(BODY)), close], expect: cutOff() },
  {
    fault: 'RST instead of the last chunk',
    response: [say(CHUNKED, chunk(BODY)), reset],
    expect: cutOff(),
  },
  {
    fault: 'silence instead of the last chunk',
    response: [say(CHUNKED, chunk(BODY)), stall],
    options: impatient,
    expect: timeout(),
  },
  {
    fault: 'silence inside the trailers',
    response: [say(CHUNKED, chunk(BODY), '0\r\nx-sum'), stall],
    options: impatient,
    expect: timeout(),
  },
  { fault: 'an invalid size', response: [say(CHUNKED, 'zz\r\n', BODY, '\r\n')], expect: cutOff() },
  {
    fault: 'a size above 64 bits',
    response: [say(CHUNKED, 'fffffffffffffffff\r\n', BODY, '\r\n')],
    expect: cutOff(),
  },
  {
    fault: 'a chunk longer than its size',
    response: [say(CHUNKED, `4\r\n${BODY}\r\n`, chunk(''))],
    expect: cutOff(),
  },
  {
    fault: 'an endless extension',
    response: [say(CHUNKED, '4;x='), endless('a'.repeat(65_536))],
    expect: cutOff(),
  },
  {
    fault: 'endless trailers',
    response: [say(CHUNKED, chunk(BODY), '0\r\n'), endless('x-a: b\r\n'.repeat(1000))],
    expect: cutOff(),
  },
  {
    fault: 'an endless body',
    response: [say(CHUNKED), endless(chunk(spaces()))],
    expect: lost(),
  },
  {
    fault: 'an endless body, slowly',
    response: [say(CHUNKED), endless(chunk('  '), SLOW_MS)],
    options: impatient,
    expect: timeout(),
  },
];

const text = [
  {
    fault: 'invalid UTF-8 inside a string',
    response: [say(response(Buffer.from('7b226964223a22ff80227d', 'hex')))],
    pooled: 1,
    expect: success({ value: { id: '\ufffd\ufffd' } }),
  },
  // As the old SDK has it (docs/api-contract.md#responses-errors-and-timeouts): `JSON.parse` rejects a byte order mark.
  { fault: 'a byte order mark', response: [say(response(`\ufeff${BODY}`))], pooled: 1, expect: noJson() },
  { fault: 'UTF-16', response: [say(response(Buffer.from(BODY, 'utf16le')))], pooled: 1, expect: noJson() },
  { fault: 'empty', response: [say(response(''))], pooled: 1, expect: noJson() },
  {
    fault: 'none, status 204',
    response: [say(head({}, '204 No Content'))],
    pooled: 1,
    expect: noJson({ status: 204 }),
  },
  {
    fault: 'HTML',
    response: [say(response('<html>Log in to the Wi-Fi</html>', { 'content-type': 'text/html' }))],
    pooled: 1,
    expect: noJson(),
  },
  {
    fault: 'JSON as text/html',
    response: [say(response(BODY, { 'content-type': 'text/html' }))],
    pooled: 1,
    expect: success(),
  },
  { fault: 'two JSON values', response: [say(response(BODY + BODY))], pooled: 1, expect: noJson() },
  {
    fault: 'an array nested 100,000 deep',
    response: [say(response('['.repeat(100_000)))],
    pooled: 1,
    expect: lost(),
  },
  { fault: 'null', response: [say(response('null'))], pooled: 1, expect: success({ value: null }) },
  {
    fault: 'a lone surrogate',
    response: [say(response('"\\ud800"'))],
    pooled: 1,
    expect: success({ value: '\ud800' }),
  },
  {
    fault: '__proto__ as a name',
    response: [say(response('{"__proto__":{"a":1}}'))],
    pooled: 1,
    expect: success({ value: JSON.parse('{"__proto__":{"a":1}}') }),
  },
];

/** The status of a response outside 200 to 299 decides, whatever happens to its body. */
const ofErrors = [
  {
    fault: '503, FIN inside',
    response: [say(head({ 'content-length': 99 }, '503 Busy'), HALF), close],
    expect: retried('ServerError', 503),
  },
  {
    fault: '503, RST inside',
    response: [say(head({ 'content-length': 99 }, '503 Busy'), HALF), reset],
    expect: retried('ServerError', 503),
  },
  {
    fault: '503, endless',
    response: [say(head({}, '503 Busy')), endless(spaces())],
    expect: retried('ServerError', 503),
  },
  {
    fault: '503, silence inside',
    response: [say(head({ 'content-length': 99 }, '503 Busy')), stall],
    // The attempt ends within the 2 s that the client waits for the body of an error. The status decides anyway.
    options: { timeoutMs: SHORT_MS * (2 / 3) },
    expect: retried('ServerError', 503),
  },
  {
    fault: '401, FIN inside',
    response: [say(head({ 'content-length': 99 }, '401 No'), HALF), close],
    expect: refused('AuthenticationError', 401),
  },
  {
    fault: '404, broken chunks',
    response: [say(head({ 'transfer-encoding': 'chunked' }, '404 No'), 'zz\r\n')],
    expect: refused('NotFoundError', 404),
  },
  {
    fault: '400, invalid UTF-8',
    response: [say(response(Buffer.from([0xff, 0xfe]), {}, '400 No'))],
    pooled: 1,
    expect: refused('ValidationError', 400),
  },
  {
    fault: '500, an array nested 100,000 deep',
    response: [say(response('{"error":'.repeat(100_000), {}, '500 Oh'))],
    pooled: 1,
    expect: retried('ServerError', 500),
  },
];

function spaces() {
  return ' '.repeat(65_536);
}

const at = (point, cells) => cells.map((cell) => ({ protocol: 'HTTP/1.1', point, ...cell }));

export default [
  ...at('Content-Length', contentLength),
  ...at('chunked coding', chunkedCoding),
  ...at('text of the body', text),
  ...at('body of an error', ofErrors),
];
