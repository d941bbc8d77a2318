// Calls next to others with large responses: `[calls, url]` has the number of those. The server sends the large
// responses when all requests have arrived, and then responds to `/go`. Prints how late each healthy call, timeout and
// abort was, in ms, and how many of the large responses were complete by then. Without `calls` it runs until stdin ends.
import { once } from 'node:events';
import http from 'node:http';
import { clientOf } from '../../support/client.mjs';
import { elapsed } from '../support/numbers.mjs';

const [calls, url] = process.argv.slice(2);
const TIMEOUT_MS = 300;
const ABORT_MS = 200;
const ROUNDS = 8;

const patient = { timeoutMs: 60_000, totalTimeoutMs: 120_000 };
const healthy = clientOf({ url }, patient);
const ENDS = {
  healthy: [0, () => healthy.langs.retrieve()],
  timeout: [
    TIMEOUT_MS,
    () => healthy.session.list({ search: 'silence' }, { timeoutMs: TIMEOUT_MS }).catch(() => {}),
  ],
  abort: [
    ABORT_MS,
    () => {
      const signal = AbortSignal.timeout(ABORT_MS);
      return healthy.session.list({ search: 'silence' }, { signal }).catch(() => {});
    },
  ],
};

// Connections are there, and all code has run once.
for (const [, act] of Object.values(ENDS)) await act();

let over = 0;
let ended = false;
const end = () => {
  over += 1;
};
const large = clientOf({ url: `${url}/large` }, patient);
for (let index = 0; index < Number(calls); index += 1) large.session.list().then(end, end);
if (Number(calls) > 0) await once(http.get(`${url}/go`), 'response');
else
  once(process.stdin.resume(), 'end').then(() => {
    ended = true;
  });

const late = { healthy: [], timeout: [], abort: [] };
for (let round = 0; Number(calls) === 0 ? !ended : round < ROUNDS && over < Number(calls); round += 1)
  await Promise.all(
    Object.entries(ENDS).map(async ([name, [due, act]]) => {
      const { time } = await elapsed(act);
      late[name].push(Math.round(time - due));
    }),
  );
console.log(JSON.stringify({ late, over }));
process.exit();
