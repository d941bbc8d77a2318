// The command `facesign-sandbox`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { create, get } from '../support/sandbox-call.mjs';

const CLI = fileURLToPath(new URL('../../sandbox/cli.js', import.meta.url));
const running = new Set();
after(() => {
  for (const child of running) child.kill('SIGKILL');
});

function run(...options) {
  const child = spawn(process.execPath, [CLI, ...options]);
  running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
}

/** Runs until the address is printed. */
async function started(...options) {
  const child = run('--port', '0', ...options);
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

describe('facesign-sandbox', () => {
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
    assert.equal(created.headers.get('x-ratelimit-remaining'), '1');
    assert.ok(Math.abs(created.body.session.createdAt - Date.now()) < 60_000);
    child.kill();
  });

  test('--help tells the options', async () => {
    const { code, stdout } = await ended('--help');
    assert.equal(code, 0);
    for (const option of [
      '--port',
      '--host',
      '--key',
      '--mode',
      '--seed',
      '--rate-limit',
      '--collections',
      '--lenient',
    ]) {
      assert.ok(stdout.includes(option), option);
    }
  });

  for (const options of [
    ['--colour'],
    ['--port', 'x'],
    ['--mode', 'live'],
    ['--rate-limit', '0'],
    ['stray'],
  ]) {
    test(`${options.join(' ')} is refused with a sentence`, async () => {
      const { code, stdout, stderr } = await ended(...options);
      assert.equal(code, 1);
      assert.equal(stdout, '');
      assert.match(stderr, /^facesign-sandbox: .+\nTry facesign-sandbox --help\.\n$/);
    });
  }
});
