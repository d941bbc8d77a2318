// Rounds of many worker threads that are ended with calls in flight, while the main thread's calls go on. The arguments
// are the server, the number of rounds and of workers. Prints how many calls the main thread made.
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { clientOf } from '../../support/client.mjs';

const IN_FLIGHT = 4;
/** A server may close a connection that has been idle in the moment when it is used again. */
const OPTIONS = { maxRetries: 2 };

if (isMainThread) await main(...process.argv.slice(2));
else await busy(workerData);

async function main(url, rounds, workers) {
  const ending = new AbortController();
  const own = callsUntil(ending.signal, clientOf({ url }, OPTIONS));
  for (let round = 0; round < Number(rounds); round += 1) await ended(await started(Number(workers), url));
  ending.abort();
  console.log(await own);
}

/** Workers that have had a response and have further calls in flight. */
function started(workers, url) {
  const starting = Array.from({ length: workers }, async () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: url });
    await once(worker, 'message');
    return worker;
  });
  return Promise.all(starting);
}

async function ended(workers) {
  const codes = await Promise.all(workers.map((worker) => worker.terminate()));
  if (codes.some((code) => code !== 1)) throw new Error(`workers ended with ${codes}`);
}

/** Every call must succeed. */
async function callsUntil(signal, client) {
  let made = 0;
  while (!signal.aborted) {
    await client.langs.retrieve();
    made += 1;
  }
  return made;
}

async function busy(url) {
  const client = clientOf({ url }, OPTIONS);
  const loops = Array.from({ length: IN_FLIGHT }, async () => {
    for (;;) {
      await client.langs.retrieve();
      parentPort.postMessage('answered');
    }
  });
  await Promise.all(loops);
}
