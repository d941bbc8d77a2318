// Calls with a body of 1 MB each wait for their responses. Prints by how many MB the JavaScript heap grew, and ends
// while the calls wait. Run with --expose-gc.
import { clientOf, SETTINGS } from '../../support/client.mjs';

const [url, calls] = process.argv.slice(2);
const client = clientOf({ url });
const body = { ...SETTINGS, metadata: { text: 'x'.repeat(2 ** 20) } };

const heapMb = () => {
  globalThis.gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

const before = heapMb();
for (let call = 0; call < Number(calls); call += 1) client.session.create(body);
// The addon has taken the strings over by the end of this turn.
setImmediate(() => {
  console.log(heapMb() - before);
  process.exit();
});
