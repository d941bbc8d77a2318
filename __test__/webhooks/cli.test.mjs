// The commands `facesign webhook send` and `facesign webhook sign`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createNodeWebhook, unwrap } from '@facesignai/api-native/webhooks';
import { freePort, listen, serve } from '../support/server.mjs';
import { BODY, SECRET, VECTORS } from './support.mjs';

const CLI = fileURLToPath(new URL('../../lib/cli/facesign.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'facesign-webhook-'));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'body.json');
writeFileSync(file, BODY);

/** @param {string[]} args @param {{ input?: string | Uint8Array, secret?: string | null }} [options] `null`: without the variable */
async function webhook(args, { input = '', secret = SECRET } = {}) {
  const { FACESIGN_WEBHOOK_SECRET: _, ...env } = process.env;
  const variables = secret === null ? env : { ...env, FACESIGN_WEBHOOK_SECRET: secret };
  const child = spawn(process.execPath, [CLI, 'webhook', ...args], { env: variables });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].on('data', (chunk) => {
      texts[name] += chunk;
    });
  child.stdin.on('error', () => {}).end(input);
  const [code] = await once(child, 'close');
  return { code, ...texts };
}

let receiver;
/** Starts a receiver that records requests. @param {Parameters<typeof serve>[0]} [handler] */
async function receives(handler = (_request, response) => response.end()) {
  receiver = await serve(handler);
  return receiver;
}
afterEach(() => receiver?.close());

describe('facesign webhook sign', () => {
  const { value: hex } = VECTORS.vectors[1];
  const FORMS = [
    [[], `x-facesign-signature: ${hex}\n`],
    [['--form', 'sha256'], `x-facesign-signature: sha256=${hex}\n`],
    [
      ['--form', 't-v1', '--timestamp', String(VECTORS.timestamp)],
      `facesign-signature: ${VECTORS.vectors[2].value}\n`,
    ],
    [['--timestamp', '5'], `x-facesign-signature: ${hex}\nx-facesign-timestamp: 5\n`],
  ];
  for (const [options, stdout] of FORMS)
    test(`${['<file>', ...options].join(' ')} prints the headers`, async () => {
      assert.deepEqual(await webhook(['sign', file, ...options]), { code: 0, stdout, stderr: '' });
    });

  test('- reads standard input, byte for byte', async () => {
    const input = Buffer.from([0xff, 0x00, 0x0a]);
    const { stdout } = await webhook(['sign', '-'], { input });
    const [name, value] = stdout.trim().split(': ');
    // The signature holds; that the body isn't an event is found later.
    assert.throws(() => unwrap(input, { [name]: value }, SECRET), { reason: 'not_json' });
  });
});

describe('facesign webhook send', () => {
  test('posts a signed event about a session, prints it with the response, and ends with 0', async () => {
    const { url, requests } = await receives((_request, response) => response.end('thanks\n'));
    const output = await webhook(['send', `${url}/hooks`, '--session-id', 'ses_1', '--id', 'evt_1']);
    const [request] = requests;
    assert.deepEqual(output, { code: 0, stdout: `${request.body}\n200\nthanks\n`, stderr: '' });
    assert.deepEqual([request.method, request.url], ['POST', '/hooks']);
    const { createdAt, ...event } = unwrap(request.body, request.headers, SECRET);
    assert.deepEqual(event, { id: 'evt_1', type: 'session.status', sessionId: 'ses_1' });
    assert.ok(Math.abs(createdAt - Date.now()) < 60_000);
  });

  for (const form of ['hex', 'sha256', 't-v1'])
    test(`--form ${form} is a signature that unwrap verifies`, async () => {
      const { url, requests } = await receives();
      assert.equal((await webhook(['send', url, '--form', form])).code, 0);
      assert.ok(unwrap(requests[0].body, requests[0].headers, SECRET));
    });

  test('runs the handler of the type, once for the same id', async (t) => {
    const seen = [];
    const on = { 'media.user_video': ({ media }) => seen.push(media.contentType) };
    const server = createServer(createNodeWebhook({ secret: SECRET, on }));
    const { port, close } = await listen(server);
    t.after(close);
    for (let count = 0; count < 2; count++)
      assert.equal(
        (await webhook(['send', `http://127.0.0.1:${port}`, '--type', 'media.user_video', '--id', 'e'])).code,
        0,
      );
    assert.deepEqual(seen, ['video/mp4']);
  });

  test('a type that is not known is sent with a warning', async () => {
    const { url, requests } = await receives();
    const { code, stderr } = await webhook(['send', url, '--type', 'session.staus']);
    assert.deepEqual([code, stderr], [0, 'facesign: session.staus is not a known type\n']);
    assert.equal(JSON.parse(requests[0].body).type, 'session.staus');
  });

  for (const [status, advice] of [
    [301, ''],
    [400, ': the signature does not match. Does the handler have the same FACESIGN_WEBHOOK_SECRET?'],
    [500, ': the handler failed. Its onError or its log says why'],
  ])
    test(`a ${status} ends with 1`, async () => {
      const { url, requests } = await receives((_request, response) =>
        response.writeHead(status, { location: '/other' }).end(),
      );
      const { code, stdout } = await webhook(['send', url]);
      assert.deepEqual([code, stdout], [1, `${requests[0].body}\n${status}${advice}\n`]);
      assert.equal(requests.length, 1);
    });

  test('no response ends with 1 and says why, without the user and query of the address', async () => {
    const port = await freePort();
    const { code, stdout, stderr } = await webhook(['send', `http://me:pw@127.0.0.1:${port}/hooks?token=x`]);
    assert.deepEqual([code, stdout], [1, '']);
    assert.equal(
      stderr,
      `facesign: no response from http://127.0.0.1:${port}/hooks: connect ECONNREFUSED 127.0.0.1:${port}\n`,
    );
  });

  test('control characters of the response do not reach the terminal', async () => {
    const { url } = await receives((_request, response) => response.end('\x1b[31mred\r\x00\tok'));
    const { stdout } = await webhook(['send', url]);
    assert.ok(stdout.endsWith('200\n\uFFFD[31mred\uFFFD\uFFFD\tok\n'), JSON.stringify(stdout));
  });
});

describe('wrong usage ends with 2 and a sentence', () => {
  const NO_SECRET = 'FACESIGN_WEBHOOK_SECRET is not set; it signs the webhook';
  const send = ['send', 'http://127.0.0.1:1'];
  const WRONG = [
    [['send'], 'missing url', 'webhook send'],
    [['send', 'hooks'], 'url must be an http or https address', 'webhook send'],
    [['send', 'ftp://127.0.0.1/'], 'url must be an http or https address', 'webhook send'],
    [
      ['send', 'https://key:secret@example.test/hooks'],
      'url leads to example.test, not to this machine. Add --allow-remote to send there',
      'webhook send',
    ],
    [[...send, 'twice'], 'unexpected argument twice', 'webhook send'],
    [[...send, '--form', 'base64'], '--form must be hex, sha256 or t-v1, got a string', 'webhook send'],
    [[...send, '--type', ''], '--type must not be empty', 'webhook send'],
    [[...send, '--secret', 'x'], 'unknown option --secret', 'webhook send'],
    [['sign'], 'missing file', 'webhook sign'],
    [['sign', join(folder, 'none')], `cannot read ${join(folder, 'none')} (ENOENT)`, 'webhook sign'],
    [
      ['sign', file, '--timestamp', 'noon'],
      '--timestamp must be whole seconds since 1970, got NaN',
      'webhook sign',
    ],
    [[], 'webhook is not a command; the commands are webhook send, webhook sign', ''],
    [['verify'], 'webhook is not a command; the commands are webhook send, webhook sign', ''],
  ];
  for (const [args, message, command] of WRONG)
    test(`webhook ${args.join(' ')}`, async () => {
      const help = ['facesign', command, '--help'].filter(Boolean).join(' ');
      assert.deepEqual(await webhook(args), {
        code: 2,
        stdout: '',
        stderr: `facesign: ${message}. Try: ${help}\n`,
      });
    });

  for (const secret of [null, '', ' '])
    for (const args of [send, ['sign', file]])
      test(`webhook ${args[0]} with the secret ${JSON.stringify(secret)}`, async () => {
        const { code, stderr } = await webhook(args, { secret });
        assert.deepEqual([code, stderr.startsWith(`facesign: ${NO_SECRET}`)], [2, true], stderr);
      });
});

describe('--help', () => {
  for (const [args, words] of [
    [['send'], ['--type', '--session-id', '--id', '--form', '--allow-remote', 'analysis.deepfake']],
    [['sign'], ['--form', '--timestamp', 'FACESIGN_WEBHOOK_SECRET']],
    [[], ['webhook send', 'webhook sign']],
  ])
    test(`of webhook ${args.join('')}`, async () => {
      const { code, stdout } = await webhook([...args, '--help'], { secret: null });
      assert.equal(code, 0);
      for (const word of words) assert.ok(stdout.includes(word), word);
    });
});

test('no output has the secret', async () => {
  const { url } = await receives();
  for (const args of [
    ['send', url],
    ['send', 'http://127.0.0.1:1'],
    ['sign', file],
    ['send', '--form', 'x'],
  ]) {
    const { stdout, stderr } = await webhook(args);
    assert.ok(!`${stdout}${stderr}`.includes(SECRET), args.join(' '));
  }
});
