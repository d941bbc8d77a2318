// @ts-check
// Puts a response on the wire, whole or broken off as a fault wants it.

const { gzipSync } = require('node:zlib');

/** @typedef {import('./answers').Answer} Answer */
/** @typedef {import('node:http').ServerResponse} ServerResponse */

const GZIP_FROM_BYTES = 1024;
/** A reset that arrives together with data looks like an orderly end to many clients (libuv among them), so it waits. */
const RESET_AFTER_DATA_MS = 20;

/** @param {ServerResponse} response @param {Answer} answer @param {import('./faults').Delivery} delivery */
function deliver(response, answer, delivery) {
  if (delivery === 'stall-headers' || response.destroyed) return;
  if (delivery === 'reset-headers') return reset(response);
  const { bytes, headers } = encode(answer, String(response.req.headers['accept-encoding'] ?? ''));
  response.writeHead(answer.status, { ...headers, 'Content-Length': bytes.length });
  if (delivery === 'whole') return void response.end(bytes);
  response.write(bytes.subarray(0, bytes.length >> 1), () => breakOff(response, delivery));
}

/** @param {ServerResponse} response @param {import('./faults').Delivery} delivery */
function breakOff(response, delivery) {
  if (delivery === 'reset-body') setTimeout(() => setImmediate(reset, response), RESET_AFTER_DATA_MS);
  if (delivery === 'truncate') response.socket?.destroySoon();
}

/** An RST, so that the client sees ECONNRESET and no orderly end. @param {ServerResponse} response */
function reset(response) {
  const { socket } = response;
  if (!socket || socket.destroyed) return;
  // Node refuses resetAndDestroy on a TLS socket; the TCP socket below it can do it.
  const { _parent: tcp } = /** @type {{ _parent?: import('node:net').Socket | null }} */ (socket);
  (tcp ?? socket).resetAndDestroy();
  socket.destroy();
}

/** @param {Answer} answer @param {string} acceptEncoding */
function encode(answer, acceptEncoding) {
  const plain = Buffer.from(answer.text);
  if (plain.length <= GZIP_FROM_BYTES || !accepts(acceptEncoding, 'gzip'))
    return { bytes: plain, headers: answer.headers };
  return {
    bytes: gzipSync(plain),
    headers: { ...answer.headers, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' },
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
