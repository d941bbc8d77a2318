// Ends a call in the phase named by the second argument, as the first one says: `abort` or `deadline`. Prints the timers
// that remain in the process, and the time.
import { EXCHANGES, QUEUES } from '../support/phases.mjs';

const [end, phase] = process.argv.slice(2);

const stage = await { ...QUEUES, ...EXCHANGES }[phase]();
const client = await stage.client(end === 'deadline' ? { totalTimeoutMs: 50 } : {});
const controller = new AbortController();
const call = client.session.list({}, { signal: controller.signal }).catch(() => {});
if (end === 'abort') {
  await stage.reached(client);
  controller.abort();
}
await call;
await stage.gone(client);
await stage.close();
const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
console.log(JSON.stringify({ timers, at: Date.now() }));
