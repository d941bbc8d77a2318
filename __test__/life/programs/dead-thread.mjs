// Kills the thread of the calls: its epoll descriptor is replaced by a file that can't be waited on. Prints the results
// of calls from before its death, at its death, right after it, and later.
import { closeSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { clientOf } from '../../support/client.mjs';
import { send, serve } from '../../support/server.mjs';

const CALLS = 20;

/** The open descriptors of epoll, the lowest first. */
function epolls() {
  const numbers = readdirSync('/proc/self/fd')
    .map(Number)
    .sort((a, b) => a - b);
  return numbers.filter((number) => target(number) === 'anon_inode:[eventpoll]');
}

/** @param {number} number */
function target(number) {
  try {
    return readlinkSync(`/proc/self/fd/${number}`);
  } catch {
    return undefined;
  }
}

/** Waiting on it fails from now on. @param {number} number */
function broken(number) {
  closeSync(number);
  // The lowest free number is given out first, and nothing else opens a file now.
  const instead = openSync('/dev/null', 'r');
  if (instead !== number) throw new Error(`the file got the number ${instead}, not ${number}`);
}

const server = await serve(({ url }, response) => url.startsWith('/sessions') || send(response, {}));
const client = clientOf(server);
const came = async (call) => (await call).map((result) => result.reason?.name ?? result.status);
const several = (make) => came(Promise.allSettled(Array.from({ length: CALLS }, make)));
const short = (names) => [...new Set(names)].join();
const langs = () => several(() => client.langs.retrieve());

const others = new Set(epolls());
const before = await langs();
const [own] = epolls().filter((number) => !others.has(number));
let atOnce;
const waiting = several(() =>
  client.session.list().catch((error) => {
    atOnce ??= langs();
    throw error;
  }),
);
await server.received(2 * CALLS);
broken(own);
// It is woken by this one, and can't wait any more.
const waking = client.langs.retrieve().catch((error) => error);
const results = { before, waiting: await waiting, atOnce: await atOnce, later: await langs() };
await waking;
console.log(
  JSON.stringify(Object.fromEntries(Object.entries(results).map(([name, names]) => [name, short(names)]))),
);
await server.close();
