// Measures how late timers are. The first argument is what the process does meanwhile: nothing (`idle`, until stdin
// ends), `stream` (calls whose responses arrive all the time) or `burst` (thousands of responses that arrived while the
// thread was busy). Prints the longest delay in ms and the number of responses.
import { once } from 'node:events';
import { clientOf } from '../../support/client.mjs';

const [load, url] = process.argv.slice(2);
const TICK_MS = 5;
const SMALL = 4000;
const SMALL_AT_ONCE = 100;
const LISTS = 120;
const LISTS_AT_ONCE = 8;
const BURST = 2000;
const BUSY_MS = 1500;

const LOADS = {
  idle: () => once(process.stdin.resume(), 'end'),
  async stream() {
    const client = clientOf({ url }, { timeoutMs: 60_000 });
    await Promise.all([
      inFlight(SMALL_AT_ONCE, SMALL, () => client.langs.retrieve()),
      inFlight(LISTS_AT_ONCE, LISTS, () => client.session.list()),
    ]);
    return SMALL + LISTS;
  },
  async burst() {
    const client = clientOf({ url }, { timeoutMs: 60_000 });
    const calls = Array.from({ length: BURST }, () => client.langs.retrieve());
    // The server responds while this thread looks away.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_MS);
    watch.begin();
    await Promise.all(calls);
    return BURST;
  },
};

const watch = timers();
if (load !== 'burst') watch.begin();
const responses = await LOADS[load]();
console.log(JSON.stringify({ worst: watch.end(), responses }));

/** Makes that many calls, so many at once. */
async function inFlight(atOnce, total, call) {
  let begun = 0;
  const line = async () => {
    while (begun < total) {
      begun += 1;
      await call();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, line));
}

/** One timer after the other, each compared with when it was due. */
function timers() {
  let worst = 0;
  let timer;
  const next = () => {
    const due = performance.now() + TICK_MS;
    timer = setTimeout(() => {
      worst = Math.max(worst, performance.now() - due);
      next();
    }, TICK_MS);
  };
  return {
    begin: next,
    end() {
      clearTimeout(timer);
      return worst;
    },
  };
}
