// Calls through a proxy, set by option and by environment. The proxy sees the destination of a call, but neither the key
// nor anything else inside of TLS.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import sdk from '@facesignai/api-native';
import { authority, certificate } from './support/certificates.mjs';
import { clientOf, KEY, rejectionOf } from './support/client.mjs';
import { startProxy } from './support/proxy.mjs';
import { freePort, send, serve } from './support/server.mjs';

const servers = [];
const started = async (starting) => servers[servers.push(await starting) - 1];
after(() => Promise.all(servers.map((server) => server.close())));

const own = authority();
const respond = (_request, response) => send(response, { body: '["en"]' });
const secure = await started(serve(respond, { tls: certificate(own) }));
const plain = await started(serve(respond));
const authorityOf = ({ url }) => new URL(url).host;
const withUser = ({ url }, user) => url.replace('//', `//${user}@`);
const basic = (text) => `Basic ${Buffer.from(text).toString('base64')}`;

const caseless = process.platform === 'win32' && 'on Windows names of variables have no case';

/** A client that takes the proxy from an option, or else from the environment. */
const clientVia = (proxy, server = secure) => clientOf(server, { ca: own.cert, proxy });

/** The environment while `make` runs: proxies are read when a client is made. */
function withEnv(env, make) {
  const names = [
    'HTTP_PROXY',
    'http_proxy',
    'HTTPS_PROXY',
    'https_proxy',
    'NO_PROXY',
    'no_proxy',
    'REQUEST_METHOD',
  ];
  const before = names.map((name) => [name, process.env[name]]);
  for (const name of names) delete process.env[name];
  Object.assign(process.env, env);
  try {
    return make();
  } finally {
    for (const name of names) delete process.env[name];
    Object.assign(process.env, Object.fromEntries(before.filter(([, value]) => value !== undefined)));
  }
}

describe('the option proxy', () => {
  test('tunnels calls to an https server, so that the proxy sees host and port only', async () => {
    const proxy = await started(startProxy());
    assert.deepEqual(await clientVia(proxy.url).langs.retrieve(), ['en']);
    const [{ method, url, headers }] = proxy.seen;
    assert.deepEqual([method, url], ['CONNECT', authorityOf(secure)]);
    assert.equal(JSON.stringify(headers).includes(KEY), false);
    assert.equal(headers['proxy-authorization'], undefined);
  });

  test('hands calls to an http server to the proxy whole', async () => {
    const proxy = await started(startProxy());
    assert.deepEqual(await clientVia(proxy.url, plain).langs.retrieve(), ['en']);
    assert.deepEqual([proxy.seen[0].method, proxy.seen[0].url], ['GET', `${plain.url}/langs`]);
  });

  const USERS = {
    'user:password': 'user:password',
    'u%40corp:p%3Ass%2Fw%20rd': 'u@corp:p:ss/w rd',
    'user:': 'user:',
  };
  for (const [written, meant] of Object.entries(USERS))
    for (const [kind, server] of Object.entries({ https: secure, http: plain }))
      test(`shows the proxy ${written} for an ${kind} server, and the server nothing of it`, async () => {
        const proxy = await started(startProxy());
        await clientVia(withUser(proxy, written), server).langs.retrieve();
        assert.equal(proxy.seen[0].headers['proxy-authorization'], basic(meant));
        if (kind === 'https') assert.equal(server.requests.at(-1).headers['proxy-authorization'], undefined);
      });

  test('goes before the environment', async () => {
    const [option, variable] = [await started(startProxy()), await started(startProxy())];
    await withEnv({ HTTPS_PROXY: variable.url }, () => clientVia(option.url)).langs.retrieve();
    assert.deepEqual([option.seen.length, variable.seen.length], [1, 0]);
  });

  test('false reaches the server directly, whatever the environment says', async () => {
    const variable = await started(startProxy());
    await withEnv({ HTTPS_PROXY: variable.url }, () => clientVia(false)).langs.retrieve();
    assert.equal(variable.seen.length, 0);
  });

  for (const wrong of ['proxy.test:3128', 'socks5://proxy.test', 'not an address', 'http://'])
    test(`${wrong} is rejected when the client is made`, () => {
      assert.throws(() => clientVia(wrong), { name: 'ConfigurationError', param: 'proxy' });
    });
});

