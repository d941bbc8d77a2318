// The calls by whose counts a published addon is laid out: node scripts/training.mjs <folder of a whole package>.
// scripts/profiled.mjs runs it on an addon that counts. Real calls to servers of this process on 127.0.0.1, over each
// kind of connection: most are what programs do most, and lists in every coding, errors and tries come along.

import assert from 'node:assert/strict';
import { createServer as http } from 'node:http';
import { createSecureServer as http2 } from 'node:http2';
import { createServer as https } from 'node:https';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { loopbackCertificate } from './certificate.mjs';

const CREATES = { plain: 12_000, tls: 8000, h2: 8000 };
const ALONE = 500;
const LISTS = 300;
const ERRORS = 200;
const AT_ONCE = 16;

const sentence = 'I would like to open an account for my new address and was told to call. ';
const flow = [
  { id: 'in', type: 'start', outcome: 'hello' },
  { id: 'hello', type: 'conversation', prompt: sentence.repeat(8), outcomes: [] },
  { id: 'out', type: 'end' },
];
const asked = { clientReferenceId: 'order-7311', metadata: { desk: 'north', tags: ['x', 'y'] }, flow };

/** 2 KB. @param {string} name */
function session(name) {
  const transcript = [1, 2, 3, 4].map((index) => ({ id: `m${index}`, text: `${name}: ${sentence}` }));
  const settings = { ...asked, providedData: { name, email: 'mira@example.test' } };
  return {
    id: 'Oaid0VjI6XR5Q7AP',
    createdAt: 1_789_000_000_000,
    status: 'complete',
    settings,
    report: { transcript },
  };
}

/** 300 KB. @param {string} name */
const list = (name) =>
  JSON.stringify({ sessions: Array(150).fill(session(name)), nextCursor: null, hasMore: false });

const failure = (type, code) =>
  JSON.stringify({ error: { type, message: 'What went wrong, in words.', code } });
const ascii = list('Mira Holt');
const ANSWERS = {
  'POST /sessions': {
    status: 201,
    body: JSON.stringify({ session: session('Mira Holt'), clientSecret: { secret: 'cs_1' } }),
  },
  'GET /sessions': { body: ascii },
  'GET /gzip/sessions': { body: gzipSync(ascii), coding: 'gzip' },
  'GET /br/sessions': { body: brotliCompressSync(ascii), coding: 'br' },
  'GET /text/sessions': { body: list('Zoë Ångström 北京') },
  'GET /sessions/unknown': { status: 404, body: failure('not_found_error', 'session_not_found') },
  'GET /busy/sessions/unknown': { status: 503, body: failure('server_error', 'unavailable'), after: '0' },
};

/** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
function answer(request, response) {
  request.resume().on('end', () => {
    const { status = 200, body, coding, after } = ANSWERS[`${request.method} ${request.url.split('?')[0]}`];
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-request-id': 'req_5f2c81',
    };
    response.writeHead(status, {
      ...headers,
      ...(coding && { 'content-encoding': coding }),
      ...(after && { 'retry-after': after }),
    });
    response.end(body);
  });
}

/** `count` calls, so many of them at once. @param {() => Promise<unknown>} call */
async function repeat(count, atOnce, call) {
  let left = count;
  const one = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

/** @param {Promise<unknown>} call @param {number} status */
const failsWith = (call, status) => assert.rejects(call, (error) => error.response?.status === status);

/** @param {(prefix?: string) => any} clientOf @param {number} creates */
async function train(clientOf, creates) {
  const client = clientOf();
  await repeat(creates, AT_ONCE, () => client.session.create(asked));
  await repeat(ALONE, 1, () => client.session.create(asked));
  for (const prefix of ['', '/gzip', '/br', '/text']) {
    const lists = clientOf(prefix);
    await repeat(LISTS, AT_ONCE, () => lists.session.list());
  }
  await repeat(ERRORS, AT_ONCE, () => failsWith(client.session.retrieve({ sessionId: 'unknown' }), 404));
  const busy = clientOf('/busy');
  await repeat(ERRORS, AT_ONCE, () => failsWith(busy.session.retrieve({ sessionId: 'unknown' }), 503));
}

const { Client } = createRequire(import.meta.url)(resolve(process.argv[2], 'index.js'));
const tls = loopbackCertificate();
const servers = { plain: http(answer), tls: https(tls, answer), h2: http2(tls, answer) };
for (const [protocol, server] of Object.entries(servers)) {
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const address = `${protocol === 'plain' ? 'http' : 'https'}://127.0.0.1:${server.address().port}`;
  const common = { auth: 'sk_training', ca: tls.cert, proxy: false };
  await train(
    (prefix = '') => new Client({ ...common, http2: protocol === 'h2', serverUrl: address + prefix }),
    CREATES[protocol],
  );
}
// Kept connections would hold the servers open; what was counted is written as the process ends.
process.exit(0);
