// Calls without a response: each error has the code that Node.js uses, a message that names the server and says what to
// try, a cause, and an outcome that never claims too much.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import sdk from '@facesignai/api-native';
import { authority, certificate, selfSigned } from './support/certificates.mjs';
import { clientOf, rejectionOf } from './support/client.mjs';
import { freePort, send, serve, serveSockets } from './support/server.mjs';

const servers = [];
const started = async (starting) => servers[servers.push(await starting) - 1];
after(() => Promise.all(servers.map((server) => server.close())));

const respond = (_request, response) => send(response, {});
const plain = () => started(serve(respond));
const overTls = (tls) => started(serve(respond, { tls }));
/** A server that does this to a connection as soon as the request arrives. */
const onRequest = (act) => started(serveSockets((socket) => socket.once('data', () => act(socket))));
const scheme = (to, { url }) => ({ url: url.replace(/^https?/, to) });

const own = authority();
const unknown = authority('Authority that nobody knows');
const chainOfUnknown = certificate(unknown);
const SAN = 'subjectAltName=IP:127.0.0.1';

/** The expectations for a call without a response that all cases share. */
function assertNoResponse(error, { url, code, outcome, says }) {
  assert.ok(error instanceof sdk.ConnectionError, String(error));
  assert.equal(error.type, 'connection_error');
  assert.equal(error.code, code);
  assert.ok(error.message.startsWith(`session.list got no response from ${url}: `), error.message);
  assert.match(error.message, says);
  assert.equal(error.message.includes('someone'), false, 'the query is in no message');
  assert.ok(error.cause instanceof Error && error.cause.message);
  assert.equal(error.cause.code, code);
  assert.equal(error.outcome, outcome);
  assert.equal(error.retryable, true);
  assert.equal(error.response, undefined);
  assert.match(error.userMessage, /could not be reached/);
  assert.equal(error.attempts.length, 1);
  assert.equal(error.attempts[0].failure, code);
}

/** One test for each row: name, how to start the server, code, outcome, words of the sentence. */
function testEach(rows) {
  for (const [name, start, code, outcome, says] of rows)
    test(`${name}: ${code}`, { timeout: 20_000 }, async () => {
      const { url } = await start();
      const client = clientOf({ url }, { ca: own.cert });
      const error = await rejectionOf(client.session.list({ search: 'someone' }));
      assertNoResponse(error, { url, code, outcome, says });
    });
}

describe('a server that cannot be reached', () => {
  testEach([
    [
      'nothing listens',
      async () => ({ url: `http://127.0.0.1:${await freePort()}` }),
      'ECONNREFUSED',
      'not_sent',
      /refused.*serverUrl/,
    ],
  ]);

  test('an unknown name: ENOTFOUND, or EAI_AGAIN where there is no DNS', { timeout: 20_000 }, async () => {
    const url = 'http://facesign.invalid';
    const error = await rejectionOf(clientOf({ url }).session.list({ search: 'someone' }));
    const code = error.code === 'EAI_AGAIN' ? 'EAI_AGAIN' : 'ENOTFOUND';
    assertNoResponse(error, { url, code, outcome: 'not_sent', says: /host name.*DNS/ });
  });
});

