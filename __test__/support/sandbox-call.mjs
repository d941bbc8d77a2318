// A plain HTTP client for tests of the sandbox, and their bodies.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { request } from './http-request.mjs';

export const KEY = 'sk_test_sandbox';

/** A flow of the least size. */
export const FLOW = [
  { id: 'in', type: 'start', outcome: 'out' },
  { id: 'out', type: 'end' },
];

/** Settings the sandbox accepts. */
export const SETTINGS = { clientReferenceId: 'order-1', metadata: {}, flow: FLOW };

export function fixture(name) {
  return JSON.parse(readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8'));
}

/**
 * One call. `key: null` sends no key; a `body` that is not a string is sent as JSON.
 * @returns {Promise<{ status: number, headers: http.IncomingHttpHeaders, text: string, body: any }>} `body` is undefined for no JSON
 */
export async function call(sandbox, method, path, { body, headers = {}, key = KEY, signal } = {}) {
  const response = await request(sandbox.url + path, {
    method,
    signal,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { ...response, body: parsed(response.text) };
}

export const get = (sandbox, path, options) => call(sandbox, 'GET', path, options);

export const create = (sandbox, settings = {}, options = {}) =>
  call(sandbox, 'POST', '/sessions', { ...options, body: { ...SETTINGS, ...settings } });

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * What arrives on the wire of a GET, for responses that are broken off: the status (undefined when no headers came), the
 * bytes of the body, and the code of the error that ended it.
 */
export function watch(sandbox, path, headers = {}) {
  const seen = { status: undefined, declared: undefined, received: 0, error: undefined };
  return new Promise((resolve) => {
    const sent = http.get(sandbox.url + path, { headers: { authorization: `Bearer ${KEY}`, ...headers } });
    const fail = (error) => resolve(Object.assign(seen, { error: error.code }));
    sent.on('error', fail);
    sent.on('response', (response) => {
      Object.assign(seen, {
        status: response.statusCode,
        declared: Number(response.headers['content-length']),
      });
      response.on('data', (chunk) => {
        seen.received += chunk.length;
      });
      response.on('error', fail);
      response.on('end', () => resolve(seen));
    });
  });
}
