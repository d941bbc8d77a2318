// Worker threads: a worker lives while its calls are in flight, ends after their responses, and can be ended at any
// moment, which ends its calls too.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { send, serve } from '../support/server.mjs';

const CALLS = 20;
const program = new URL('programs/worker-calls.mjs', import.meta.url);

/** A worker whose calls have all reached the server, which has responded to none. */
async function busy(context, data) {
  const pending = [];
  const server = await serve((_request, response) => pending.push(response));
  context.after(() => server.close());
  const worker = new Worker(program, { workerData: { url: server.url, calls: CALLS, ...data } });
  const exit = once(worker, 'exit').then(([code]) => code);
  await server.received(CALLS);
  return { server, worker, exit, pending };
}

const closed = ({ sockets }) => Promise.all([...sockets].map((socket) => once(socket, 'close')));

describe('a worker thread with calls in flight', { timeout: 20_000 }, () => {
  test('lives until the last one gets a response, and then ends by itself', async (context) => {
    const { exit, pending } = await busy(context);
    for (const response of pending.slice(1)) send(response, {});
    await Promise.all(pending.slice(1).map((response) => once(response, 'close')));
    assert.equal(await Promise.race([exit, 'alive']), 'alive');
    send(pending[0], {});
    assert.equal(await exit, 0);
  });

  const ENDS = {
    'process.exit() in it': { data: { exit: true }, end: (worker) => worker.postMessage('now'), code: 7 },
    'terminate()': { data: {}, end: (worker) => worker.terminate(), code: 1 },
  };
  for (const [name, { data, end, code }] of Object.entries(ENDS))
    test(`is ended by ${name}, and its calls with it`, async (context) => {
      const { server, worker, exit } = await busy(context, data);
      const cut = closed(server);
      end(worker);
      assert.equal(await exit, code);
      await cut;
    });
});