describe('a proxy that', () => {
  for (const [status, says] of [
    [407, /proxy.*(user|password|credentials)/i],
    [403, /proxy/i],
    [502, /proxy/i],
  ])
    test(`refuses the tunnel with ${status}: a ConnectionError, and surely nothing was sent`, async () => {
      const proxy = await started(startProxy({ reject: status }));
      const secret = withUser(proxy, 'user:pass_marked');
      const error = await rejectionOf(clientVia(secret).session.create({}));
      assert.ok(error instanceof sdk.ConnectionError, String(error));
      assert.deepEqual([error.code, error.outcome], ['ERR_PROXY_TUNNEL', 'not_sent']);
      assert.match(error.message, says);
      assert.equal(error.message.includes('marked'), false);
    });

  test('is not there: a ConnectionError that makes one think of the proxy', async () => {
    const error = await rejectionOf(clientVia(`http://127.0.0.1:${await freePort()}`).langs.retrieve());
    assert.deepEqual(
      [error.name, error.code, error.outcome],
      ['ConnectionError', 'ECONNREFUSED', 'not_sent'],
    );
    assert.match(error.message, /proxy/i);
  });
});

describe('the environment', () => {
  const VARIABLES = [
    ['HTTPS_PROXY', secure],
    ['https_proxy', secure],
    ['HTTP_PROXY', plain],
    ['http_proxy', plain],
  ];
  for (const [name, server] of VARIABLES)
    test(`${name} names the proxy for ${server.url.split(':')[0]} servers, and for no others`, async () => {
      const proxy = await started(startProxy());
      const [client, other] = withEnv({ [name]: proxy.url }, () =>
        [server, server === secure ? plain : secure].map((server) => clientVia(undefined, server)),
      );
      await client.langs.retrieve();
      assert.equal(proxy.seen.length, 1);
      await other.langs.retrieve();
      assert.equal(proxy.seen.length, 1);
    });

  test('may leave out the scheme of a proxy, as for curl', async () => {
    const proxy = await started(startProxy());
    await withEnv({ HTTPS_PROXY: authorityOf(proxy) }, () => clientVia(undefined)).langs.retrieve();
    assert.equal(proxy.seen.length, 1);
  });

  for (const [name, server] of Object.entries({ https_proxy: secure, http_proxy: plain }))
    test(`${name} goes before ${name.toUpperCase()}`, async () => {
      const [lower, upper] = [await started(startProxy()), await started(startProxy())];
      const env = { [name]: lower.url, [name.toUpperCase()]: upper.url };
      await withEnv(env, () => clientVia(undefined, server)).langs.retrieve();
      assert.deepEqual([lower.seen.length, upper.seen.length], [1, 0]);
    });

  // In a CGI program HTTP_PROXY is what a caller sent as the header `Proxy`.
  for (const [name, server, used] of [
    ['HTTP_PROXY', plain, false],
    ['http_proxy', plain, true],
    ['HTTPS_PROXY', secure, true],
  ])
    test(`${name} is ${used ? 'used' : 'ignored'} in a CGI program`, { skip: caseless }, async () => {
      const proxy = await started(startProxy());
      const env = { REQUEST_METHOD: 'GET', [name]: proxy.url };
      await withEnv(env, () => clientVia(undefined, server)).langs.retrieve();
      assert.equal(proxy.seen.length, used ? 1 : 0);
    });

  for (const [rule, variables, direct] of [
    ['no_proxy is read like NO_PROXY', { no_proxy: '127.0.0.1' }, true],
    ['no_proxy goes before NO_PROXY', { no_proxy: 'other.test', NO_PROXY: '127.0.0.1' }, false],
    ['an empty no_proxy leaves it to NO_PROXY', { no_proxy: '', NO_PROXY: '127.0.0.1' }, true],
  ])
    test(rule, async () => {
      const proxy = await started(startProxy());
      const env = { HTTPS_PROXY: proxy.url, ...variables };
      await withEnv(env, () => clientVia(undefined)).langs.retrieve();
      assert.equal(proxy.seen.length, direct ? 0 : 1);
    });

  for (const [exceptions, direct] of [
    ['127.0.0.1', true],
    ['other.test, 127.0.0.1', true],
    ['127.0.0.0/8', true],
    ['*', true],
    ['127.0.0.1 other.test', true],
    ['[::1],127.0.0.1', true],
    [`127.0.0.1:${secure.port}`, true],
    [`*:${secure.port}`, true],
    ['127.0.0.1:1', false],
    ['localhost,.test', false],
    ['', false],
  ])
    test(`NO_PROXY=${exceptions} ${direct ? 'reaches 127.0.0.1 directly' : 'changes nothing'}`, async () => {
      const proxy = await started(startProxy());
      const env = { HTTPS_PROXY: proxy.url, NO_PROXY: exceptions };
      await withEnv(env, () => clientVia(undefined)).langs.retrieve();
      assert.equal(proxy.seen.length, direct ? 0 : 1);
    });
});

