// A real front end, Debian's nginx, in front of the sandbox: versions of HTTP and TLS, certificates that must be
// rejected with Node's code, client certificates, gzip, connections that end, a reload.
import assert from 'node:assert/strict';
import https from 'node:https';
import { after, describe, test } from 'node:test';
import { startSandbox } from '@facesignai/api-native/sandbox';
import { countedAttempts, inTurns } from '../storms/support/calls.mjs';
import { authority, certificate, selfSigned } from '../support/certificates.mjs';
import { clientOf, rejectionOf, SETTINGS } from '../support/client.mjs';
import { record } from '../support/record.mjs';
import { chain, intermediate } from './support/chains.mjs';
import { startNginx } from './support/nginx.mjs';

const known = authority();
const unknown = authority('Authority that nobody knows');
const between = intermediate(known);
const good = certificate(known);
const behind = certificate(between);
const demanding = [`ssl_client_certificate ${known.certFile}`, 'ssl_verify_client on'];
/** OpenSSL 3 offers what is older than TLS 1.2 only where its level of security is lowered. */
const old = (version) => [`ssl_protocols ${version}`, 'ssl_ciphers ALL:@SECLEVEL=0'];

const SAN = 'subjectAltName=IP:127.0.0.1';
const UNTRUSTED = /not from a known authority/;
/** What the server presents, and the code and message with which it is rejected. */
const REFUSED = {
  'an expired certificate': [certificate(known, { kind: 'expired' }), 'CERT_HAS_EXPIRED', /has expired/],
  'one that is not valid yet': [
    certificate(known, { kind: 'not yet valid' }),
    'CERT_NOT_YET_VALID',
    /not valid yet/,
  ],
  'one for another name': [
    certificate(known, { altNames: 'DNS:other.test' }),
    'ERR_TLS_CERT_ALTNAME_INVALID',
    /another name/,
  ],
  'a self-signed one': [selfSigned({ extensions: [SAN] }), 'DEPTH_ZERO_SELF_SIGNED_CERT', /self-signed/],
  'one of an unknown authority': [certificate(unknown), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNTRUSTED],
  'one of an unknown authority, with that authority': [
    chain(certificate(unknown), unknown),
    'SELF_SIGNED_CERT_IN_CHAIN',
    UNTRUSTED,
  ],
  'a chain that lacks its intermediate': [behind, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', UNTRUSTED],
  'a chain with a stranger in place of its intermediate': [
    chain(behind, intermediate(unknown)),
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    UNTRUSTED,
  ],
  'a chain that ends before an unknown authority': [
    (() => {
      const link = intermediate(unknown);
      return chain(certificate(link), link);
    })(),
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    UNTRUSTED,
  ],
};

const ACCEPTED = {
  'a chain with its intermediate': chain(behind, between),
  'a chain with its root, too': chain(behind, between, known),
  'a chain in the wrong order': chain(behind, known, between),
};

const sandbox = await startSandbox();
const upstream = sandbox.url;
const tlsFront = (tls, directives = []) => ({ upstream, tls, directives });
const mapped = (table, front) =>
  Object.fromEntries(Object.entries(table).map(([name, entry]) => [name.replaceAll(' ', '-'), front(entry)]));
const VERSIONS = ['TLSv1.2', 'TLSv1.3'].flatMap((tls) => [false, true].map((http2) => ({ tls, http2 })));
const titleOf = ({ tls, http2 }) => `${http2 ? 'h2' : 'h1'}-${tls}`;

const nginx = await startNginx({
  ...Object.fromEntries(
    VERSIONS.map(({ tls, http2 }) => [
      titleOf({ tls, http2 }),
      { ...tlsFront(good, [`ssl_protocols ${tls}`]), http2 },
    ]),
  ),
  ...mapped(REFUSED, ([tls]) => tlsFront(tls)),
  ...mapped(ACCEPTED, (tls) => tlsFront(tls)),
  TLSv1: tlsFront(good, old('TLSv1')),
  'TLSv1.1': tlsFront(good, old('TLSv1.1')),
  demanding: tlsFront(good, demanding),
  'demanding-1.2': tlsFront(good, [...demanding, 'ssl_protocols TLSv1.2']),
  gzip: tlsFront(good, ['gzip on', 'gzip_min_length 1', 'gzip_types application/json', 'gzip_proxied any']),
  'three-h1': tlsFront(good, ['keepalive_requests 3']),
  'three-h2': { ...tlsFront(good, ['keepalive_requests 3']), http2: true },
  'steady-h1': tlsFront(good),
  'steady-h2': { ...tlsFront(good), http2: true },
  down: { ...tlsFront(good), upstream: 'http://127.0.0.1:1' },
});
after(() => Promise.all([nginx.close(), sandbox.close()]));

/** A client of that server of nginx. */
const clientAt = (name, options) =>
  clientOf(
    { url: nginx.urls[name] },
    { auth: sandbox.keys[0], ca: known.cert, http2: /\bh2\b/.test(name), ...options },
  );

/** The code with which Node's own https rejects that server, or the status of its response. */
function nodeAt(name, options) {
  return new Promise((resolve) => {
    const given = { ca: known.cert, agent: false, ...options };
    const request = https.get(nginx.urls[name], given, (response) => {
      resolve(response.resume().statusCode);
    });
    request.on('error', ({ code }) => resolve(code));
  });
}

const certificates = [];
after(() =>
  record('certificates', {
    title: 'nginx before the sandbox: certificates and versions of TLS',
    text: "The code is that of Node's own `https`, with which each certificate was shown to Node, too.",
    columns: ['What the server shows', 'What the caller gets', '`outcome`'],
    rows: certificates,
  }),
);
const keepRefusal = (title, { name, code, outcome }) =>
  certificates.push([title, `${name} ${code}`, outcome]);

describe('nginx speaks', () => {
  for (const { tls, http2 } of VERSIONS)
    test(`${http2 ? 'HTTP/2' : 'HTTP/1.1'} over ${tls}, on one connection for many calls`, async () => {
      const name = titleOf({ tls, http2 });
      const client = clientAt(name);
      const { session } = await client.session.create(SETTINGS);
      const read = await client.session.retrieve({ sessionId: session.id });
      assert.equal(read.session.id, session.id);
      const [first, second] = await nginx.log(name, 2);
      assert.ok(second, 'both requests are in the log');
      const protocol = http2 ? 'HTTP/2.0' : 'HTTP/1.1';
      assert.deepEqual([first.protocol, first.tls, first.status], [protocol, tls, '200']);
      assert.deepEqual([second.connection, second.request], [first.connection, '2']);
    });

  for (const version of ['TLSv1', 'TLSv1.1'])
    test(`${version} only: rejected, and the message asks for 1.2`, async () => {
      const error = await rejectionOf(clientAt(version).session.create(SETTINGS));
      assert.deepEqual([error.name, error.code, error.outcome], ['ConnectionError', TOO_OLD, 'not_sent']);
      assert.match(error.message, /TLS 1\.2/);
      keepRefusal(`${version} only`, error);
      // Only the version is rejected: a client that accepts it gets the API's own response.
      const lenient = { minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' };
      assert.equal(await nodeAt(version, lenient), NO_KEY);
      const [{ tls, status }] = await nginx.log(version, 1);
      assert.deepEqual([tls, status], [version, String(NO_KEY)]);
    });
});
const TOO_OLD = 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION';
/** The sandbox's response to a caller without a key. */
const NO_KEY = 401;

describe('a server that shows', () => {
  for (const [title, [, code, says]] of Object.entries(REFUSED))
    test(`${title} is rejected as Node does: ${code}`, async () => {
      const name = title.replaceAll(' ', '-');
      const error = await rejectionOf(clientAt(name).session.create(SETTINGS));
      assert.deepEqual([error.name, error.code, error.outcome], ['ConnectionError', code, 'not_sent']);
      assert.match(error.message, says);
      assert.equal(await nodeAt(name), code);
      keepRefusal(title, error);
    });

  for (const title of Object.keys(ACCEPTED))
    test(`${title} is trusted`, async () => {
      assert.ok((await clientAt(title.replaceAll(' ', '-')).langs.retrieve()).length > 0);
      certificates.push([title, 'trusted', '–']);
    });
});

describe('nginx that demands a client certificate', () => {
  const mine = certificate(known, { kind: 'client' });
  const strange = certificate(unknown, { kind: 'client' });
  const identity = ({ cert, key }) => ({ cert, key });

  for (const name of ['demanding', 'demanding-1.2']) {
    test(`${name}: responds to a caller with one`, async () => {
      const { session } = await clientAt(name, identity(mine)).session.create(SETTINGS);
      assert.ok(sandbox.sessions.has(session.id));
    });

    for (const [title, options, says] of [
      ['none', {}, 'No required SSL certificate was sent'],
      ['one of another authority', identity(strange), 'The SSL certificate error'],
    ])
      test(`${name}: turns away a caller with ${title}, by its own page`, async () => {
        const error = await rejectionOf(clientAt(name, options).session.create(SETTINGS));
        assert.deepEqual(
          [error.name, error.response.status, error.outcome],
          ['ValidationError', 400, 'answered'],
        );
        assert.ok(error.response.body.includes(says), error.response.body);
        assert.throws(() => JSON.parse(error.message), SyntaxError);
      });
  }
});

test('what nginx compresses arrives as it was', async () => {
  const direct = await clientOf(sandbox, { auth: sandbox.keys[0] }).avatars.retrieve();
  assert.deepEqual(await clientAt('gzip').avatars.retrieve(), direct);
  const [{ coding }] = await nginx.log('gzip', 1);
  assert.equal(coding, 'gzip');
});

test('an upstream that is down is a ServerError with the page of nginx behind it', async () => {
  const error = await rejectionOf(clientAt('down').langs.retrieve());
  assert.deepEqual([error.name, error.type, error.response.status], ['ServerError', 'server_error', 502]);
  assert.deepEqual([error.code, error.retryable, error.outcome], [undefined, true, 'unknown']);
  assert.match(error.response.body, /502 Bad Gateway/);
  assert.equal(/[<>]/.test(error.message), false, error.message);
});

const rows = [];
after(() =>
  record('nginx', {
    title: 'nginx before the sandbox: connections that end in mid-traffic',
    columns: ['What happens', 'Protocol', 'Calls', 'Calls failed', 'Attempts that failed', 'Connections'],
    rows,
  }),
);

/** The number of different values of the field. @param {Record<string, string>[]} log @param {string} field */
const distinct = (log, field) => new Set(log.map((entry) => entry[field])).size;

describe('connections that nginx ends after three requests fail no call', () => {
  for (const [name, protocol] of [
    ['three-h1', 'HTTP/1.1'],
    ['three-h2', 'HTTP/2'],
  ])
    test(`${protocol}: 50 calls`, async () => {
      const { counts, options } = countedAttempts();
      const client = clientAt(name, { maxRetries: 2, ...options });
      const call = () => client.langs.retrieve();
      const { resolved, rejected } = await inTurns({ count: 50, atOnce: 5, call });
      const connections = distinct(await nginx.log(name, resolved.length), 'connection');
      rows.push(['`keepalive_requests 3`', protocol, 50, rejected.length, counts.failed, connections]);
      assert.deepEqual([resolved.length, rejected.map(String)], [50, []]);
      assert.ok(connections >= 17, `${connections} connections`);
    });
});

describe('a graceful reload in mid-traffic fails no call', () => {
  const [ROUND, MOST_ROUNDS] = [100, 50];
  for (const [name, protocol] of [
    ['steady-h1', 'HTTP/1.1'],
    ['steady-h2', 'HTTP/2'],
  ])
    test(`${protocol}: two reloads, each under calls until a new worker responds`, async () => {
      const { counts, options } = countedAttempts();
      const client = clientAt(name, { maxRetries: 2, ...options });
      const endings = [];
      const makeCalls = async () => {
        const call = () => client.session.create(SETTINGS);
        endings.push(...(await inTurns({ count: ROUND, atOnce: 10, call })).endings);
        return nginx.log(name, endings.length);
      };
      let log = await makeCalls();
      for (const reloads of [1, 2]) {
        nginx.reload();
        for (let round = 0; round < MOST_ROUNDS && distinct(log, 'worker') <= reloads; round += 1)
          log = await makeCalls();
      }
      const errors = endings.filter(({ error }) => error).map(({ error }) => String(error));
      rows.push([
        'two reloads',
        protocol,
        endings.length,
        errors.length,
        counts.failed,
        distinct(log, 'connection'),
      ]);
      assert.deepEqual([distinct(log, 'worker'), errors], [3, []]);
    });
});
