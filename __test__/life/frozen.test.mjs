// A process that is frozen (suspend, a Lambda between two events) and goes on: its clock has jumped, and the server has
// closed what it kept open. SIGSTOP and SIGCONT freeze and thaw it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { send, serve } from '../support/server.mjs';
import { turn } from './support/kernel.mjs';
import { start } from './support/program.mjs';

const TIMEOUT_MS = 1000;
/** Longer than a try may take. */
const FREEZE_MS = 3 * TIMEOUT_MS;
const REPEATS = 10;

/** Starts the program, and ends it and the server when the test is over. */
async function started(context, answer) {
  const server = await serve(answer);
  const { child, line, ended } = start('frozen.mjs', { args: [server.url, String(TIMEOUT_MS)] });
  context.after(async () => {
    child.stdin.end();
    await ended;
    await server.close();
  });
  return {
    server,
    call: (name) => child.stdin.write(`${name}\n`),
    tries: async () => JSON.parse(await line()),
    thaw: () => child.kill('SIGCONT'),
    async freeze() {
      child.kill('SIGSTOP');
      await turn(() => readFileSync(`/proc/${child.pid}/stat`, 'utf8').includes(') T '));
    },
  };
}

async function empty(sockets) {
  await turn(() => sockets.size === 0);
}

describe('after a freeze in which the server', { concurrency: 2, timeout: 60_000 }, () => {
  const CLOSINGS = { closed: (socket) => socket.destroy(), reset: (socket) => socket.resetAndDestroy() };
  for (const [name, close] of Object.entries(CLOSINGS))
    for (const [length, freezes] of Object.entries({ long: [FREEZE_MS], short: Array(REPEATS).fill(50) }))
      test(`${name} the idle connections, a call needs one try (${length})`, async (context) => {
        const program = await started(context, (_request, response) => send(response, {}));
        const { sockets } = program.server;
        program.call('langs');
        assert.deepEqual(await program.tries(), [200]);
        for (const freeze of freezes) {
          await program.freeze();
          for (const socket of sockets) close(socket);
          await empty(sockets);
          await pass(freeze);
          // The call is there in the moment of the thaw, together with the news of the connection.
          program.call('langs');
          program.thaw();
          assert.deepEqual(await program.tries(), [200]);
        }
      });
});

test('a call that was frozen for longer than its time-out succeeds', { timeout: 60_000 }, async (context) => {
  const held = [];
  const program = await started(context, ({ url }, response, index) =>
    url === '/sessions' && index === 0 ? held.push(response) : send(response, {}),
  );
  program.call('list');
  await program.server.received(1);
  await program.freeze();
  send(held[0], {});
  await pass(FREEZE_MS);
  program.thaw();
  const tries = await program.tries();
  assert.equal(tries.at(-1), 200);
  assert.ok(tries.length <= 2, `one try was frozen, one more is due: ${tries}`);
});
