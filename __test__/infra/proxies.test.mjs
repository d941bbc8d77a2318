// Real proxies, Debian's squid and tinyproxy: plain and CONNECT, with and without a user, rejecting, dying and missing.
// The server identifies the proxy by its peer's address.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { authority, certificate } from '../support/certificates.mjs';
import { clientOf, rejectionOf, SETTINGS } from '../support/client.mjs';
import { run } from '../support/process.mjs';
import { record } from '../support/record.mjs';
import { send, serve } from '../support/server.mjs';
import { PROXIES, startProxy } from './support/proxies.mjs';

const running = [];
const started = async (starting) => running[running.push(await starting) - 1];
after(() => Promise.all(running.map((one) => one.close())));

const own = authority();
const tls = certificate(own);
/** The addresses that requests came from, by server. A socket knows its address only while it is open. */
const peers = new Map();
const responding = (scheme) => (request, response) => {
  peers.set(scheme, request.socket.remoteAddress);
  send(response, { body: '{"session":{"id":"s"}}' });
};
const SERVERS = {
  http: await started(serve(responding('http'))),
  https: await started(serve(responding('https'), { tls })),
};
const DIRECT = '127.0.0.1';
const USER = { name: 'someone', password: 'pass.w0rd_marked' };

const rows = [];
after(() =>
  record('proxies', {
    title: 'squid and tinyproxy before a server',
    columns: ['Proxy', 'What', 'What the caller gets', '`outcome`'],
    rows,
  }),
);
/** @param {any} [error] of the call, or none */
const keep = (proxy, what, error) =>
  rows.push([
    proxy,
    what,
    error ? [error.name, error.response?.status, error.code].filter(Boolean).join(' ') : 'the response',
    error?.outcome ?? '–',
  ]);

const clientVia = (proxy, server, options) => clientOf(server, { ca: own.cert, proxy, ...options });

