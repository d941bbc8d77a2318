// Makes many concurrent calls with large responses: `[calls, url]`. Prints how many succeeded, and the peak memory of
// the process in MiB.
import { readFileSync } from 'node:fs';
import { clientOf } from '../../support/client.mjs';

const [calls, url] = process.argv.slice(2);
const client = clientOf({ url }, { timeoutMs: 120_000, totalTimeoutMs: 120_000 });
let succeeded = 0;
await Promise.all(
  Array.from({ length: Number(calls) }, () =>
    client.session.list().then(
      () => {
        succeeded += 1;
      },
      () => {},
    ),
  ),
);
console.log(JSON.stringify({ succeeded, peak: peak() }));

/** `maxRSS` counts what the parent had when it started this process. */
function peak() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}
