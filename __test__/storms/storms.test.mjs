// Outages under load, 200 calls at once and then a steady stream: the client adds a fifth to the traffic at most, comes
// no sooner than it was asked to, is back as soon as the server is, and holds no more than it needs (issue 3, part 4).
import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { setInterval as ticks } from 'node:timers/promises';
import { clientOf } from '../support/client.mjs';
import { inTurns, tally } from './support/calls.mjs';
import { ASKED_SECONDS, startMoody } from './support/moody.mjs';
import { record } from './support/record.mjs';

const BURST = 200;
const STEADY = 500;
/** What an outage may do to the traffic (design 5). */
const MOST_PER_CALL = 1.2;
/** Tokens of the retry budget and what a repeat costs; the bucket is what a burst may spend. */
const [TOKENS, RETRY_COST, TIMEOUT_COST] = [500, 5, 10];
const ASKED_MS = ASKED_SECONDS * 1000;
/** Random time after the moment that was asked for. */
const SPREAD = 1.1;
/** For the work itself, on a machine that has much else to do. */
const SLACK_MS = 1500;
const BACKOFF_MS = 200;
const ROUNDS = 4;
/** Held calls end soon, and still outlast one hold. */
const SHORT_CALL_MS = 1500;
const MOST_GROWTH_MIB = 48;
const TIMEOUT_MS = 400;

const servers = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function stormAt(mood, options) {
  const server = await startMoody(mood);
  servers.push(server);
  const retry = { initialDelayMs: 20, maxDelayMs: BACKOFF_MS };
  return { server, client: clientOf(server, { maxRetries: 2, retry, ...options }) };
}

const rows = [];
after(() => {
  const columns = [
    'The server',
    'Load',
    'Calls',
    'Requests',
    'Requests per call',
    'Resolved',
    'Sockets at most',
  ];
  console.log([columns, ...rows].map((row) => row.join(' | ')).join('\n'));
  record('storms', { title: 'Outages under load', columns, rows });
});

/** Makes calls, and says what the server saw of them. */
async function load({ server, client, count, atOnce = count }) {
  const before = server.entries.length;
  const { resolved, rejected } = await inTurns({ count, atOnce, call: () => client.langs.retrieve() });
  return { count, requests: server.entries.length - before, resolved: resolved.length, rejected };
}

function keep(title, kind, server, { count, requests, resolved }) {
  const perCall = (requests / count).toFixed(3);
  rows.push([title, kind, count, requests, perCall, resolved, server.mostSockets]);
}

const OUTAGES = [
  { mood: 503, title: 'answers only 503', name: 'ServerError', cost: RETRY_COST },
  {
    ...{ mood: 'stalls', title: 'reads and never answers', name: 'TimeoutError' },
    ...{ cost: TIMEOUT_COST, timeoutMs: TIMEOUT_MS },
  },
];
for (const { mood, title, name, cost, timeoutMs } of OUTAGES)
  describe(`a server that ${title}`, () => {
    test(`gets ${TOKENS / cost} repeats from ${BURST} calls at once, then none from a steady stream`, async () => {
      const { server, client } = await stormAt(mood, { timeoutMs });
      const burst = await load({ server, client, count: BURST });
      keep(title, 'at once', server, burst);
      assert.ok(burst.requests <= BURST + TOKENS / cost, `${burst.requests} requests`);
      const steady = await load({ server, client, count: STEADY, atOnce: 100 });
      keep(title, '100 at a time, after that', server, steady);
      assert.ok(steady.requests <= STEADY * MOST_PER_CALL, `${steady.requests} requests`);
      const names = tally([...burst.rejected, ...steady.rejected].map((error) => error.name));
      assert.deepEqual(names, { [name]: BURST + STEADY });
      assert.equal(tally(steady.rejected.map((error) => error.stopReason)).budget_exhausted, STEADY);
    });

    test('is called again within one wait of being well, by calls that were waiting', async () => {
      const { server, client } = await stormAt(mood, {
        timeoutMs,
        maxRetries: 50,
        retry: { initialDelayMs: BACKOFF_MS, maxDelayMs: BACKOFF_MS, budgetTokens: 1_000_000 },
      });
      const calls = Array.from({ length: 50 }, () => client.langs.retrieve());
      await server.received(100);
      const well = server.turn('well');
      assert.equal((await Promise.all(calls)).length, 50);
      const tookMs = performance.now() - well;
      const wait = BACKOFF_MS + (timeoutMs ?? 0);
      assert.ok(tookMs <= wait + SLACK_MS, `${tookMs} ms`);
    });
  });

