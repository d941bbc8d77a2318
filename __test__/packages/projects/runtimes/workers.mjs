// Three worker threads with a client each; a fourth is ended in the middle of a call.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import Client from '@facesignai/api-native';
import exercise from './exercise.cjs';

const self = new URL(import.meta.url);

async function main() {
  const calls = [1, 2, 3].map(() => message(new Worker(self, { workerData: {} })));
  for (const result of await Promise.all(calls)) assert.equal(result, 'done');
  let calling;
  const called = new Promise((resolve) => {
    calling = createServer(() => resolve()).listen(0, '127.0.0.1');
  });
  await new Promise((resolve) => calling.on('listening', resolve));
  const pending = new Worker(self, {
    workerData: { serverUrl: `http://127.0.0.1:${calling.address().port}` },
  });
  await called;
  await pending.terminate();
  calling.closeAllConnections?.();
  calling.close();
  await exercise(Client);
}

function message(worker) {
  return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
}

async function work({ serverUrl }) {
  if (serverUrl) return new Client({ auth: 'k', serverUrl }).langs.retrieve();
  await exercise(Client);
  parentPort.postMessage('done');
}

await (isMainThread ? main() : work(workerData));