describe('names that NO_PROXY excepts', () => {
  for (const [exceptions, direct] of [
    ['localhost', true],
    ['*.localhost', true],
    ['.localhost', true],
    ['*host', true],
    [`localhost:${secure.port}`, true],
    ['localhost:1', false],
    ['other.test other.example', false],
  ])
    test(`NO_PROXY=${exceptions} ${direct ? 'reaches localhost directly' : 'changes nothing'}`, async () => {
      const proxy = await started(startProxy());
      const env = { HTTPS_PROXY: proxy.url, NO_PROXY: exceptions };
      const server = { url: `https://localhost:${secure.port}` };
      await withEnv(env, () => clientVia(undefined, server)).langs.retrieve();
      assert.equal(proxy.seen.length, direct ? 0 : 1);
    });

  test('are excepted after a redirect too', async () => {
    const proxy = await started(startProxy());
    const location = `${secure.url}/langs`;
    const redirecting = await started(
      serve((_request, response) => send(response, { status: 307, body: '', headers: { location } })),
    );
    const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: `127.0.0.1:${secure.port}` };
    await withEnv(env, () => clientVia(undefined, redirecting)).langs.retrieve();
    assert.deepEqual(
      proxy.seen.map(({ method, url }) => [method, url]),
      [['GET', `${redirecting.url}/langs`]],
    );
  });
});

/** Why nothing can listen on ::1 here, or `false`. */
const noLoopback6 = await serve(respond, { host: '::1' }).then(
  (listening) => listening.close().then(() => false),
  ({ code }) => `no ::1 on this machine: ${code}`,
);

describe('an https server by its IPv6 address', () => {
  const six = { url: 'https://[::1]:1' };

  test('behind a proxy is rejected before anything is sent, with what to do', async () => {
    const proxy = await started(startProxy());
    const error = await rejectionOf(clientVia(proxy.url, six).session.create({}));
    assert.deepEqual(
      [error.name, error.param, error.outcome, proxy.seen.length],
      ['ConfigurationError', 'serverUrl', 'not_sent', 0],
    );
    assert.match(error.message, /\[::1\] behind a proxy.*host name.*NO_PROXY or proxy: false/);
  });

  test('is rejected as the target of a redirect', async () => {
    const proxy = await started(startProxy());
    const location = `${six.url}/langs`;
    const redirecting = await started(
      serve((_request, response) => send(response, { status: 307, body: '', headers: { location } })),
    );
    const error = await rejectionOf(clientVia(proxy.url, redirecting).langs.retrieve());
    assert.equal(error.name, 'ResponseError');
    assert.match(error.message, /IPv6 address.*proxy.*NO_PROXY/);
    assert.equal(proxy.seen.filter(({ method }) => method === 'CONNECT').length, 0);
  });

  for (const exceptions of ['::1', '[::1]', '[::1]:PORT', '::/0', '*'])
    test(`that NO_PROXY=${exceptions} excepts is reached`, { skip: noLoopback6 }, async () => {
      const proxy = await started(startProxy());
      const tls = certificate(own, { altNames: 'IP:::1' });
      const server = await started(serve(respond, { tls, host: '::1' }));
      const env = { HTTPS_PROXY: proxy.url, NO_PROXY: exceptions.replace('PORT', server.port) };
      assert.deepEqual(await withEnv(env, () => clientVia(undefined, server)).langs.retrieve(), ['en']);
      assert.equal(proxy.seen.length, 0);
    });
});
