// Bodies of a few bytes that become large when decoded, in each coding that the client requests.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/**
 * Zstandard is newer than Node 20's zlib: frames of RFC 8878 by hand, of raw and of run-length blocks. The exponent of the
 * decoder's window is above 10, for 1 KiB.
 */
const zstdFrame = (window, ...blocks) =>
  Buffer.concat([Buffer.from('28b52ffd00', 'hex'), uint(1, window << 3), ...blocks]);
const zstdBlock = (kind, size, content, last) =>
  Buffer.concat([uint(3, (size << 3) | (kind << 1) | (last ? 1 : 0)), content]);

/** A block may decode to that much (RFC 8878, 3.1.1.2.4). */
const MAX_ZSTD_BLOCK = 128 * 1024;

function uint(length, value) {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntLE(value, 0, length);
  return bytes;
}

/** One that is not compressed. @param {Buffer} bytes no more than fits in a block */
export const zstdRaw = (bytes) => zstdFrame(7, zstdBlock(0, bytes.length, bytes, true));

/** A frame whose decoder has to keep a window of 128 MiB, although it contains almost nothing. */
export const zstdWindow = (text) => zstdFrame(17, zstdBlock(0, text.length, Buffer.from(text), true));

/** Each string of the arrays below is a run of a zstd block. */
const RUN = 'x'.repeat(MAX_ZSTD_BLOCK);
const [FIRST, NEXT, LAST] = ['["', '","', '"]'];

/** A JSON array of strings, of so many bytes in all but for quotation marks and commas, coded. @type {Record<string, (bytes: number) => Buffer>} */
export const LARGE_ARRAYS = {
  br: (bytes) => brotli(array(bytes)),
  gzip: (bytes) => gzipSync(array(bytes)),
  zstd(bytes) {
    const run = zstdBlock(1, RUN.length, Buffer.from('x'), false);
    const raw = (text, last) => zstdBlock(0, text.length, Buffer.from(text), last);
    const all = runs(bytes).flatMap((_, at) => [raw(at === 0 ? FIRST : NEXT, false), run]);
    return zstdFrame(13, ...all, raw(LAST, true));
  },
};

const runs = (bytes) => Array(bytes / RUN.length).fill(RUN);
const array = (bytes) => FIRST + runs(bytes).join(NEXT) + LAST;

/** Fast, and with the largest window, to stay small. @param {string | Buffer} text */
export function brotli(text) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 24 };
  return brotliCompressSync(text, { params });
}
