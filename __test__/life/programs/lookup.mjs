// Calls to a name that can't be resolved, since the name server (in this file) never responds. The argument says how
// each ends: `abort`, once the query has arrived, or `deadline`. Prints how late each ended, and the errors' names.
import { once } from 'node:events';
import { clientOf, rejectionOf } from '../../support/client.mjs';
import { silentNameServer } from '../support/name-server.mjs';
import { elapsed } from '../support/numbers.mjs';

const REPEATS = 5;
const DEADLINE_MS = 60;
const end = process.argv[2];

const nameServer = await silentNameServer();

const ENDS = {
  async abort(client) {
    const controller = new AbortController();
    const call = rejectionOf(client.langs.retrieve(undefined, { signal: controller.signal }));
    await once(nameServer, 'message');
    return elapsed(() => {
      controller.abort();
      return call;
    });
  },
  async deadline(client) {
    const options = { totalTimeoutMs: DEADLINE_MS };
    const { time, value } = await elapsed(() => rejectionOf(client.langs.retrieve(undefined, options)));
    return { time: time - DEADLINE_MS, value };
  },
};

const times = [];
const names = [];
while (times.length < REPEATS) {
  // Another name each time: resolvers join queries for the same one.
  const client = clientOf({ url: `http://never-${times.length}.test` }, { connectTimeoutMs: 60_000 });
  const { time, value } = await ENDS[end](client);
  times.push(time);
  names.push(value.name);
}
nameServer.close();
const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout');
console.log(JSON.stringify({ times, names, timers, at: Date.now() }));
