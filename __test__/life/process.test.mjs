// Processes that use the client: they end on their own when nothing is pending, can be ended at any moment, and share
// the addon with other threads and processes. The programs run separately; this file has their server.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { record } from '../support/record.mjs';
import { send, serve } from '../support/server.mjs';
import { turn } from './support/kernel.mjs';
import { start } from './support/program.mjs';

/** Far less than any timeout, delay or idle time of a client. */
const AT_ONCE_MS = 3000;
/** Each takes seconds. `npm run figures` makes 20. */
const ROUNDS = process.env.FACESIGN_LIFE_ROUNDS ?? '5';
const WORKERS = '50';

let server;
before(async () => {
  server = await serve((request, response) => {
    if (request.url.includes('/failing')) return send(response, { status: 400 });
    if (request.url.endsWith('/langs')) send(response, {});
  });
});
after(() => server.close());

const rows = [];
after(() =>
  record('process', {
    title: 'The life of a process',
    columns: ['What', 'How often', 'Exit code or signal', 'Bytes on stderr', 'Lived on for, ms'],
    rows,
  }),
);

/** @param since when there was nothing left to do for it */
function keep(what, often, { code, signal, stderr, at }, since) {
  rows.push([what, often, signal ?? code, stderr.length, since === undefined ? '–' : at - since]);
}

function assertEnded(ended, code = 0) {
  assert.deepEqual([ended.code, ended.signal, ended.stderr], [code, null, '']);
}

describe('a process ends by itself at once after', { concurrency: 2 }, () => {
  const USES = [
    'a client that makes no call',
    'one call',
    'a hundred calls at once',
    'a call that failed',
    'a call that was aborted',
    'a call that timed out',
    'a call whose signal is never used',
    'a call that nobody awaits',
  ];
  for (const use of USES)
    test(use, async () => {
      const program = start('exits.mjs', { args: [use, server.url] });
      const done = Number(await program.line());
      const ended = await program.ended;
      keep(`ends by itself after ${use}`, 1, ended, done);
      assertEnded(ended);
      assert.ok(ended.at - done < AT_ONCE_MS, `it lived on for ${ended.at - done} ms`);
    });
});

describe('with calls in flight, a process is ended at once by', { concurrency: 2 }, () => {
  const clean = (ended) => assertEnded(ended, 7);
  const thrown = (ended) => {
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /Error: on purpose/);
  };
  const ENDS = {
    'process.exit()': clean,
    'process.exit() when a response comes': clean,
    'an exception that no one catches': thrown,
    'a rejection that no one handles': thrown,
    SIGTERM: (ended) => assert.deepEqual([ended.signal, ended.stderr], ['SIGTERM', '']),
    'SIGTERM with a handler': clean,
  };
  for (const [way, check] of Object.entries(ENDS))
    test(way, async () => {
      const own = await serve((request, response) => request.url.endsWith('/langs') && send(response, {}));
      const { child, line, ended } = start('interrupted.mjs', { args: [way, own.url] });
      await line();
      await own.received(50);
      const begun = Date.now();
      if (way.startsWith('SIGTERM')) child.kill('SIGTERM');
      else child.stdin.write('now');
      keep(`50 calls in flight, ended by ${way}`, 1, await ended, begun);
      check(await ended);
      assert.ok((await ended).at - begun < AT_ONCE_MS);
      await turn(() => own.sockets.size === 0);
      await own.close();
    });
});

test(`${ROUNDS} rounds of ${WORKERS} worker threads ended with calls in flight`, async () => {
  const program = start('workers.mjs', { args: [server.url, ROUNDS, WORKERS], longestMs: 600_000 });
  const made = Number(await program.line());
  const what = `round of ${WORKERS} worker threads ended with calls in flight; ${made} calls of the main thread meanwhile, all of which succeeded`;
  keep(what, ROUNDS, await program.ended);
  assertEnded(await program.ended);
  assert.ok(made > 0, 'calls of the main thread meanwhile');
});

test('only the addon keeps what a waiting call has sent, for its next attempt', async () => {
  const program = start('waiting.mjs', { args: [server.url, '32'], flags: ['--expose-gc'] });
  const grownMb = Number(await program.line());
  assertEnded(await program.ended);
  assert.ok(grownMb < 2, `${grownMb} MB for 32 calls of 1 MB`);
});
