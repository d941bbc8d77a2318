// Outages under load, 200 calls at once and then a steady stream: the client adds at most a fifth to the traffic, never
// retries earlier than asked, recovers as soon as the server does, and uses no more memory than it needs.
import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { setInterval as ticks } from 'node:timers/promises';
import { clientOf } from '../support/client.mjs';
import { record } from '../support/record.mjs';
import { inTurns, tally } from './support/calls.mjs';
import { ASKED_SECONDS, startMoody } from './support/moody.mjs';

const BURST = 200;
const STEADY = 500;
/** What an outage may do to the traffic. */
const MOST_PER_CALL = 1.2;
/** Tokens of the retry budget and what a retry costs; the bucket is what a burst may spend. */
const [TOKENS, RETRY_COST, TIMEOUT_COST] = [500, 5, 10];
const ASKED_MS = ASKED_SECONDS * 1000;
/** Random time after the moment that was asked for. */
const SPREAD = 1.1;
/** For the work itself, on a busy machine. */
const SLACK_MS = 1500;
const BACKOFF_MS = 200;
const ROUNDS = 4;
/** Paused calls end soon, and still outlast one pause. */
const SHORT_CALL_MS = 1500;
const MOST_GROWTH_MIB = 48;
/** Each concurrent call has one, and as many can still be connecting when others become free. */
const MOST_SOCKETS = 2 * BURST;
/** Calls that may be retried without end, until the server has seen so many requests. */
const PATIENT = 10;
const PATIENT_REQUESTS = 2 * PATIENT;
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

/** Makes calls, and returns what the server saw of them. */
async function load({ server, client, count, atOnce = count }) {
  const before = server.entries.length;
  const { resolved, rejected } = await inTurns({ count, atOnce, call: () => client.langs.retrieve() });
  return { count, requests: server.entries.length - before, resolved: resolved.length, rejected };
}

/** Keeps the numbers for the report; sockets are bounded in every storm. */
function keep(title, kind, server, { count, requests, resolved }) {
  assert.ok(server.mostSockets <= MOST_SOCKETS, `${server.mostSockets} sockets at once`);
  const perCall = (requests / count).toFixed(3);
  rows.push([title, kind, count, requests, perCall, resolved, server.mostSockets]);
}

const OUTAGES = [
  { mood: 503, title: 'responds only 503', name: 'ServerError', cost: RETRY_COST },
  {
    ...{ mood: 'stalls', title: 'reads and never responds', name: 'TimeoutError' },
    ...{ cost: TIMEOUT_COST, timeoutMs: TIMEOUT_MS },
  },
];
for (const { mood, title, name, cost, timeoutMs } of OUTAGES)
  describe(`a server that ${title}`, () => {
    test(`gets ${TOKENS / cost} retries from ${BURST} calls at once, then none from a steady stream`, async () => {
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

    test('is called again within one delay after its recovery, by waiting calls', async () => {
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

describe(`a server that responds only 429 with Retry-After: ${ASKED_SECONDS}`, () => {
  test('gets no request before the moment asked for, and everything once it is well', async () => {
    const { server, client } = await stormAt(429);
    const calls = tracked(client);
    for (let index = 0; index < BURST; index += 1) calls.begin();
    // From now on the client knows: a call whose retry the budget did not allow has recorded it.
    await Promise.race(calls.endings);
    // One call every 10 ms, until a third wave has come.
    for await (const _ of ticks(10)) {
      calls.begin();
      if (wavesOf(server.entries).length >= 3) break;
    }
    const well = server.turn('well');
    const endings = await Promise.all(calls.endings);
    const tookMs = performance.now() - well;

    const waves = wavesOf(server.entries);
    const pauses = waves
      .slice(1)
      .map((wave, index) => Math.round(wave[0].at - waves[index].at(-1).respondedAt));
    const sizes = waves.map((wave) => wave.length);
    console.log(`waves of ${sizes} requests, ${pauses} ms apart; well in ${Math.round(tookMs)} ms`);
    assert.deepEqual(tooEarly(server.entries, calls), []);
    assert.deepEqual(latecomers(waves[0]), []);
    assert.ok(
      pauses.every((pause) => pause >= ASKED_MS),
      `${pauses} ms after the last 429`,
    );
    assert.ok(tookMs <= ASKED_MS * SPREAD + SLACK_MS, `${tookMs} ms until the last call ended`);
    const [count, requests] = [endings.length, server.entries.length];
    // The tokens in the bucket may be spent at once, besides what is allowed over time.
    assert.ok(
      requests <= count * MOST_PER_CALL + TOKENS / RETRY_COST,
      `${requests} requests for ${count} calls`,
    );
    const resolved = endings.filter((ending) => ending === 'resolved').length;
    keep('responds only 429, then 200', 'at once, then 100 a second', server, { count, requests, resolved });
  });

  test(`gets no retry early from ${PATIENT} calls that never give up`, async () => {
    const retry = { budgetTokens: 1_000_000 };
    const { server, client } = await stormAt(429, { maxRetries: PATIENT_REQUESTS, retry });
    const calls = tracked(client);
    for (let index = 0; index < PATIENT; index += 1) calls.begin();
    await server.received(PATIENT_REQUESTS);
    const well = server.turn('well');
    const endings = await Promise.all(calls.endings);
    const tookMs = performance.now() - well;
    assert.deepEqual(tooEarly(server.entries, calls), []);
    assert.deepEqual(tally(endings), { resolved: PATIENT });
    assert.ok(tookMs <= ASKED_MS * SPREAD + SLACK_MS, `${tookMs} ms until the last call ended`);
    const [count, requests] = [PATIENT, server.entries.length];
    const load = `${PATIENT} calls that never give up`;
    keep('responds only 429, then 200', load, server, { count, requests, resolved: endings.length });
  });

  /** Calls that the server can distinguish, each with its start and end time. */
  function tracked(client) {
    const [begun, ended, endings] = [[], [], []];
    const begin = () => {
      const number = begun.push(performance.now()) - 1;
      const ending = settled(client.langs.retrieve(null, { headers: { 'x-call': String(number) } }));
      endings.push(
        ending.then((how) => {
          ended[number] = performance.now();
          return how;
        }),
      );
    };
    return { begin, begun, ended, endings };
  }

  /** Requests that got a 429 and followed one another without a pause. */
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

  /** Calls that began after the client knew of the limit, and retries. */
  function latecomers(wave) {
    const calls = wave.map(callOf);
    return calls.filter((call, index) => call >= BURST || calls.indexOf(call) < index);
  }

  /**
   * Requests that came before the moment that a response asked for which the client knew when it let them go: the response to
   * the attempt before, and those to calls that had ended by then. (A call that was let through and waits for a connection
   * knows nothing of what comes meanwhile.) Server and client go by the same monotonic clock, the server notes a response
   * before it writes it, and the client's timers are never early: nothing is allowed for.
   */
  function tooEarly(entries, { begun, ended }) {
    const [attempts, found] = [new Map(), []];
    const limits = entries.filter(({ mood }) => mood === 429);
    for (const entry of entries) {
      const call = callOf(entry);
      const released = attempts.has(call) ? attempts.get(call).respondedAt + ASKED_MS : begun[call];
      attempts.set(call, entry);
      const known = limits.filter((limit) => ended[callOf(limit)] <= released);
      const due = Math.max(released, ...known.map(({ respondedAt }) => respondedAt + ASKED_MS));
      if (entry.at < due) found.push(`call ${call}: ${due - entry.at} ms early`);
    }
    return found;
  }

  const callOf = ({ headers }) => Number(headers['x-call']);

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
});
