// Redirects are followed as in the old SDK (docs/api-contract.md#responses-errors-and-timeouts), but the key only goes
// to its own origin, and nothing goes from https to http.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import sdk from '@facesignai/api-native';
import { authority, certificate } from './support/certificates.mjs';
import { clientOf, KEY, rejectionOf, SETTINGS } from './support/client.mjs';
import { send, serve } from './support/server.mjs';

const servers = [];
const started = async (starting) => servers[servers.push(await starting) - 1];
after(() => Promise.all(servers.map((server) => server.close())));

const own = authority();
const tls = certificate(own);
const responding = (options) => started(serve((_request, response) => send(response, {}), options));

/** A server that redirects its first request, and responds to the next ones. @param {(port: number) => string} locate */
async function redirecting(status, locate, options) {
  const server = await started(
    serve((_request, response, index) => {
      if (index > 0) return send(response, {});
      return send(response, { status, body: '', headers: { location: locate(server.port) } });
    }, options),
  );
  return server;
}

/** A server that redirects `count` requests in a row. */
const redirectingTimes = (count) =>
  started(
    serve(({ url }, response) => {
      const hop = Number(/^\/hop(\d+)$/.exec(url)?.[1] ?? 0);
      if (hop === count) return send(response, {});
      return send(response, { status: 302, body: '', headers: { location: `/hop${hop + 1}` } });
    }),
  );

const CALLS = {
  read: (client) => client.session.list({ limit: 1 }),
  create: (client) => client.session.create(SETTINGS),
};
const REDIRECTS = [
  { status: 301, call: 'create', method: 'GET', keepsBody: false },
  { status: 302, call: 'create', method: 'GET', keepsBody: false },
  { status: 303, call: 'create', method: 'GET', keepsBody: false },
  { status: 307, call: 'create', method: 'POST', keepsBody: true },
  { status: 308, call: 'create', method: 'POST', keepsBody: true },
  ...[301, 302, 303, 307, 308].map((status) => ({ status, call: 'read', method: 'GET', keepsBody: true })),
];

describe('within one origin', () => {
  for (const { status, call, method, keepsBody } of REDIRECTS)
    test(`after ${status} a ${call} is a ${method} with the key`, async () => {
      const server = await redirecting(status, () => '/end');
      await CALLS[call](clientOf(server));
      const [first, second] = server.requests;
      const { url, body, headers } = second;
      assert.deepEqual([second.method, url, body], [method, '/end', keepsBody ? first.body : '']);
      assert.equal(headers.authorization, `Bearer ${KEY}`);
    });

  test('a GET made of a POST has no headers of a body (deliberate: the old SDK left content-type on it)', async () => {
    const server = await redirecting(302, () => '/end');
    await clientOf(server).session.create(SETTINGS);
    const [, { headers }] = server.requests;
    assert.ok(!('content-type' in headers) && !('content-length' in headers));
  });

  const LOCATIONS = {
    end: '/end',
    './end': '/end',
    '../end': '/end',
    '//127.0.0.1:PORT/end': '/end',
    'http://127.0.0.1:PORT/end': '/end',
  };
  for (const [location, url] of Object.entries(LOCATIONS))
    test(`the location ${location} is resolved against the address of the request`, async () => {
      const server = await redirecting(302, (port) => location.replace('PORT', String(port)));
      await clientOf(server).session.list();
      assert.equal(server.requests[1].url, url);
    });

  for (const status of [301, 302, 303, 307, 308])
    test(`${status} without a location is an error of that status`, async () => {
      const server = await started(serve((_request, response) => send(response, { status, body: '' })));
      const error = await rejectionOf(clientOf(server).session.list());
      assert.deepEqual([error.name, error.response.status], ['ServerError', status]);
    });

  test('20 redirects are followed', async () => {
    const server = await redirectingTimes(20);
    await clientOf(server).session.list();
    assert.equal(server.requests.length, 21);
  });

  test('the 21st redirect is rejected', async () => {
    const server = await redirectingTimes(21);
    const error = await rejectionOf(clientOf(server).session.list());
    assert.ok(error instanceof sdk.ResponseError, String(error));
    assert.match(error.message, /redirected more than 20 times/);
    assert.equal(server.requests.length, 21);
  });
});

describe('to another origin', () => {
  test('the key does not go to another port (deliberate: old, to the same host on any port)', async () => {
    const other = await responding();
    const server = await redirecting(307, () => `${other.url}/sessions`);
    await clientOf(server).session.create(SETTINGS);
    const [{ headers, body }] = other.requests;
    assert.equal(headers.authorization, undefined);
    assert.equal(body, server.requests[0].body);
  });

  test('the key does not go to another name of the same machine', async () => {
    const server = await redirecting(307, (port) => `http://localhost:${port}/langs`);
    await clientOf(server).langs.retrieve();
    assert.equal(server.requests[1].headers.authorization, undefined);
  });

  test('the key does not go from http to https either', async () => {
    const other = await responding({ tls });
    const server = await redirecting(307, () => `${other.url}/langs`);
    await clientOf(server, { ca: own.cert }).langs.retrieve();
    assert.equal(other.requests[0].headers.authorization, undefined);
  });

  test('a redirect from https to http is rejected before anything goes there', async () => {
    const other = await responding();
    const server = await redirecting(307, () => `${other.url}/sessions?email=marked`, { tls });
    const error = await rejectionOf(
      clientOf(server, { ca: own.cert, maxRetries: 2 }).session.create(SETTINGS),
    );
    assert.ok(error instanceof sdk.ResponseError, String(error));
    assert.deepEqual([error.code, error.retryable], ['facesign_client_response_error', false]);
    assert.match(error.message, /^session\.create failed: .*from https to http.*serverUrl/);
    assert.equal(error.message.includes('marked'), false);
    assert.deepEqual([server.requests.length, other.requests.length], [1, 0]);
  });
});
