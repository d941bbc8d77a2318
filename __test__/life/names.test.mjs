// Host names under unusual conditions: one that hangs takes no thread per call and delays no other name; an address that
// drops packets costs a quarter of a second; a shortage on this machine is never reported as an error of the name.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { noNameServer, WITH_NAME_SERVER } from './support/namespace.mjs';
import { start } from './support/program.mjs';

/** How many threads look up names at once. */
const MOST_THREADS = 16;
/** A name waits 200 ms before it gets another thread; the rest is slack for a busy machine. */
const MOST_MS = 600;

async function run(args, under) {
  const program = start('names.mjs', { args, under });
  const result = JSON.parse(await program.line());
  const { code, stderr } = await program.ended;
  assert.deepEqual([code, stderr], [0, '']);
  return result;
}

describe('a name server that never responds', { skip: noNameServer() }, () => {
  test('400 calls to a name that hangs take one thread', async (context) => {
    const { more } = await run(['calls to a name that hangs', '400'], WITH_NAME_SERVER);
    context.diagnostic(`${more} more`);
    assert.equal(more, 1);
  });

  for (const hanging of ['4', '15'])
    test(`another name is resolved soon beside ${hanging} that hang`, async (context) => {
      const { time } = await run(['a name beside names that hang', hanging], WITH_NAME_SERVER);
      context.diagnostic(`${time.toFixed(0)} ms`);
      assert.ok(Number(hanging) < MOST_THREADS && time < MOST_MS, `${time} ms`);
    });

  test('one of two addresses drops packets: a call within 2 s succeeds', async (context) => {
    const { time } = await run(['one of two addresses drops packets'], WITH_NAME_SERVER);
    context.diagnostic(`${time.toFixed(0)} ms`);
    assert.ok(time >= 250 && time < 250 + MOST_MS, `${time} ms`);
  });
});

describe('what this machine is short of', { skip: process.platform !== 'linux' }, () => {
  const isShort = (result, code, advice) => {
    assert.deepEqual([result.name, result.code, result.outcome], ['ConnectionError', code, 'not_sent']);
    assert.deepEqual(result.attempts, [code, code], 'it was retried');
    assert.match(result.message, advice);
    assert.doesNotMatch(result.message, /serverUrl/);
  };

  test('no free file descriptor: EMFILE, and the next call finds one', async () => {
    const under = ['sh', '-c', 'ulimit -n 100 && exec "$@"', 'sh'];
    isShort(await run(['no free file descriptor'], under), 'EMFILE', /file descriptor/);
  });

  test('no thread to be had: EAGAIN', { skip: process.getuid?.() !== 0 }, async () => {
    isShort(await run(['no thread to be had']), 'EAGAIN', /short of threads/);
  });
});
