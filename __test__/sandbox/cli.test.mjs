// The command `facesign sandbox`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { unwrap } from '@facesignai/api-native/webhooks';
import { create, get } from '../support/sandbox-call.mjs';
import { serve } from '../support/server.mjs';

const CLI = fileURLToPath(new URL('../../lib/cli/facesign.js', import.meta.url));
const SECRET = { FACESIGN_WEBHOOK_SECRET: 'whsec_for_the_sandbox' };
const running = new Set();
after(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Variables of the environment may come first. */
function run(...options) {
  const { FACESIGN_WEBHOOK_SECRET: _, ...env } = process.env;
  const [variables = {}] = options.splice(0, typeof options[0] === 'object' ? 1 : 0);
  const child = spawn(process.execPath, [CLI, 'sandbox', ...options], { env: { ...env, ...variables } });
  running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
}

/** Runs until the address is printed. */
async function started(...options) {
  const variables = options.splice(0, typeof options[0] === 'object' ? 1 : 0);
  const child = run(...variables, '--port', '0', ...options);
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
    if (text.includes('Ctrl+C')) break;
  }
  return { child, text, url: /listening on (\S+)/.exec(text)[1] };
}

/** Runs to the end. */
async function ended(...options) {
  const child = run(...options);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].on('data', (chunk) => {
      texts[name] += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code, ...texts };
}

describe('facesign sandbox', () => {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    test(`serves, and ends in order on ${signal} although a connection is open`, async () => {
      const { child, url } = await started();
      assert.equal((await get({ url }, '/langs')).status, 200);
      child.kill(signal);
      assert.deepEqual(await once(child, 'exit'), [0, null]);
    });
  }

  test('prints how to point a client to it', async () => {
    const { child, text, url } = await started();
    assert.ok(text.includes(`new Client({ auth: 'sk_test_sandbox', serverUrl: '${url}' })`), text);
    child.kill();
  });

  test('takes keys and does not print them', async () => {
    const { child, text, url } = await started('--key', 'sk_a', '--key', 'sk_b');
    assert.equal((await get({ url }, '/langs', { key: 'sk_b' })).status, 200);
    assert.equal((await get({ url }, '/langs')).status, 401);
    assert.doesNotMatch(text, /sk_a|sk_b/);
    child.kill();
  });

  test('takes mode, seed, rate limit, collections and lenient', async () => {
    const options = [
      '--mode',
      'dev',
      '--seed',
      '7',
      '--rate-limit',
      '3',
      '--collections',
      'object',
      '--lenient',
    ];
    const { child, url } = await started(...options);
    assert.equal((await get({ url }, '/langs', { key: null })).status, 403);
    assert.ok((await get({ url }, '/langs')).body.langs);
    const created = await create({ url }, { clientReferenceId: undefined });
    assert.equal(created.status, 200);
    assert.equal(created.headers['x-ratelimit-remaining'], '1');
    assert.ok(Math.abs(created.body.session.createdAt - Date.now()) < 60_000);
    child.kill();
  });

  test('posts webhooks signed by FACESIGN_WEBHOOK_SECRET, and prints neither it nor the whole address', async (t) => {
    const receiver = await serve((_request, response) => response.end());
    t.after(receiver.close);
    const address = new URL(`${receiver.url}/hooks?token=quiet`);
    address.password = 'quiet';
    const { child, text, url } = await started(
      SECRET,
      '--webhook-url',
      address.href,
      '--webhook-form',
      't-v1',
    );
    await create({ url });
    const { body, headers } = await receiver.received(1);
    assert.equal(unwrap(body, headers, SECRET.FACESIGN_WEBHOOK_SECRET).type, 'session.status');
    assert.ok(headers['facesign-signature'].startsWith('t='));
    assert.ok(text.includes(`Webhooks go to ${receiver.url}/hooks\n`), text);
    assert.doesNotMatch(text, /quiet|whsec/);
    child.kill();
  });

  test('--help prints the options', async () => {
    const { code, stdout } = await ended('--help');
    assert.equal(code, 0);
    for (const option of [
      '--port',
      '--host',
      '--allowed-host',
      '--key',
      '--token',
      '--mode',
      '--seed',
      '--rate-limit',
      '--collections',
      '--lenient',
      '--webhook-url',
      '--webhook-form',
      '--webhook-remote',
      'FACESIGN_WEBHOOK_SECRET',
    ]) {
      assert.ok(stdout.includes(option), option);
    }
  });

  test('on all addresses it prints a token for the control, and a given one not', async () => {
    const { child, text } = await started('--host', '0.0.0.0');
    assert.match(text, /_sandbox\/ \(authorization: Bearer [\w-]{36}\)/);
    child.kill();
    const given = await started('--token', 'my-token');
    assert.doesNotMatch(given.text, /my-token/);
    assert.equal((await get({ url: given.url }, '/_sandbox', { key: 'my-token' })).status, 200);
    given.child.kill();
  });

  const WRONG = [
    [['--color'], 'unknown option --color'],
    [['-x'], 'unknown option -x'],
    [['--port', 'x'], '--port must be an integer from 0 to 65535'],
    [['--port'], '--port needs a value'],
    [['--port', '--host', 'x'], '--port needs a value'],
    [['--lenient=yes'], '--lenient takes no value'],
    [['--mode', 'live'], "--mode must be 'production' or 'dev'"],
    [['--rate-limit', '0'], '--rate-limit must be a positive integer'],
    [['--token', 'two words'], '--token must be visible ASCII characters'],
    [['--key', ''], '--key must not be empty'],
    [['stray'], 'unexpected argument stray'],
    [['--webhook-url', 'hooks'], '--webhook-url must be an http or https address', SECRET],
    [
      ['--webhook-url', 'http://example.test'],
      '--webhook-url leads to another machine. Add --webhook-remote to post there',
      SECRET,
    ],
    [
      ['--webhook-url', 'http://127.0.0.1:1', '--webhook-form', 'x'],
      "--webhook-form must be 'hex', 'sha256' or 't-v1'",
      SECRET,
    ],
    [['--webhook-form', 'hex'], '--webhook-form and --webhook-remote need --webhook-url'],
    [
      ['--webhook-url', 'http://127.0.0.1:1'],
      'the environment variable FACESIGN_WEBHOOK_SECRET must be set to the secret of the webhooks',
    ],
  ];
  for (const [options, message, variables = {}] of WRONG) {
    test(`${options.join(' ')} ends with 2 and a sentence`, async () => {
      assert.deepEqual(await ended(variables, ...options), {
        code: 2,
        stdout: '',
        stderr: `facesign: ${message}. Try: facesign sandbox --help\n`,
      });
    });
  }

  test('a port that is in use ends it with 1 and says what to do', async () => {
    const { child, url } = await started();
    const { port } = new URL(url);
    const { code, stderr } = await ended('--port', port);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^facesign: port ${port} of 127.0.0.1 is in use. Choose another`));
    child.kill();
  });
});
