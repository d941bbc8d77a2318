// `facesign doctor`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../sandbox/index.mjs';
import { fakePackage, node, PACKAGE } from './support/fake-package.mjs';

const COMMAND = fileURLToPath(new URL('../lib/cli/facesign.js', import.meta.url));
const sandbox = await startSandbox();
after(() => sandbox.close());

/** Variables of the machine that runs the tests. */
const OWN = /^(FACESIGN|NODE_TEST|NODE_EXTRA_CA_CERTS|SSL_CERT|https?_proxy|no_proxy|all_proxy)/i;
const CLEAN = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN.test(name)));

/** @param {string[]} args @param {Record<string, string>} [env] */
async function doctor(args, env = {}) {
  const child = spawn(process.execPath, [COMMAND, ...args], { env: { ...CLEAN, ...env } });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
    });
  }
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, ...texts };
}

const check = (env) => doctor(['doctor', '--server', sandbox.url], env);

test('says what is installed and where from', async () => {
  const { code, stdout } = await doctor(['doctor', '--offline']);
  assert.equal(code, 0);
  assert.match(stdout, new RegExp(`^${PACKAGE.name} ${PACKAGE.version}$`, 'm'));
  assert.match(
    stdout,
    new RegExp(`^Machine: ${process.platform} ${process.arch}, .*Node.js ${process.version}$`, 'm'),
  );
  assert.match(stdout, /^Addon: \/.+\.node$/m);
});

test('with --offline no server is called', async () => {
  const before = sandbox.requests.length;
  const { stdout } = await doctor(['doctor', '--offline', '--server', sandbox.url]);
  assert.doesNotMatch(stdout, /^Call:/m);
  assert.equal(sandbox.requests.length, before);
});

test('a call that gets through ends it with 0', async () => {
  const { code, stdout } = await check({ FACESIGN_API_KEY: sandbox.keys[0] });
  assert.match(stdout, new RegExp(`^Call: ${sandbox.url}/ responded in \\d+ ms with \\d+ languages$`, 'm'));
  assert.equal(code, 0);
});

test('without --server the one of FACESIGN_SERVER_URL is called', async () => {
  // No one is behind the proxy: a doctor that overlooks the variable must not ask the live service.
  const env = { FACESIGN_SERVER_URL: sandbox.url, HTTPS_PROXY: 'http://127.0.0.1:9' };
  const { stdout } = await doctor(['doctor'], { FACESIGN_API_KEY: sandbox.keys[0], ...env });
  assert.match(stdout, new RegExp(`^FACESIGN_SERVER_URL: ${sandbox.url}/$`, 'm'));
  assert.match(stdout, new RegExp(`^Call: ${sandbox.url}/ responded`, 'm'));
});

test('--server goes before FACESIGN_SERVER_URL', async () => {
  const env = { FACESIGN_API_KEY: sandbox.keys[0], FACESIGN_SERVER_URL: 'http://127.0.0.1:1' };
  const { stdout } = await check(env);
  assert.match(stdout, new RegExp(`^Call: ${sandbox.url}/ responded`, 'm'));
});

test('a call without a key ends it with 1 and the advice to set one', async () => {
  const { code, stdout } = await check({});
  assert.match(stdout, /^FACESIGN_API_KEY: not set$/m);
  assert.match(stdout, /AuthenticationError 401/);
  assert.match(stdout, /Set FACESIGN_API_KEY/);
  assert.equal(code, 1);
});

test('a rejected call is reported once: nothing is logged besides the summary', async () => {
  const { stdout, stderr } = await check({ FACESIGN_API_KEY: 'wrong' });
  assert.match(stdout, /AuthenticationError 401/);
  assert.doesNotMatch(stdout + stderr, /\[facesign\]/);
});

test('what a server says cannot control the terminal', async () => {
  sandbox.fail({ status: 400, message: 'down\u001b[2J\n\u009b31m\u202e' });
  const { stdout } = await check({ FACESIGN_API_KEY: sandbox.keys[0] });
  sandbox.clearFaults();
  assert.ok(stdout.includes('down\\u001b[2J\\n\\u009b31m\\u202e'), stdout);
});

test('a server that is not there ends it with 1', async () => {
  const { code, stdout } = await doctor(['doctor', '--server', 'http://127.0.0.1:1'], {
    FACESIGN_API_KEY: 'k',
  });
  assert.match(stdout, /ConnectionError ECONNREFUSED/);
  assert.equal(code, 1);
});

