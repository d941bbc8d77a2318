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

/** A server that redirects its first request to `location`, and responses the next ones. */
const redirecting = (status, location, options) =>
  started(
    serve((_request, response, index) => {
      if (index === 0) send(response, { status, body: '', headers: { location } });
      else send(response, {});
    }, options),
  );

describe('authorization', () => {
  for (const status of [301, 302, 303, 307, 308])
    test(`goes along with a ${status} to the same origin`, async () => {
      const server = await redirecting(status, '/elsewhere');
      await clientOf(server).session.list();
      const [, { url, headers }] = server.requests;
      assert.deepEqual([url, headers.authorization], ['/elsewhere', `Bearer ${KEY}`]);
    });

  test('does not go to another port, which is another origin', async () => {
    const other = await responding();
    await clientOf(await redirecting(307, `${other.url}/langs`)).langs.retrieve();
    assert.equal(other.requests.length, 1);
    assert.equal(other.requests[0].headers.authorization, undefined);
  });

  test('does not go to another name of the same machine', async () => {
    const server = await started(
      serve((_request, response, index) => {
        const location = `http://localhost:${server.port}/langs`;
        if (index === 0) send(response, { status: 307, body: '', headers: { location } });
        else send(response, {});
      }),
    );
    await clientOf(server).langs.retrieve();
    assert.equal(server.requests[1].headers.authorization, undefined);
  });

  test('does not go from http to https either', async () => {
    const other = await responding({ tls });
    await clientOf(await redirecting(307, `${other.url}/langs`), { ca: own.cert }).langs.retrieve();
    assert.equal(other.requests[0].headers.authorization, undefined);
  });
});

describe('the request', () => {
  for (const [status, method, hasBody] of [
    [301, 'GET', false],
    [302, 'GET', false],
    [303, 'GET', false],
    [307, 'POST', true],
    [308, 'POST', true],
  ])
    test(`of a create becomes a ${method} after ${status}`, async () => {
      const server = await redirecting(status, '/elsewhere');
      await clientOf(server).session.create(SETTINGS);
      const [first, second] = server.requests;
      assert.deepEqual([second.method, second.body], [method, hasBody ? first.body : '']);
    });
});

describe('rejected is', () => {
  test('a redirect from https to http, before anything goes there', async () => {
    const other = await responding();
    const server = await redirecting(307, `${other.url}/sessions?email=marked`, { tls });
    const error = await rejectionOf(
      clientOf(server, { ca: own.cert, maxRetries: 2 }).session.create(SETTINGS),
    );
    assert.ok(error instanceof sdk.ResponseError, String(error));
    assert.deepEqual([error.code, error.retryable], ['facesign_client_response_error', false]);
    assert.match(error.message, /^session\.create failed: .*from https to http.*serverUrl/);
    assert.equal(error.message.includes('marked'), false);
    assert.deepEqual([server.requests.length, other.requests.length], [1, 0]);
  });

  test('an endless round, after the 20 redirects of the old SDK', async () => {
    const server = await started(
      serve((_request, response) => send(response, { status: 302, headers: { location: '/round' } })),
    );
    const error = await rejectionOf(clientOf(server).session.list());
    assert.ok(error instanceof sdk.ResponseError, String(error));
    assert.match(error.message, /redirected more than 20 times/);
    assert.equal(server.requests.length, 21);
  });
});

test('a redirect that says no address is the response itself', async () => {
  const server = await started(serve((_request, response) => send(response, { status: 302, body: '' })));
  const error = await rejectionOf(clientOf(server).session.list());
  assert.deepEqual([error.name, error.response.status], ['ServerError', 302]);
});
