// Compressed bodies that are cut, damaged, mislabeled or far larger than they look. The client requests these codings
// (Accept-Encoding), so it has to survive each.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { LARGE_ARRAYS, zstdRaw, zstdWindow } from '../../support/coded.mjs';
import { cutOff, lost, noJson, retried, success } from '../support/expect.mjs';
import { BODY, chunk, head, noise, response } from '../support/http1.mjs';
import { data, OVER_HTTP2, reply, status } from '../support/http2.mjs';
import { close, say, trickle } from '../support/steps.mjs';

/** 32 MiB of blanks: 32 times what the cells let a response have. */
const BOMB = Buffer.alloc(32 * 1024 * 1024, ' ');
const FAST = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

const CODINGS = {
  gzip: { pack: (text) => gzipSync(text), bomb: () => gzipSync(BOMB, { level: 1 }) },
  br: { pack: (text) => brotliCompressSync(text), bomb: () => brotliCompressSync(BOMB, FAST) },
  zstd: { pack: (text) => zstdRaw(Buffer.from(text)), bomb: () => LARGE_ARRAYS.zstd(BOMB.length) },
};

const NOISE = noise(64);

/** A complete response over each version of HTTP. */
const REPLIES = {
  'HTTP/1.1': { protocol: 'HTTP/1.1', whole: (...parts) => [say(response(...parts))] },
  'HTTP/2': {
    ...OVER_HTTP2,
    whole: (body, fields, code = '200') => reply(body, fields, Number.parseInt(code, 10)),
  },
};

function cellsOf(coding, { pack, bomb }, { whole, ...over }) {
  const labeled = { 'content-encoding': coding };
  const packed = pack(BODY);
  return [
    { fault: 'whole', response: whole(packed, labeled), expect: success() },
    { fault: 'cut, the length fits', response: whole(packed.subarray(0, -4), labeled), expect: cutOff() },
    { fault: 'noise', response: whole(NOISE, labeled), expect: lost() },
    { fault: 'a body that is not compressed', response: whole(BODY, labeled), expect: lost() },
    { fault: 'empty', response: whole('', labeled), expect: noJson() },
    { fault: 'a bomb of 32 MiB', response: whole(bomb(), labeled), expect: lost() },
    {
      fault: 'a bomb of 32 MiB in a 503',
      response: whole(bomb(), labeled, '503 Busy'),
      expect: retried('ServerError', 503),
    },
  ].map((cell) => ({ point: coding, coding, pooled: 1, ...over, ...cell }));
}

/** What only HTTP/1.1 can do to a body. */
function framedCellsOf(coding, { pack }) {
  const labeled = { 'content-encoding': coding };
  const packed = pack(BODY);
  const chunked = head({ ...labeled, 'transfer-encoding': 'chunked' });
  const whole = Buffer.concat([
    Buffer.from(`${packed.length.toString(16)}\r\n`),
    packed,
    Buffer.from(`\r\n${chunk('')}`),
  ]);
  return [
    {
      fault: 'whole, chunked, trickle in time',
      response: [say(chunked), trickle(whole)],
      pooled: 1,
      expect: success(),
    },
    {
      fault: 'cut by FIN',
      response: [say(response(packed, labeled).subarray(0, -4)), close],
      expect: cutOff(),
    },
  ].map((cell) => ({ protocol: 'HTTP/1.1', point: coding, coding, ...cell }));
}

/** A flipped byte in the compressed data, after the header. The checksum of gzip detects it (RFC 1952). */
function damaged(bytes) {
  const copy = Buffer.from(bytes);
  copy[copy.length - 6] ^= 0xff;
  return copy;
}

const others = [
  {
    point: 'gzip',
    fault: 'two members',
    response: [
      say(
        response(Buffer.concat([gzipSync(BODY.slice(0, 9)), gzipSync(BODY.slice(9))]), {
          'content-encoding': 'gzip',
        }),
      ),
    ],
    pooled: 1,
    expect: success(),
  },
  {
    point: 'gzip',
    fault: 'in capitals, under its older name',
    response: [say(response(gzipSync(BODY), { 'content-encoding': 'X-GZIP' }))],
    pooled: 1,
    expect: success(),
  },
  ...['gzip', 'br', 'zstd'].map((coding) => ({
    point: coding,
    fault: 'and bytes that belong to nothing',
    response: [
      say(response(Buffer.concat([CODINGS[coding].pack(BODY), NOISE]), { 'content-encoding': coding })),
    ],
    pooled: 1,
    expect: lost(),
  })),
  {
    point: 'zstd',
    fault: 'a window of 128 MiB',
    response: [say(response(zstdWindow(BODY), { 'content-encoding': 'zstd' }))],
    pooled: 1,
    expect: lost(),
  },
  {
    point: 'gzip',
    fault: 'a wrong checksum',
    response: [say(response(damaged(gzipSync(BODY)), { 'content-encoding': 'gzip' }))],
    pooled: 1,
    expect: lost(),
  },
  {
    point: 'unknown coding',
    fault: 'x-secret',
    response: [say(response(NOISE, { 'content-encoding': 'x-secret' }))],
    pooled: 1,
    expect: noJson(),
  },
  {
    point: 'unknown coding',
    fault: 'identity',
    response: [say(response(BODY, { 'content-encoding': 'identity' }))],
    pooled: 1,
    expect: success(),
  },
].map((cell) => ({ protocol: 'HTTP/1.1', ...cell }));

const all = Object.entries(CODINGS);

/** A body without bytes is empty in every coding. */
const emptyFrame = {
  ...OVER_HTTP2,
  point: 'gzip',
  fault: 'an empty frame',
  response: [status(200, 0, { 'content-encoding': 'gzip' }), data('')],
  pooled: 1,
  expect: noJson(),
};

export default [
  ...all.flatMap(([coding, how]) => [
    ...cellsOf(coding, how, REPLIES['HTTP/1.1']),
    ...framedCellsOf(coding, how),
  ]),
  ...others,
  ...all.flatMap(([coding, how]) => cellsOf(coding, how, REPLIES['HTTP/2'])),
  emptyFrame,
];