test('an address that is none ends it with 1', async () => {
  const { code, stdout } = await doctor(['doctor', '--server', 'no address']);
  assert.match(stdout, /ConfigurationError/);
  assert.equal(code, 1);
});

test('an error is reported with the message for developers, not the one for end users', async () => {
  const { stdout } = await doctor(['doctor', '--server', '127.0.0.1:4010']);
  assert.match(stdout, /serverUrl must begin with https:\/\/ or http:\/\//);
  assert.doesNotMatch(stdout, /not available right now/);
});

/** An address of a server, and what is shown of it. */
const SERVERS = [
  ['http://user:hidden@127.0.0.1:1/v1', 'http://***@127.0.0.1:1/v1'],
  ['http://127.0.0.1:1/?token=hidden', 'http://127.0.0.1:1/'],
  ['http://127.0.0.1:1/#hidden', 'http://127.0.0.1:1/'],
  ['user:hidden@127.0.0.1', 'the given server'],
];

for (const [address, shown] of SERVERS) {
  test(`of the server ${address} no more is shown than ${shown}`, async () => {
    const { stdout, stderr } = await doctor(['doctor', '--server', address]);
    assert.ok(stdout.includes(`Call: ${shown} failed.\n`), stdout);
    assert.ok(!(stdout + stderr).includes('hidden'), stdout + stderr);
  });
}

test('the key is never shown', async () => {
  for (const key of [sandbox.keys[0], 'sk_live_of_nobody']) {
    const { stdout, stderr } = await check({ FACESIGN_API_KEY: key });
    assert.match(stdout, /^FACESIGN_API_KEY: set$/m);
    assert.ok(!(stdout + stderr).includes(key));
  }
});

/** A variable, its value, and what is shown of it. */
const ADDRESSES = [
  ['HTTPS_PROXY', 'http://proxy.test:3128', 'http://proxy.test:3128/'],
  ['HTTPS_PROXY', 'http://user:hidden@proxy.test:3128', 'http://***@proxy.test:3128/'],
  ['HTTPS_PROXY', 'http://hidden@proxy.test:3128', 'http://***@proxy.test:3128/'],
  ['HTTPS_PROXY', 'user:hidden@proxy.test', 'set, but not to an address such as http://proxy.example:3128'],
  ['HTTPS_PROXY', 'hidden', 'set, but not to an address such as http://proxy.example:3128'],
  ['FACESIGN_SERVER_URL', 'http://user:hidden@127.0.0.1:1/?token=hidden', 'http://***@127.0.0.1:1/'],
];

for (const [variable, value, shown] of ADDRESSES) {
  test(`of the ${variable} ${value} no more is shown than ${shown}`, async () => {
    const { code, stdout, stderr } = await doctor(['doctor', '--offline'], { [variable]: value });
    assert.equal(code, 0, stderr);
    assert.ok(stdout.includes(`\n${variable}: ${shown}\n`), stdout);
    assert.ok(!stdout.includes('hidden'), stdout);
  });
}

test('variables about proxies and authorities that are set are shown, others not', async () => {
  const { stdout } = await doctor(['doctor', '--offline'], { NO_PROXY: 'localhost', SSL_CERT_DIR: '/certs' });
  assert.match(stdout, /^NO_PROXY: localhost$/m);
  assert.match(stdout, /^SSL_CERT_DIR: \/certs$/m);
  assert.doesNotMatch(stdout, /NODE_EXTRA_CA_CERTS|https_proxy/);
});

test('without an addon it reports the same as the loader, and exits with 1', (t) => {
  const { status, stdout } = node(fakePackage(t), ['lib/cli/facesign.js', 'doctor']);
  assert.equal(status, 1);
  for (const words of ['could not load its native addon', 'Looked for:', 'Likely cause:', 'Fix: '])
    assert.ok(stdout.includes(words), stdout);
  assert.doesNotMatch(stdout, /^Call:/m);
});

test('--help prints the options', async () => {
  const { code, stdout } = await doctor(['doctor', '--help']);
  assert.equal(code, 0);
  for (const option of ['doctor', '--server', '--offline']) assert.ok(stdout.includes(option), option);
});
