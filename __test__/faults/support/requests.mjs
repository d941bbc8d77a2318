// The exact bytes that each attempt must send over each version of HTTP, and how the requests that the fault server saw
// differ from them.
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const { version } = createRequire(import.meta.url)('../../../package.json');
const { platform, arch, versions } = process;

export const KEY = 'sk_test_faults';
const AUTHORIZATION = { authorization: `Bearer ${KEY}` };
/** docs/api-contract.md#request-headers and docs/migration.md; `__test__/wire/headers.test.mjs` is about each of them. */
const ALWAYS = {
  'facesign-version': '2024-12-18',
  'x-facesign-api-version': '1.0.47',
  'user-agent': `facesign-api-native/${version} node/${versions.node} (${platform}; ${arch})`,
  accept: '*/*',
  'accept-encoding': 'zstd,gzip',
};
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Where the cells' redirects lead. */
export const MOVED = '/redirected';

export const hasKey = ({ headers }) => headers.authorization === AUTHORIZATION.authorization;

/**
 * The differences between the received and the expected requests, as sentences.
 * @param cell `moved` says what a redirect makes of a request: `keeps` its method and body, or goes to another `host`
 * @param skip requests of earlier calls, which have keys of their own
 */
export function unlike(cell, operation, server, skip) {
  const { requests, other } = server;
  const keys = new Set(requests.slice(skip).map(({ headers }) => headers['idempotency-key']));
  return [
    keys.size > 1 && `${keys.size} idempotency keys in one call`,
    ...unlikeAt(server, (seen) => wanted(seen, cell, operation, server, true)),
    ...(other ? unlikeAt(other, (seen) => wanted(seen, cell, operation, other, false)) : []),
  ].filter(Boolean);
}

/** Also the bytes: a server received nothing besides the expected requests. */
function unlikeAt(server, wantedOf) {
  const all = server.requests.map(wantedOf);
  const size = all.reduce((sum, request) => sum + sizeOf(request), 0);
  return [
    ...all.map((request, index) => difference(server.requests[index], request)),
    server.cut > 0 && `${server.cut} requests that did not come whole`,
    !server.isHttp2 && size !== server.heard && `${server.heard} bytes received, not ${size}`,
  ];
}

/** The expected request. Its idempotency key is a secret of the caller, so only its form is known. */
function wanted(seen, cell, { line, body, keyed }, server, sameOrigin) {
  const moved = seen.path.startsWith(MOVED) ? { ...cell.moved } : undefined;
  const [method, path] = moved ? [moved.keeps ? line.split(' ')[0] : 'GET', seen.path] : line.split(' ');
  const text = body && (!moved || moved.keeps) ? JSON.stringify(body) : '';
  const key = seen.headers['idempotency-key'] ?? '';
  const headers = {
    ...ALWAYS,
    ...(sameOrigin && AUTHORIZATION),
    ...(text && { 'content-type': 'application/json', 'content-length': String(text.length) }),
    ...(keyed && { 'idempotency-key': UUID.test(key) ? key : 'a UUID' }),
    host: `${moved?.host ?? '127.0.0.1'}:${server.port}`,
  };
  return { method, path, headers, body: text };
}

function difference(seen, wanted) {
  const names = Object.keys(wanted).filter((name) => !isDeepStrictEqual(seen[name], wanted[name]));
  const texts = names.map((name) => `${JSON.stringify(seen[name])} is not ${JSON.stringify(wanted[name])}`);
  return names.length > 0 && `${seen.method} ${seen.path}: ${texts.join('; ')}`;
}

/** Over HTTP/1.1. */
function sizeOf({ method, path, headers, body }) {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.byteLength(`${method} ${path} HTTP/1.1\r\n${fields.join('')}\r\n${body}`);
}
