// Runs both clients on the same case: a server that responds as the case says and records every request, and the result
// of the call as plain data.

import { gzipSync } from 'node:zlib';
import { serve } from '../support/server.mjs';

/**
 * @typedef {object} Response
 * @property {number} status
 * @property {string} contentType
 * @property {Buffer} body
 * @property {boolean} [gzip]
 * @property {number} [redirect] status of a redirect that comes first
 * @property {'silent' | 'stalled' | 'reset' | 'cut'} [broken] nothing comes, half of the body comes; the connection
 *   ends before the response, or in the middle of its body
 */

const MOVED = '/moved?to=here';

/** A server that sends `stage.response` to everyone and keeps the requests in `stage.requests`. */
export async function openStage() {
  const stage = { response: /** @type {Response | undefined} */ (undefined), requests: [] };
  const { url, server, close } = await serve((request, response) => {
    const { method, url, headers, body } = request;
    stage.requests.push({ method, url, headers: relevant(headers), body });
    play(stage.response, request, response);
  });
  server.keepAliveTimeout = 0;
  return Object.assign(stage, { url, close });
}

/** @param {Response} response @param {import('../support/server.mjs').Seen} request @param {import('node:http').ServerResponse} response */
function play({ status, contentType, body, gzip, redirect, broken }, request, response) {
  if (broken === 'silent') return undefined;
  if (broken === 'reset') return request.socket.resetAndDestroy();
  if (redirect && request.url !== MOVED) return response.writeHead(redirect, { location: MOVED }).end();
  const bytes = gzip ? gzipSync(body) : body;
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': bytes.length,
    ...(gzip && { 'content-encoding': 'gzip' }),
  });
  if (!broken) return response.end(bytes);
  response.write(bytes.subarray(0, bytes.length / 2), () => broken === 'cut' && request.socket.destroy());
}

/** All headers except the address of this server and the connection header, which depends on Node's version. */
function relevant({ host, connection, ...headers }) {
  return headers;
}

/**
 * What a call sends, and its result.
 * @param {{ requests: object[] }} stage
 * @param {() => Promise<unknown>} call
 */
export async function observe(stage, call) {
  stage.requests.length = 0;
  const result = await resultOf(call);
  return { requests: [...stage.requests], result };
}

async function resultOf(call) {
  let promise;
  try {
    promise = call();
  } catch {
    return { threw: true };
  }
  return promise.then(
    (value) => ({ resolved: value }),
    (error) => ({ rejected: error }),
  );
}
