// The soak test: very many calls of every kind, and memory that stays flat. `npm run soak` makes 300,000 calls, and `--
// --record` saves the results in docs/data/soak.json. `npm run test:faults` makes 20,000.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { record } from '../support/record.mjs';
import { freePort } from '../support/server.mjs';
import { socketInodes } from '../support/sockets.mjs';
import { sample, trend } from './soak/memory.mjs';
import { ending, mixOf } from './soak/mix.mjs';
import { turn } from './support/kernel.mjs';

const { values: options } = parseArgs({
  options: { calls: { type: 'string', default: '300000' }, record: { type: 'boolean', default: false } },
});
const CALLS = Number(options.calls);
const AT_ONCE = 64;
const SAMPLES = 60;
/** The first third is warm-up: caches, pools and the allocator's arenas fill. */
const WARM_UP = SAMPLES / 3;
const MB = 1024 * 1024;
const NAMES = {
  rss: "resident memory without V8's young generation",
  heap: 'JavaScript heap',
  native: 'native memory',
};

const server = fork(fileURLToPath(new URL('soak/server.mjs', import.meta.url)));
const [ports] = await once(server, 'message');
const before = { sockets: socketInodes().length, handles: handles() };
const routes = await openRoutes();
for (const { mix } of routes) await mix.ready();

const begun = performance.now();
const ends = new Map();
const series = [];
for (let index = 1; index <= SAMPLES; index += 1) {
  const until = Math.round((CALLS * index) / SAMPLES);
  await make(until - (series.at(-1)?.calls ?? 0));
  series.push({ calls: until, ...sample() });
  print(series.at(-1));
}
const seconds = Math.round((performance.now() - begun) / 1000);
server.send('close all connections');
const [served] = await once(server, 'message');
await turn(() => socketInodes().length <= before.sockets);
const left = {
  sockets: socketInodes().length - before.sockets,
  handles: handles().length - before.handles.length,
};
server.disconnect();
conclude();

/** The ways to the server, and the share of the calls that goes each. */
async function openRoutes() {
  const plainUrl = `http://127.0.0.1:${ports.plain}`;
  const refusedUrl = `http://127.0.0.1:${await freePort()}`;
  const ca = { ca: ports.ca };
  const [http2, tunnel] = [ports.http2, ports.tunnel].map((port) => `https://127.0.0.1:${port}`);
  const ways = [
    { name: 'plain', share: 0.6, url: plainUrl, options: {} },
    { name: 'http2', share: 0.2, url: http2, options: { ...ca, http2: true } },
    { name: 'tunnel', share: 0.2, url: tunnel, options: { ...ca, proxy: ports.proxyUrl } },
  ];
  return ways.map((way) => ({ ...way, mix: mixOf({ ...way, plainUrl, refusedUrl }) }));
}

function anyRoute() {
  let left = Math.random();
  const taken = routes.find(({ share }) => {
    left -= share;
    return left < 0;
  });
  return taken ?? routes[0];
}

/** Makes that many calls of random kinds, and checks how each ends. */
async function make(count) {
  let begunCalls = 0;
  const line = async () => {
    while (begunCalls < count) {
      begunCalls += 1;
      const { name, mix } = anyRoute();
      const kind = mix.kinds[Math.floor(Math.random() * mix.kinds.length)];
      const end = await ending(kind);
      const expected = typeof kind.ends === 'string' ? end === kind.ends : kind.ends.test(end);
      assert.ok(expected, `"${kind.name}" over ${name} ended with ${end}, and not with ${kind.ends}`);
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
}

function handles() {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name.startsWith('TCP'));
}

function print({ calls, rss, heap, native, sockets }) {
  const sizes = [rss, heap, native].map((bytes) => (bytes / MB).toFixed(1).padStart(8));
  console.log(String(calls).padStart(7), ...sizes, String(sockets).padStart(5));
}

function conclude() {
  const trends = Object.keys(NAMES).map((name) => ({ name, ...trend(series.slice(WARM_UP), name) }));
  const outcomes = Object.fromEntries([...ends].sort(([, a], [, b]) => b - a));
  console.log(outcomes, served);
  console.table(trends);
  keep(trends, outcomes);
  for (const { name, flat, perCall } of trends)
    assert.ok(flat, `${NAMES[name]} grows by ${perCall.toFixed(0)} bytes a call, see the series above`);
  // Some calls end before they reach a server.
  for (const { name, share } of routes)
    assert.ok(
      served[name] > (CALLS * share) / 2,
      `${name} served ${served[name]} requests of ${CALLS} calls`,
    );
  assert.ok(served.tunnels > 0, 'no tunnel was made');
  assert.deepEqual(left, { sockets: 0, handles: 0 }, 'sockets and handles that stay when all is over');
  console.log(
    `${CALLS} calls in ${seconds} s ended as they must; memory is flat, no socket and no handle stays`,
  );
}

/** For docs/reliability.md. */
function keep(trends, outcomes) {
  const inMb = (bytes) => Number((bytes / MB).toFixed(2));
  const row = ({ name, perCall, error, flat }) => {
    const [first, last] = [series[WARM_UP], series.at(-1)].map((entry) => inMb(entry[name]));
    return [
      NAMES[name],
      first,
      last,
      ...[perCall, error].map((bytes) => bytes.toFixed(1)),
      flat ? 'yes' : 'no',
    ];
  };
  const inMbs = ({ calls, rss, heap, native, sockets }) => [calls, ...[rss, heap, native].map(inMb), sockets];
  record('soak', {
    title: `Soak: ${CALLS} calls of every kind, ${AT_ONCE} at once, in ${seconds} s`,
    text: `Requests that the server had: ${served.plain} over HTTP/1.1 in the clear, ${served.http2} over HTTP/2 with TLS, ${served.tunnel} over TLS through the ${served.tunnels} tunnels of a proxy. Sockets left: ${left.sockets}, handles left: ${left.handles}.`,
    columns: [
      'memory',
      'after warm-up, MB',
      'at the end, MB',
      'bytes a call',
      'standard error of that',
      'flat',
    ],
    rows: trends.map(row),
    outcomes,
    left,
    series: series.map(inMbs),
  });
}
