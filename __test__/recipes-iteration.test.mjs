// The recipes for a graceful shutdown and a nightly export do what their pages say.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { startSandbox } from '../sandbox/index.mjs';
import { clientOf, SETTINGS } from './support/client.mjs';
import { runRecipe, startRecipe } from './support/recipe-processes.mjs';

const sandboxes = [];
after(() => Promise.all(sandboxes.map((sandbox) => sandbox.close())));

async function started(options) {
  const sandbox = await startSandbox(options);
  sandboxes.push(sandbox);
  return sandbox;
}

describe('the server that shuts down gracefully', { timeout: 60_000 }, () => {
  /** The server has a call in flight, and gets SIGTERM. */
  async function interrupted(fault, env) {
    const sandbox = await started();
    const { child, closed, url } = await startRecipe(sandbox, 'shutdown/server.mjs', env);
    sandbox.fail(fault);
    const received = sandbox.nextRequest();
    const response = fetch(`${url}/7`, { headers: { connection: 'close' } });
    await received;
    const printed = once(child.stdout, 'data');
    child.kill('SIGTERM');
    const [{ status }, [output], [code]] = await Promise.all([response, printed, closed]);
    return { status, output: output.trim(), code };
  }

  test('finishes what is running', async () => {
    const result = await interrupted({ delayMs: 300 });
    assert.deepEqual(result, { status: 201, output: 'closed', code: 0 });
  });

  test('aborts what takes too long', async () => {
    const result = await interrupted({ stall: 'headers' }, { GRACE_MS: '50' });
    assert.deepEqual(result, { status: 502, output: 'closed', code: 0 });
  });
});

test('the export writes the sessions of the day, oldest first', { timeout: 60_000 }, async () => {
  const sandbox = await started({ now: Date.parse('2026-11-25T23:59:59Z') });
  const client = clientOf(sandbox, { auth: sandbox.keys[0] });
  const ids = [];
  for (let n = 0; n < 4; n += 1) {
    ids.push((await client.session.create(SETTINGS)).session.id);
    sandbox.clock.advance(n === 2 ? 24 * 60 * 60 * 1000 : 1000);
  }
  const { stdout, stderr, status } = await runRecipe(sandbox, 'export/export.mjs', ['2026-11-26']);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ id }) => id),
    ids.slice(1, 3),
  );
  assert.deepEqual([stderr, status], ['2 sessions\n', 0]);
});
