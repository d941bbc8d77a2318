// @ts-check
// Sends a response, in whole or broken off by a fault.

const { gzipSync } = require('node:zlib');

/** @typedef {import('./responses').SandboxResponse} SandboxResponse */
/** @typedef {import('node:http').ServerResponse} ServerResponse */

const MIN_GZIP_BYTES = 1024;
/** Many clients, libuv among them, take a reset that arrives together with data for an orderly end. */
const RESET_AFTER_DATA_MS = 20;

/** @param {ServerResponse} res @param {SandboxResponse} response @param {import('./faults').Delivery} delivery */
function deliver(res, response, delivery) {
  if (delivery === 'stall-headers' || res.destroyed) return;
  if (delivery === 'reset-headers') return reset(res);
  const { bytes, headers } = encode(response, String(res.req.headers['accept-encoding'] ?? ''));
  res.writeHead(response.status, { ...headers, 'Content-Length': bytes.length });
  if (delivery === 'whole') return void res.end(bytes);
  res.write(bytes.subarray(0, bytes.length >> 1), () => breakOff(res, delivery));
}

/** @param {ServerResponse} res @param {import('./faults').Delivery} delivery */
function breakOff(res, delivery) {
  if (delivery === 'reset-body') setTimeout(() => setImmediate(reset, res), RESET_AFTER_DATA_MS);
  if (delivery === 'truncate') res.socket?.destroySoon();
}

/** Sends an RST, so that the client sees ECONNRESET instead of an orderly end. @param {ServerResponse} res */
function reset(res) {
  const { socket } = res;
  if (!socket || socket.destroyed) return;
  // A TLS socket has no resetAndDestroy, but the TCP socket below it does.
  const { _parent: tcp } = /** @type {{ _parent?: import('node:net').Socket | null }} */ (socket);
  (tcp ?? socket).resetAndDestroy();
  socket.destroy();
}

/** @param {SandboxResponse} response @param {string} acceptEncoding */
function encode(response, acceptEncoding) {
  const plain = Buffer.from(response.body);
  if (plain.length <= MIN_GZIP_BYTES || !accepts(acceptEncoding, 'gzip'))
    return { bytes: plain, headers: response.headers };
  return {
    bytes: gzipSync(plain),
    headers: { ...response.headers, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' },
  };
}

/** @param {string} header @param {string} coding */
function accepts(header, coding) {
  return header.split(',').some((item) => {
    const [name, quality] = item
      .trim()
      .toLowerCase()
      .split(/\s*;\s*q=/);
    return name === coding && Number(quality ?? 1) > 0;
  });
}

module.exports = { deliver };
