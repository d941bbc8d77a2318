// A server on 127.0.0.1 that listens and never accepts, so that connecting takes forever: its queue is full, and the
// system drops further connections. It runs in a worker with a blocked event loop.
import { once } from 'node:events';
import net from 'node:net';
import { Worker } from 'node:worker_threads';

const LISTENER = `
const { parentPort } = require('node:worker_threads');
const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

/** More than fit in the queue: the system rounds a backlog of 1 up. */
const FILLING = 8;

export async function listenWithoutAccepting() {
  const worker = new Worker(LISTENER, { eval: true });
  const [port] = await once(worker, 'message');
  const fill = Array.from({ length: FILLING }, () => net.connect(port, '127.0.0.1').on('error', () => {}));
  // One connection through means that the queue is there; those after it fill it.
  await once(fill[0], 'connect');
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      for (const socket of fill) socket.destroy();
      await worker.terminate();
    },
  };
}
