// A process that is frozen (suspend, a Lambda between two events) and continues: its clock has jumped, and the server
// has closed its connections. SIGSTOP and SIGCONT freeze and thaw it; its clock can jump by minutes at once.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { record } from '../support/record.mjs';
import { send, serve } from '../support/server.mjs';
import { movableClock, noClock } from './support/clock.mjs';
import { serveHttp2 } from './support/http2.mjs';
import { turn } from './support/kernel.mjs';
import { start } from './support/program.mjs';

const TIMEOUT_MS = 1000;
/** Longer than an attempt may take. */
const FREEZE_MS = 3 * TIMEOUT_MS;
const REPEATS = 10;
/** Longer than any connection is kept idle, and than a call may take. */
const JUMP_SECONDS = 600;

const PROTOCOLS = {
  'HTTP/1.1': async (respond) => {
    const server = await serve(respond);
    return { ...server, env: {} };
  },
  'HTTP/2': async (respond) => {
    const server = await serveHttp2(respond);
    const received = (count) => turn(() => server.streams.length >= count);
    return { ...server, received, env: { NODE_EXTRA_CA_CERTS: server.known.certFile } };
  },
};

const rows = [];
after(() =>
  record('frozen', {
    title: 'A process that was frozen between two calls, or in one',
    columns: [
      'The freeze',
      'Meanwhile the server',
      'Protocol',
      'Freezes',
      'Calls failed',
      'Attempts that failed',
    ],
    rows,
  }),
);
const keep = (freeze, did, protocol, attempts) => {
  const lost = attempts.flat().filter((status) => status !== 200).length;
  const failed = attempts.filter((of) => of.at(-1) !== 200).length;
  rows.push([freeze, did, protocol, attempts.length, failed, lost]);
};

/** Starts the program, and ends it and the server when the test is over. */
async function started(context, protocol, respond, env = {}) {
  const server = await PROTOCOLS[protocol](respond);
  let connections = 0;
  server.server.on('connection', () => {
    connections += 1;
  });
  const args = [server.url, String(TIMEOUT_MS)];
  const { child, line, ended } = start('frozen.mjs', { args, env: { ...server.env, ...env } });
  context.after(async () => {
    child.stdin.end();
    await ended;
    await server.close();
  });
  return {
    server,
    connections: () => connections,
    call: (name) => child.stdin.write(`${name}\n`),
    /** The result of the newest call. */
    seen: async () => JSON.parse(await line()),
    thaw: () => child.kill('SIGCONT'),
    async freeze() {
      child.kill('SIGSTOP');
      await turn(() => readFileSync(`/proc/${child.pid}/stat`, 'utf8').includes(') T '));
    },
  };
}

const CLOSINGS = {
  closes: (socket) => socket.destroy(),
  resets: (socket) => socket.resetAndDestroy(),
};

async function end(sockets, close) {
  for (const socket of sockets) close(socket);
  await turn(() => sockets.size === 0);
}

const good = (_request, response) => send(response, {});
const LENGTHS = { long: [FREEZE_MS], short: Array(REPEATS).fill(50) };

for (const protocol of Object.keys(PROTOCOLS))
  describe(`${protocol}: after a freeze in which the server`, { concurrency: 2, timeout: 60_000 }, () => {
    for (const [name, close] of Object.entries(CLOSINGS))
      for (const [length, freezes] of Object.entries(LENGTHS))
        test(`${name} the idle connections, a call needs one attempt (${length})`, async (context) => {
          const program = await started(context, protocol, good);
          const { sockets } = program.server;
          program.call('langs');
          assert.deepEqual((await program.seen()).attempts, [200]);
          const all = [];
          for (const freeze of freezes) {
            await program.freeze();
            await end(sockets, close);
            await pass(freeze);
            // The call is there in the moment of the thaw, together with the news of the connection.
            program.call('langs');
            program.thaw();
            const { error, attempts } = await program.seen();
            assert.equal(error, undefined);
            all.push(attempts);
          }
          keep(`${freezes[0]} ms`, `${name} the connections`, protocol, all);
          assert.deepEqual(all, Array(freezes.length).fill([200]));
        });
  });

for (const protocol of Object.keys(PROTOCOLS))
  describe(`${protocol}: after a jump of ${JUMP_SECONDS / 60} minutes in which the server`, {
    timeout: 60_000,
    skip: noClock,
  }, () => {
    for (const [name, close] of Object.entries({ ...CLOSINGS, keeps: undefined }))
      test(`${name} the idle connections, a call needs one attempt, on a new one`, async (context) => {
        const clock = movableClock();
        const program = await started(context, protocol, good, clock.env);
        program.call('langs');
        const before = await program.seen();
        await program.freeze();
        if (close) await end(program.server.sockets, close);
        clock.move(JUMP_SECONDS);
        program.call('langs');
        program.thaw();
        const { error, attempts, clocks } = await program.seen();
        assert.equal(error, undefined);
        const jumps = clocks.map((now, index) => Math.floor((now - before.clocks[index]) / 1000));
        assert.ok(
          jumps.every((jump) => jump >= JUMP_SECONDS && jump < JUMP_SECONDS + 60),
          `the clocks jumped by ${jumps} s`,
        );
        keep(`${JUMP_SECONDS} s by its clocks`, `${name} the connections`, protocol, [attempts]);
        assert.deepEqual([before.attempts, attempts], [[200], [200]]);
        assert.equal(program.connections(), 2);
      });

    test('gets no response to it, a call that was under way ends by its deadline, and the next one is well', async (context) => {
      const clock = movableClock();
      const respond = ({ url }, response) => url === '/langs' && send(response, {});
      const program = await started(context, protocol, respond, clock.env);
      program.call('list');
      await program.server.received(1);
      await program.freeze();
      clock.move(JUMP_SECONDS);
      program.thaw();
      const frozen = await program.seen();
      // By the clock there is no time for another attempt.
      assert.deepEqual([frozen.error, frozen.attempts.length], ['TimeoutError', 1]);
      program.call('langs');
      const { error, attempts } = await program.seen();
      assert.deepEqual([error, attempts], [undefined, [200]]);
      keep(`${JUMP_SECONDS} s by its clocks, in a call before`, 'does not respond to that', protocol, [
        attempts,
      ]);
    });
  });

for (const protocol of Object.keys(PROTOCOLS))
  test(`${protocol}: a call that was frozen for longer than its timeout succeeds`, {
    timeout: 60_000,
  }, async (context) => {
    const pending = [];
    const program = await started(context, protocol, ({ url }, response, index) =>
      url === '/sessions' && index === 0 ? pending.push(response) : send(response, {}),
    );
    program.call('list');
    await program.server.received(1);
    await program.freeze();
    send(pending[0], {});
    await pass(FREEZE_MS);
    program.thaw();
    const { error, attempts } = await program.seen();
    assert.equal(error, undefined);
    keep(`${FREEZE_MS} ms, in a call that may take ${TIMEOUT_MS} ms`, 'responds', protocol, [attempts]);
    assert.equal(attempts.at(-1), 200);
    assert.ok(attempts.length <= 2, `one attempt was frozen, one more is due: ${attempts}`);
  });
