// A worker thread that makes the given number of calls and doesn't end itself; with `exit` it ends itself when it gets a
// message.
import { parentPort, workerData } from 'node:worker_threads';
import { clientOf } from '../../support/client.mjs';

const { url, calls, exit } = workerData;
const client = clientOf({ url }, { timeoutMs: 60_000 });
for (let index = 0; index < calls; index += 1) client.langs.retrieve();
if (exit) parentPort.once('message', () => process.exit(7));
