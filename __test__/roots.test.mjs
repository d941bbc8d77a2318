// Where root certificates come from, and what happens if they can't be read: an error that says so, without a delay for
// other calls, and only as long as the cause lasts.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { authority, certificate } from './support/certificates.mjs';
import { noPipes, silentPipe } from './support/pipes.mjs';
import { run } from './support/process.mjs';
import { send, serve } from './support/server.mjs';

const servers = [];
const started = async (starting) => servers[servers.push(await starting) - 1];
after(() => Promise.all(servers.map((server) => server.close())));

const own = authority();
const other = authority('Another authority');
const respond = (_request, response) => send(response, { body: '["en"]' });
const secure = await started(serve(respond, { tls: certificate(own) }));
const plain = await started(serve(respond));
const redirecting = await started(
  serve((_request, response) =>
    send(response, { status: 307, body: '', headers: { location: `${secure.url}/langs` } }),
  ),
);

const folder = mkdtempSync(join(tmpdir(), 'facesign-roots-'));
after(() => rmSync(folder, { recursive: true }));
const folderOf = (name, files) => {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [file, make] of Object.entries(files)) make(join(path, file));
  return path;
};
const containing = (text) => (path) => writeFileSync(path, text);
const linkTo = (target) => (path) => symlinkSync(target, path);
const fileOf = (name, text) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const empty = fileOf('empty.pem', '');
const garbled = fileOf('garbled.pem', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
const emptyFolder = folderOf('empty', {});
const certificates = folderOf('certificates', {
  'own.pem': containing(own.cert),
  '01234567.0': linkTo('own.pem'),
  'dangling.0': linkTo('nowhere.pem'),
  README: containing('no certificate'),
});

/** What calls return in a separate program. `body` can use `clientOf(url, options)` and `fate(promise)`. */
async function resultOf(body, options) {
  const program = `
    import { closeSync, openSync } from 'node:fs';
    import { setTimeout as pause } from 'node:timers/promises';
    import Client from '@facesignai/api-native';
    const [plain, secure, redirecting] = process.argv.slice(1);
    const clientOf = (serverUrl, options) =>
      new Client({ auth: 'sk_test_1', serverUrl, maxRetries: 0, proxy: false, ...options });
    const fate = (promise) => promise.then(
      (data) => ({ data: [...data] }),
      ({ name, code, param, outcome, retryable, message, cause }) =>
        ({ name, code, param, outcome, retryable, message, cause: cause?.message }));
    const now = () => performance.now();
    console.log(JSON.stringify(await (async () => { ${body} })()));
    process.exit();`;
  const { stdout, stderr, code } = await run(program, {
    ...options,
    args: [plain.url, secure.url, redirecting.url],
  });
  assert.deepEqual([code, stderr], [0, '']);
  return JSON.parse(stdout);
}

const onceSecure = (env) => resultOf('return fate(clientOf(secure).langs.retrieve());', { env });
const EN = { data: ['en'] };

describe('SSL_CERT_FILE and SSL_CERT_DIR', () => {
  const USEFUL = {
    'a file': { SSL_CERT_FILE: own.certFile },
    'a folder with links, as `openssl rehash` makes it': { SSL_CERT_DIR: certificates },
    'several folders, of which one is missing': { SSL_CERT_DIR: `/nowhere:${certificates}` },
    'a file, while the folder is empty': { SSL_CERT_FILE: own.certFile, SSL_CERT_DIR: emptyFolder },
    'a folder, besides a file of others': { SSL_CERT_FILE: other.certFile, SSL_CERT_DIR: certificates },
  };
  for (const [name, env] of Object.entries(USEFUL))
    test(`trust what they name: ${name}`, { skip: noPipes }, async () =>
      assert.deepEqual(await onceSecure(env), EN),
    );

  test('that name others do not trust this server', async () => {
    const { name, code } = await onceSecure({ SSL_CERT_FILE: other.certFile });
    assert.deepEqual([name, code], ['ConnectionError', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
  });

  const USELESS = [
    ['SSL_CERT_FILE', ''],
    ['SSL_CERT_FILE', '/nowhere/roots.pem'],
    ['SSL_CERT_FILE', empty],
    ['SSL_CERT_FILE', garbled],
    ['SSL_CERT_FILE', own.keyFile],
    ['SSL_CERT_FILE', certificates],
    ['SSL_CERT_DIR', ''],
    ['SSL_CERT_DIR', '/nowhere'],
    ['SSL_CERT_DIR', emptyFolder],
    ['SSL_CERT_DIR', own.certFile],
  ];
  for (const [variable, value] of USELESS)
    test(`${variable}=${value.replace(folder, '')} is an error that names it: the bundled roots do not take its place`, async () => {
      const before = secure.requests.length;
      const error = await onceSecure({ [variable]: value });
      assert.deepEqual(
        [error.name, error.param, error.outcome],
        ['ConfigurationError', variable, 'not_sent'],
      );
      assert.ok(error.message.startsWith(`${variable} must name root certificates`), error.message);
      assert.ok(error.message.includes(`"${value}"`), error.message);
      assert.equal(secure.requests.length, before);
    });

  test('set to something useless do not hinder plain HTTP', async () => {
    const call = `
      Object.assign(process.env, { SSL_CERT_FILE: '/nowhere', NODE_EXTRA_CA_CERTS: '/nowhere' });
      return fate(clientOf(plain).langs.retrieve());`;
    assert.deepEqual(await resultOf(call), EN);
  });

  test('are read when a server of plain HTTP redirects to https', async () => {
    const calls = 'return fate(clientOf(redirecting).langs.retrieve());';
    assert.deepEqual(await resultOf(calls, { env: { SSL_CERT_FILE: own.certFile } }), EN);
    const error = await resultOf(calls, { env: { SSL_CERT_FILE: '/nowhere' } });
    assert.deepEqual([error.name, error.outcome], ['ConnectionError', 'unknown']);
    assert.match(error.message, /redirected to an https server.*SSL_CERT_FILE/);
  });

  test('a useless one can be fixed while the process runs', async () => {
    const [first, second] = await resultOf(
      `const client = clientOf(secure);
       const first = await fate(client.langs.retrieve());
       process.env.SSL_CERT_FILE = ${JSON.stringify(own.certFile)};
       return [first, await fate(client.langs.retrieve())];`,
      { env: { SSL_CERT_FILE: '/nowhere' } },
    );
    assert.deepEqual([first.name, second], ['ConfigurationError', EN]);
  });
});

describe('NODE_EXTRA_CA_CERTS', () => {
  for (const [file, says] of [
    ['/nowhere/ca.pem', /cannot be read: \/nowhere\/ca\.pem/],
    [garbled, /1 of them cannot be parsed/],
    [own.keyFile, /no BEGIN CERTIFICATE/],
  ])
    test(`${file.replace(folder, '')} is an error of the first https call`, async () => {
      // Set later: Node.js itself reads it at start, and would warn.
      const error = await resultOf(
        `process.env.NODE_EXTRA_CA_CERTS = ${JSON.stringify(file)};
         return fate(clientOf(secure).langs.retrieve());`,
      );
      assert.deepEqual(
        [error.name, error.param, error.outcome],
        ['ConfigurationError', 'NODE_EXTRA_CA_CERTS', 'not_sent'],
      );
      assert.match(error.message, says);
    });
});

describe('a file that does not respond', { skip: noPipes }, () => {
  for (const [variable, calls] of [
    ['SSL_CERT_FILE', 'clientOf(secure, { connectTimeoutMs: 300 })'],
    ['NODE_EXTRA_CA_CERTS', 'clientOf(secure, { connectTimeoutMs: 300 })'],
    ['SSL_CERT_FILE', 'clientOf(redirecting, { connectTimeoutMs: 300 })'],
  ])
    test(`as ${variable} is a timeout of ${calls.includes('redir') ? 'the redirected' : 'this'} call and delays no other`, async () => {
      const { hung, healthy, times, second } = await resultOf(`
        process.env.${variable} = ${JSON.stringify(silentPipe())};
        const client = ${calls};
        const began = now();
        const hung = fate(client.langs.retrieve()).then((fate) => ({ ...fate, after: now() - began }));
        const aborted = clientOf(secure).langs.retrieve({}, { signal: AbortSignal.timeout(200) });
        const abort = fate(aborted).then((fate) => ({ ...fate, after: now() - began }));
        const times = [];
        while (now() - began < 600) {
          const at = now();
          await clientOf(plain).langs.retrieve();
          times.push(now() - at);
          await pause(20);
        }
        // It waits for the same read, without another thread.
        const second = await fate(client.langs.retrieve());
        return { hung: await hung, healthy: await abort, times, second };`);
      assert.equal(hung.name, 'TimeoutError');
      assert.equal(hung.outcome, calls.includes('redir') ? 'unknown' : 'not_sent');
      assert.ok(
        hung.cause.includes(`root certificates of ${variable} were not read within 300 ms`),
        hung.cause,
      );
      assert.ok(hung.after < 300 + 250, `rejected after ${hung.after} ms`);
      assert.equal(healthy.name, 'AbortError');
      assert.ok(healthy.after < 200 + 250, `aborted after ${healthy.after} ms`);
      assert.ok(Math.max(...times) < 250, `the slowest call over plain HTTP took ${Math.max(...times)} ms`);
      assert.equal(second.name, 'TimeoutError');
    });

  test('in SSL_CERT_DIR is ignored', async () => {
    const withPipe = folderOf('with-pipe', { 'own.pem': containing(own.cert), pipe: linkTo(silentPipe()) });
    assert.deepEqual(await onceSecure({ SSL_CERT_DIR: withPipe }), EN);
  });
});

describe('a process without a free file descriptor', { skip: noPipes }, () => {
  /** Takes all descriptors, and gives back `few`: one for the socket, and none for the file. */
  const EXHAUST = `
    const taken = [];
    const exhaust = () => {
      try {
        for (;;) taken.push(openSync('/dev/null'));
      } catch (error) {
        if (error.code !== 'EMFILE') throw error;
      }
    };
    const release = () => taken.splice(0).forEach((one) => closeSync(one));`;
  const limited = { limits: 'ulimit -n 100' };

  for (const [what, variable, file] of [
    ["the system's authorities", 'SSL_CERT_FILE', own.certFile],
    ["the system's authorities of a folder", 'SSL_CERT_DIR', certificates],
    ['the extra authorities', 'NODE_EXTRA_CA_CERTS', own.certFile],
  ])
    test(`cannot read ${what}: the next call can`, async () => {
      const [before, during, plainly, later] = await resultOf(
        `${EXHAUST}
         process.env.${variable} = ${JSON.stringify(file)};
         const [http, https] = [clientOf(plain), clientOf(secure)];
         const before = await fate(http.langs.retrieve());
         exhaust();
         const during = await fate(https.langs.retrieve());
         const plainly = await fate(http.langs.retrieve());
         release();
         return [before, during, plainly, await fate(https.langs.retrieve())];`,
        limited,
      );
      assert.deepEqual(before, EN);
      assert.deepEqual(
        [during.name, during.code, during.outcome, during.retryable],
        ['ConnectionError', 'EMFILE', 'not_sent', true],
      );
      assert.match(during.message, /root certificates could not be read: .*file descriptor/);
      assert.deepEqual(plainly, EN, 'plain HTTP goes on over its idle connection');
      assert.deepEqual(later, EN);
    });

  const store = existsSync('/etc/ssl/certs') ? false : 'this system has no store of certificates';
  test("cannot read the system's own store: the next call reads it", { skip: store }, async () => {
    const codes = await resultOf(
      `${EXHAUST}
       await fate(clientOf(plain).langs.retrieve());
       exhaust();
       const during = await fate(clientOf(secure).langs.retrieve());
       release();
       const later = await fate(clientOf(secure).langs.retrieve());
       return [during.code, /root certificates/.test(during.message), later.code];`,
      limited,
    );
    assert.deepEqual(codes, ['EMFILE', true, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
  });

  test('a retry of the same call gets through once there is one', async () => {
    const fate = await resultOf(
      `${EXHAUST}
       process.env.SSL_CERT_FILE = ${JSON.stringify(own.certFile)};
       const client = clientOf(secure, { maxRetries: 5, retry: { initialDelayMs: 50, maxDelayMs: 50, jitter: 0 } });
       await fate(clientOf(plain).langs.retrieve());
       exhaust();
       setTimeout(release, 120);
       return fate(client.langs.retrieve());`,
      limited,
    );
    assert.deepEqual(fate, EN);
  });
});
