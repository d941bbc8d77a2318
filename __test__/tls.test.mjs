// Server and client authentication: `ca`, NODE_EXTRA_CA_CERTS, `cert` and `key` (docs/decisions/0008, 0022).
import assert from 'node:assert/strict';
import https from 'node:https';
import { after, describe, test } from 'node:test';
import sdk from '@facesignai/api-native';
import { authority, certificate, selfSigned } from './support/certificates.mjs';
import { clientOf, rejectionOf } from './support/client.mjs';
import { noPipes, silentPipe } from './support/pipes.mjs';
import { run } from './support/process.mjs';
import { send, serve } from './support/server.mjs';

const servers = [];
after(() => Promise.all(servers.map((server) => server.close())));

async function overTls(tls) {
  const server = await serve((_request, response) => send(response, { body: '["en"]' }), { tls });
  servers.push(server);
  return server;
}

/** What Node.js says to a server. @param {string} url @param {string} ca */
const nodeGet = (url, ca) =>
  new Promise((resolve, reject) => {
    https.get(url, { ca }, resolve).on('error', reject);
  });

const own = authority();
const other = authority('Another authority');
const leaf = certificate(own);

describe('ca', () => {
  const FORMS = {
    'a string': own.cert,
    'a Buffer': Buffer.from(own.cert),
    bytes: new Uint8Array(Buffer.from(own.cert)),
    'an array of both': [other.cert, Buffer.from(own.cert)],
    'several in one string': `Subject: of a bundle\n${other.cert}\n${own.cert}`,
  };
  for (const [name, ca] of Object.entries(FORMS))
    test(`as ${name} is trusted beside the authorities of the system`, async () => {
      assert.deepEqual(await clientOf(await overTls(leaf), { ca }).langs.retrieve(), ['en']);
    });

  const SAN = 'subjectAltName=IP:127.0.0.1';
  const SELF_SIGNED = {
    'as openssl makes it': selfSigned({ extensions: [SAN] }),
    'that is not an authority': selfSigned({ extensions: [SAN, 'basicConstraints=critical,CA:FALSE'] }),
  };
  for (const [name, tls] of Object.entries(SELF_SIGNED)) {
    test(`takes the self-signed certificate ${name} of the server itself`, async () => {
      assert.deepEqual(await clientOf(await overTls(tls), { ca: tls.cert }).langs.retrieve(), ['en']);
    });

    test(`takes the self-signed certificate ${name} for its own name only`, async () => {
      const server = await overTls(tls);
      const client = clientOf({ url: server.url.replace('127.0.0.1', 'localhost') }, { ca: tls.cert });
      assert.equal((await rejectionOf(client.langs.retrieve())).code, 'ERR_TLS_CERT_ALTNAME_INVALID');
    });
  }

  const AUTHORITY = 'basicConstraints=critical,CA:TRUE';
  for (const [name, extension] of [
    ['is for clients only', 'extendedKeyUsage=clientAuth'],
    ['may sign certificates only', 'keyUsage=critical,keyCertSign,cRLSign'],
  ])
    for (const [kind, basic] of Object.entries({
      'as an authority': AUTHORITY,
      'as none': 'basicConstraints=CA:FALSE',
    }))
      test(`does not take a self-signed certificate, marked ${kind}, that ${name}: as Node.js`, async () => {
        const tls = selfSigned({ extensions: [SAN, basic, extension] });
        const server = await overTls(tls);
        const theirs = await rejectionOf(nodeGet(server.url, tls.cert));
        const ours = await rejectionOf(clientOf(server, { ca: tls.cert }).langs.retrieve());
        assert.deepEqual([ours.code, theirs.code], ['INVALID_PURPOSE', 'INVALID_PURPOSE']);
      });

  test('does not take an expired certificate of the server itself', async () => {
    const expired = certificate(own, { kind: 'expired', ca: true });
    const error = await rejectionOf(clientOf(await overTls(expired), { ca: expired.cert }).langs.retrieve());
    assert.equal(error.code, 'CERT_HAS_EXPIRED');
  });

  test('of one client is not trusted by another', async () => {
    const server = await overTls(leaf);
    await clientOf(server, { ca: own.cert }).langs.retrieve();
    const error = await rejectionOf(clientOf(server, { ca: other.cert }).langs.retrieve());
    assert.ok(error instanceof sdk.ConnectionError, String(error));
  });

  test('that vouches for the server spares reading the authorities of the system', {
    skip: noPipes,
  }, async () => {
    const { url } = await overTls(leaf);
    const PROGRAM = `
      import Client from '@facesignai/api-native';
      const [serverUrl, ca] = process.argv.slice(1);
      console.log(await new Client({ serverUrl, ca }).langs.retrieve());`;
    const { stdout } = await run(PROGRAM, { env: { SSL_CERT_FILE: silentPipe() }, args: [url, own.cert] });
    assert.equal(stdout, "[ 'en' ]\n");
  });

  for (const [name, ca] of Object.entries({ 'not PEM': 'MIIB', 'a private key': own.key, nothing: '' }))
    test(`that is ${name} is rejected when the client is made`, async () => {
      assert.throws(() => clientOf({ url: 'https://127.0.0.1' }, { ca }), {
        name: 'ConfigurationError',
        param: 'ca',
        message: /^ca must be certificates in PEM form/,
      });
    });
});

