// The thread of the calls dies, because the system call that it waits with fails: every pending call rejects, and the
// next call gets a new thread with working connections.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './support/program.mjs';

const skip = process.platform !== 'linux' && 'the thread is killed by way of /proc';

test('when the thread of the calls dies, waiting calls reject and the next one starts another', {
  skip,
}, async () => {
  const program = start('dead-thread.mjs');
  assert.deepEqual(JSON.parse(await program.line()), {
    before: 'fulfilled',
    waiting: 'InternalError',
    atOnce: 'fulfilled',
    later: 'fulfilled',
  });
  const { code, signal, stderr } = await program.ended;
  assert.deepEqual([code, signal], [0, null]);
  // Tokio's own panic, once, and nothing after it.
  assert.equal(stderr.match(/panicked at/g)?.length, 1, stderr);
});