for (const kind of Object.keys(PROXIES)) {
  const open = await started(startProxy(kind));
  const closed = await started(startProxy(kind, { reject: true }));
  const guarded = await started(startProxy(kind, { user: USER }));

  describe(`${kind} passes on`, () => {
    for (const [scheme, server] of Object.entries(SERVERS)) {
      test(`${scheme}: a create and its response`, async () => {
        const { session } = await clientVia(open.url, server).session.create(SETTINGS);
        assert.equal(session.id, 's');
        assert.equal(peers.get(scheme), open.from);
        assert.deepEqual(JSON.parse(server.requests.at(-1).body), SETTINGS);
        keep(kind, `${scheme}: a create`);
      });

      test(`${scheme}: 20 calls at once`, async () => {
        // tinyproxy closes each connection without having said so: a call that meets the end has to be repeated.
        const client = clientVia(open.url, server, { maxRetries: 2 });
        const calls = Array.from({ length: 20 }, () => client.session.retrieve({ sessionId: 's' }));
        const sessions = (await Promise.all(calls)).map(({ session }) => session.id);
        assert.deepEqual(sessions, Array(20).fill('s'));
        keep(kind, `${scheme}: ${sessions.length} calls at once`);
      });

      test(`${scheme}: with a user and password, of which the server sees nothing`, async () => {
        await clientVia(guarded.urlOf(USER.name, USER.password), server).session.create(SETTINGS);
        assert.equal(peers.get(scheme), guarded.from);
        assert.equal(server.requests.at(-1).headers['proxy-authorization'], undefined);
        keep(kind, `${scheme}: with a user and password`);
      });
    }
  });

  const TURNED_AWAY = [
    ['a wrong password', guarded.urlOf(USER.name, 'other_marked'), PROXIES[kind].wrongPassword],
    ['no user', guarded.url, 407],
    ['no right to reach any server', closed.url, 403],
  ];
  describe(`${kind} turns away a caller with`, () => {
    for (const [title, url, status] of TURNED_AWAY) {
      test(`${title} from a tunnel: a ConnectionError that names the proxy, and nothing was sent`, async () => {
        const before = SERVERS.https.requests.length;
        const error = await rejectionOf(clientVia(url, SERVERS.https).session.create(SETTINGS));
        assert.deepEqual(
          [error.name, error.code, error.outcome],
          ['ConnectionError', 'ERR_PROXY_TUNNEL', 'not_sent'],
        );
        assert.match(error.message, /proxy/);
        assert.equal(`${error.stack} ${JSON.stringify(error)}`.includes('marked'), false);
        assert.equal(SERVERS.https.requests.length, before);
        keep(kind, `https: ${title}`, error);
      });

      test(`${title} from a plain server: an error with status ${status}, and the server saw nothing`, async () => {
        const before = SERVERS.http.requests.length;
        const error = await rejectionOf(clientVia(url, SERVERS.http).session.create(SETTINGS));
        assert.equal(error.response.status, status);
        assert.equal(`${error.stack} ${JSON.stringify(error)}`.includes('marked'), false);
        assert.equal(SERVERS.http.requests.length, before);
        keep(kind, `http: ${title}`, error);
      });
    }
  });

  describe(`${kind} that`, () => {
    for (const scheme of Object.keys(SERVERS))
      test(`dies during a slow response over ${scheme}: a ConnectionError, the outcome unknown`, async () => {
        const proxy = await started(startProxy(kind));
        const silent = await started(serve(() => {}, scheme === 'https' ? { tls } : {}));
        const failing = rejectionOf(clientVia(proxy.url, silent).session.create(SETTINGS));
        await silent.received(1);
        await proxy.kill();
        const error = await failing;
        assert.deepEqual(
          [error.name, error.code, error.outcome],
          ['ConnectionError', 'ECONNRESET', 'unknown'],
        );
        keep(kind, `${scheme}: dies during a slow response`, error);
      });

    test('died between two calls: the next one says that nothing listens there', async () => {
      const proxy = await started(startProxy(kind));
      const client = clientVia(proxy.url, SERVERS.https);
      await client.langs.retrieve();
      await proxy.kill();
      const error = await rejectionOf(client.langs.retrieve());
      assert.deepEqual([error.name, error.code], ['ConnectionError', 'ECONNREFUSED']);
      assert.equal(error.outcome, 'not_sent');
      assert.match(error.message, /proxy/);
      keep(kind, 'https: died between two calls', error);
    });

    test('cannot reach the server: a ConnectionError that names the proxy', async () => {
      const nowhere = { url: 'https://127.0.0.1:1' };
      const error = await rejectionOf(clientVia(open.url, nowhere).session.create(SETTINGS));
      assert.deepEqual([error.code, error.outcome], ['ERR_PROXY_TUNNEL', 'not_sent']);
      assert.match(error.message, /proxy/);
      keep(kind, 'https: cannot reach the server', error);
    });
  });
}

describe('in a process with', () => {
  const PROGRAM = `
    import Client from '@facesignai/api-native';
    const client = new Client({ auth: 'sk_test', serverUrl: process.argv[1], maxRetries: 0 });
    await client.langs.retrieve();`;

  for (const [exceptions, direct] of [
    ['', false],
    ['api.test,10.0.0.0/8', false],
    ['api.test, 127.0.0.1', true],
    ['*', true],
  ])
    for (const [scheme, server] of Object.entries(SERVERS))
      test(`NO_PROXY=${exceptions}, a call over ${scheme} goes ${direct ? 'directly' : 'through the proxy'}`, async () => {
        const proxy = running.find(({ from }) => from === PROXIES.squid.from);
        const env = { [`${scheme.toUpperCase()}_PROXY`]: proxy.url, NODE_EXTRA_CA_CERTS: own.certFile };
        const { code, stderr } = await run(PROGRAM, {
          env: { ...env, NO_PROXY: exceptions },
          args: [server.url],
        });
        assert.deepEqual([code, stderr], [0, '']);
        assert.equal(peers.get(scheme), direct ? DIRECT : proxy.from);
        keep(direct ? 'none' : 'squid', `${scheme}: \`NO_PROXY=${exceptions}\``);
      });
});