describe('NODE_EXTRA_CA_CERTS', () => {
  const PROGRAM = `
    import Client from '@facesignai/api-native';
    const client = new Client({ auth: 'sk_test', serverUrl: process.argv[1], maxRetries: 0 });
    const response = await client.langs.retrieve().catch((error) => error.name);
    console.log(JSON.stringify(response));`;

  for (const [name, file, response] of [
    ['names the authorities that are trusted', own.certFile, ['en']],
    ['that names others does not help', other.certFile, 'ConnectionError'],
    ['that is empty counts as none', '', 'ConnectionError'],
  ])
    test(name, async () => {
      const { url } = await overTls(leaf);
      const env = { NODE_EXTRA_CA_CERTS: file };
      const { stdout, stderr, code } = await run(PROGRAM, { env, args: [url] });
      assert.deepEqual([code, stderr], [0, '']);
      assert.deepEqual(JSON.parse(stdout), response);
    });
});

describe('cert and key', () => {
  const client = certificate(own, { kind: 'client' });
  const demanding = { ...leaf, requestCert: true, rejectUnauthorized: true, ca: own.cert };

  for (const [form, give] of Object.entries({ string: (pem) => pem, Buffer: (pem) => Buffer.from(pem) }))
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'])
      test(`as ${form} show the server who calls, over ${maxVersion}`, async () => {
        const name = ({ socket }) => [socket.authorized, socket.getPeerCertificate().subject.CN];
        const respond = (request, response) => send(response, { body: JSON.stringify(name(request)) });
        const server = await serve(respond, { tls: { ...demanding, maxVersion } });
        servers.push(server);
        const options = { ca: own.cert, cert: give(client.cert), key: give(client.key) };
        assert.deepEqual(await clientOf(server, options).langs.retrieve(), [true, 'client']);
      });

  const WRONG = {
    'a cert without its key': [{ cert: client.cert }, 'key'],
    'a key without its cert': [{ key: client.key }, 'cert'],
    'a cert that is none': [{ cert: 'MIIB', key: client.key }, 'cert'],
    'a key that is none': [{ cert: client.cert, key: client.cert }, 'key'],
    'a key of another certificate': [{ cert: client.cert, key: own.key }, 'cert'],
  };
  for (const [name, [options, param]] of Object.entries(WRONG))
    test(`${name} is rejected when the client is made, without showing it`, () => {
      assert.throws(
        () => clientOf({ url: 'https://127.0.0.1' }, options),
        (error) => {
          assert.ok(error instanceof sdk.ConfigurationError, String(error));
          assert.equal(error.param, param);
          assert.equal(/PRIVATE KEY-----|MI[A-Z]/.test(error.message), false, error.message);
          return true;
        },
      );
    });
});