describe(`a server that answers only 429 with Retry-After: ${ASKED_SECONDS}`, () => {
  test('gets no request before the moment asked for, and everything once it is well', async () => {
    const { server, client } = await stormAt(429);
    let count = 0;
    const call = () => settled(client.langs.retrieve(null, { headers: { 'x-call': String(count++) } }));
    const calls = Array.from({ length: BURST }, call);
    // From now on the client knows: a call whose repeat the budget did not allow has told it so.
    await Promise.race(calls);
    // One call every 10 ms, until a third wave has come.
    for await (const _ of ticks(10)) {
      calls.push(call());
      if (wavesOf(server.entries).length >= 3) break;
    }
    const well = server.turn('well');
    const endings = await Promise.all(calls);
    const tookMs = performance.now() - well;

    const waves = wavesOf(server.entries);
    const pauses = waves
      .slice(1)
      .map((wave, index) => Math.round(wave[0].at - waves[index].at(-1).answeredAt));
    const sizes = waves.map((wave) => wave.length);
    console.log(`waves of ${sizes} requests, ${pauses} ms apart; well in ${Math.round(tookMs)} ms`);
    const underWay = tooEarly(server.entries).length;
    console.log(`over a connection that had just brought a 429, by calls under way: ${underWay} requests`);
    assert.deepEqual(latecomers(waves[0]), []);
    assert.ok(
      pauses.every((pause) => pause >= ASKED_MS),
      `${pauses} ms after the last 429`,
    );
    assert.ok(tookMs <= ASKED_MS * SPREAD + SLACK_MS, `${tookMs} ms until the last call ended`);
    const requests = server.entries.length;
    // What the bucket holds may be spent at once, beside what is allowed over time.
    assert.ok(
      requests <= count * MOST_PER_CALL + TOKENS / RETRY_COST,
      `${requests} requests for ${count} calls`,
    );
    const resolved = endings.filter((ending) => ending === 'resolved').length;
    keep('answers only 429, then 200', 'at once, then 100 a second', server, { count, requests, resolved });
  });

  /** Requests answered by 429 that followed one another without a pause. */
  function wavesOf(entries) {
    /** @type {import('./support/moody.mjs').Entry[][]} */
    const waves = [];
    let last = -Infinity;
    for (const entry of entries.filter(({ mood }) => mood === 429)) {
      if (entry.at - last > ASKED_MS / 2) waves.push([]);
      waves.at(-1)?.push(entry);
      last = entry.at;
    }
    return waves;
  }

  /** Calls that began after the client knew of the limit, and repeats. */
  function latecomers(wave) {
    const calls = wave.map(({ headers }) => Number(headers['x-call']));
    return calls.filter((call, index) => call >= BURST || calls.indexOf(call) < index);
  }

  /**
   * Requests on a connection over which the server had asked for more time than has passed: calls that had passed the
   * gate and waited for a connection when the 429 came. They are within a wave; the pauses between waves are for all.
   */
  function tooEarly(entries) {
    const last = new Map();
    return entries.filter((entry) => {
      const before = last.get(entry.connection);
      last.set(entry.connection, entry);
      return before?.mood === 429 && entry.at - before.answeredAt < ASKED_MS;
    });
  }

  const settled = (promise) =>
    promise.then(
      () => 'resolved',
      (error) => error.stopReason,
    );
});

test('one outage after the other on one client: memory and sockets stay bounded, and all is well after them', async () => {
  const { server, client } = await stormAt('well', { timeoutMs: TIMEOUT_MS, totalTimeoutMs: SHORT_CALL_MS });
  const rssAfter = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const mood of [503, 'stalls', 429]) {
      server.turn(mood);
      await load({ server, client, count: BURST });
    }
    server.forget();
    rssAfter.push(Math.round(process.memoryUsage.rss() / 2 ** 20));
  }
  server.turn('well');
  const slow = clientOf(server, { maxRetries: 0 });
  const last = await load({ server, client: slow, count: BURST });
  console.log(`RSS after each round: ${rssAfter} MiB; sockets at most: ${server.mostSockets}`);
  keep(`${ROUNDS} rounds of all three, then 200`, 'at once', server, last);
  assert.deepEqual([last.resolved, last.requests], [BURST, BURST]);
  assert.ok(rssAfter.at(-1) - rssAfter[0] <= MOST_GROWTH_MIB, `RSS grew: ${rssAfter} MiB`);
  assert.ok(server.mostSockets <= BURST * 2, `${server.mostSockets} sockets at once`);
});