describe('a connection that breaks before the response', () => {
  const closed = /closed before the response\. Try again/;
  testEach([
    ['reset', () => onRequest((socket) => socket.resetAndDestroy()), 'ECONNRESET', 'unknown', closed],
    ['closed', () => onRequest((socket) => socket.end()), 'ECONNRESET', 'unknown', closed],
    [
      'closed in the middle of the head',
      () => onRequest((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-')),
      'ECONNRESET',
      'unknown',
      closed,
    ],
  ]);

  const CUT = 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n[1,';
  for (const [name, act] of [
    ['closed', (socket) => socket.end(CUT)],
    ['reset', (socket) => socket.write(CUT, () => socket.resetAndDestroy())],
  ])
    test(`${name} in the middle of the body of a success: its outcome is unknown`, async () => {
      const error = await rejectionOf(clientOf(await onRequest(act)).session.list());
      // A reset may overtake the head that was sent before it.
      const expected = name === 'reset' ? [sdk.ResponseError, sdk.ConnectionError] : [sdk.ResponseError];
      assert.ok(
        expected.some((Class) => error instanceof Class),
        String(error),
      );
      assert.equal(error.outcome, 'unknown');
      assert.equal(error.retryable, true);
    });

  test('closed in the middle of the body of an error: its status still decides', async () => {
    const cut = 'HTTP/1.1 404 Not Found\r\ncontent-length: 99\r\n\r\n{"error":';
    const error = await rejectionOf(clientOf(await onRequest((socket) => socket.end(cut))).session.list());
    assert.ok(error instanceof sdk.NotFoundError);
    assert.match(error.message, /responded 404 .*cut off/);
  });
});

describe('something that speaks another language', () => {
  testEach([
    [
      'garbage',
      () => onRequest((socket) => socket.end('220 mail.test ESMTP\r\n\r\n')),
      'EPROTO',
      'unknown',
      /does not speak HTTP.*serverUrl/,
    ],
    [
      'a response with more header lines than are read',
      () => onRequest((socket) => socket.end(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(101)}\r\n`)),
      'HPE_HEADER_OVERFLOW',
      'unknown',
      /more than 100 header lines.*serverUrl/,
    ],
    [
      'a plain server at an https address',
      async () => scheme('https', await plain()),
      'EPROTO',
      'not_sent',
      /does not speak HTTP.*scheme and port/,
    ],
    [
      'a TLS server at an http address',
      async () => scheme('http', await overTls(certificate(own))),
      'ECONNRESET',
      'unknown',
      /closed before the response/,
    ],
    [
      'no TLS version that is safe',
      () =>
        overTls({
          ...certificate(own),
          minVersion: 'TLSv1',
          maxVersion: 'TLSv1.1',
          ciphers: 'DEFAULT:@SECLEVEL=0',
        }),
      'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
      'not_sent',
      /TLS 1\.2 or 1\.3/,
    ],
  ]);
});

describe('a server whose certificate', () => {
  const notKnown = /authority.*`ca` or NODE_EXTRA_CA_CERTS/;
  const selfSignedSays = /self-signed.*`ca`/;
  const rows = [
    ['has expired', certificate(own, { kind: 'expired' }), 'CERT_HAS_EXPIRED', /has expired.*clock/],
    [
      'is not valid yet',
      certificate(own, { kind: 'not yet valid' }),
      'CERT_NOT_YET_VALID',
      /not valid yet.*clock/,
    ],
    [
      'is for another name',
      certificate(own, { altNames: 'DNS:other.test' }),
      'ERR_TLS_CERT_ALTNAME_INVALID',
      /another name.*serverUrl/,
    ],
    ['is for clients', certificate(own, { kind: 'client' }), 'INVALID_PURPOSE', /lacks serverAuth.*Reissue/],
    ['comes from an unknown authority', certificate(unknown), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', notKnown],
    [
      'comes from an unknown authority, sent with it',
      { key: chainOfUnknown.key, cert: chainOfUnknown.cert + unknown.cert },
      'SELF_SIGNED_CERT_IN_CHAIN',
      notKnown,
    ],
    [
      'signed itself as an authority',
      selfSigned({ extensions: [SAN] }),
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      selfSignedSays,
    ],
    [
      'signed itself as a server',
      selfSigned({ extensions: [SAN, 'basicConstraints=critical,CA:FALSE'] }),
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      selfSignedSays,
    ],
  ];
  testEach(rows.map(([name, tls, code, says]) => [name, () => overTls(tls), code, 'not_sent', says]));
});

// Some of these Node.js accepts: users who come from Node.js must learn the real reason.
describe('a server whose certificate this package cannot accept', () => {
  const [p384, p521] = [authority('P-384', 'P-384'), authority('P-521', 'P-521')];
  const rsa1024 = authority('RSA of 1024 bits', '1024');
  const SIGNED = 'is signed with';
  const supported = 'which is not supported\\. Use RSA.*ECDSA P-256 or P-384';
  const rows = [
    [
      'is signed with P-384 and SHA-512',
      certificate(p384, { digest: 'sha512' }),
      'CERT_REJECTED',
      `${SIGNED} ECDSA and SHA-512.*${supported}`,
    ],
    [
      'is signed with P-521 and SHA-512',
      certificate(p521, { digest: 'sha512' }),
      'CERT_REJECTED',
      `${SIGNED} ECDSA and SHA-512.*P-521.*${supported}`,
    ],
    [
      'is signed with P-521 and SHA-256',
      certificate(p521),
      'CERT_REJECTED',
      `${SIGNED} ECDSA and SHA-256 with a key of the type ECDSA P-521.*${supported}`,
    ],
    [
      'is signed with SHA-1',
      { ...certificate(own, { digest: 'sha1' }), ciphers: 'DEFAULT:@SECLEVEL=0' },
      'CERT_REJECTED',
      `${SIGNED} ECDSA and SHA-1.*${supported}`,
    ],
    [
      'is signed with RSA of 1024 bits',
      certificate(rsa1024),
      'CERT_SIGNATURE_FAILURE',
      'RSA key shorter than 2048 bits',
    ],
    [
      'has a key of P-521',
      certificate(own, { curve: 'P-521' }),
      'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
      'its own key may be unsupported.*P-521',
    ],
    [
      'has a common name only',
      certificate(own, { altNames: '' }),
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'no host name or address in subjectAltName.*common name is not used \\(RFC 9525\\)',
    ],
    [
      'is marked as an authority',
      certificate(own, { ca: true }),
      'CERT_REJECTED',
      'marked as a certificate authority \\(CA:TRUE\\).*Reissue',
    ],
    [
      'is signed by a server’s',
      signedByServer(),
      'CERT_REJECTED',
      'signed by a certificate that is not an authority',
    ],
  ];
  for (const [name, tls, code, says] of rows)
    test(`${name}: ${code}, and says so`, async () => {
      const { url } = await overTls(tls);
      const client = clientOf({ url }, { ca: [own, p384, p521, rsa1024].map(({ cert }) => cert) });
      const error = await rejectionOf(client.session.list({ search: 'someone' }));
      assertNoResponse(error, { url, code, outcome: 'not_sent', says: new RegExp(says) });
    });
});

/** A chain through a certificate that must not issue any. */
function signedByServer() {
  const issuer = certificate(own);
  const { key, cert } = certificate(issuer);
  return { key, cert: cert + issuer.cert };
}

describe('a server that asks for a client certificate', () => {
  for (const [maxVersion, code] of [
    ['TLSv1.2', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'],
    ['TLSv1.3', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'],
  ])
    test(`and gets none over ${maxVersion}: ${code}`, async () => {
      const demanding = { requestCert: true, rejectUnauthorized: true, ca: own.cert, maxVersion };
      const { url } = await overTls({ ...certificate(own), ...demanding });
      const error = await rejectionOf(clientOf({ url }, { ca: own.cert }).session.list());
      // In TLS 1.3 the request may be on its way before the server says no.
      const outcome = maxVersion === 'TLSv1.2' ? 'not_sent' : 'unknown';
      assertNoResponse(error, { url, code, outcome, says: /client certificate.*`cert`.*`key`/ });
    });
});

test('the error of any attempt says which; the outcome is that of all attempts together', async () => {
  let connections = 0;
  const server = await started(
    serveSockets((socket) => {
      connections += 1;
      // The first attempt may have arrived; the next ones surely do not.
      socket.once('data', () => socket.resetAndDestroy());
      server.server.close();
    }),
  );
  const error = await rejectionOf(clientOf(server, { maxRetries: 2 }).session.create({}));
  assert.equal(connections, 1);
  assert.deepEqual(
    error.attempts.map(({ number, failure }) => [number, failure]),
    [
      [1, 'ECONNRESET'],
      [2, 'ECONNREFUSED'],
      [3, 'ECONNREFUSED'],
    ],
  );
  assert.equal(error.code, 'ECONNREFUSED');
  assert.equal(error.outcome, 'unknown');
});
