// An abort or the total deadline ends a call in any phase: soon, on the wire too, and without leftovers. Each phase is
// repeated: the median must be short, and hardly any repetition much longer.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { rejectionOf } from '../support/client.mjs';
import { record } from '../support/record.mjs';
import { noNameServer, WITH_NAME_SERVER } from './support/namespace.mjs';
import { elapsed, median } from './support/numbers.mjs';
import { EXCHANGES, QUEUES } from './support/phases.mjs';
import { start } from './support/program.mjs';

const PHASES = { ...QUEUES, ...EXCHANGES };
const REPEATS = 15;
const MEDIAN_MS = 20;
/** All but one: a shared machine may stall for longer, once. */
const MOST_MS = 200;
/** Far less than any timeout, delay or idle time of a client. */
const AT_ONCE_MS = 3000;

const rows = [];
after(() =>
  record('abort', {
    title: 'Calls cut by an abort or by their total deadline, in every phase',
    text: 'Late by: from the abort, or from the moment of the deadline, until the promise rejected. In each phase that has one, the server saw the connection closed, or over HTTP/2 the stream reset.',
    columns: ['Cut by', 'Phase', 'How often', 'Late by, median, ms', 'Late by, at most, ms'],
    rows,
  }),
);

/** The delays of all retries are short, and recorded. @param {number} [least] the moment that they must not be before */
function assertSoon(end, phase, times, least = 0) {
  const late = [median(times), Math.max(...times)].map((time) => (time - least).toFixed(1));
  rows.push([end, phase, times.length, ...late]);
  const shown = times.map((time) => time.toFixed(1)).join(' ');
  assert.ok(Math.min(...times) >= least, `earlier than ${least} ms: ${shown}`);
  assert.ok(median(times) < least + MEDIAN_MS, `the median of ${shown}`);
  const [worst, next] = times.toSorted((a, b) => b - a);
  assert.ok(next < least + MOST_MS, `the worst but one of ${shown}`);
  assert.ok(worst < least + AT_ONCE_MS, `the worst of ${shown}`);
}

/** Sets the stage, runs the action on it again and again, and returns all results. */
async function repeated(open, act) {
  const stage = await open();
  const results = [];
  try {
    while (results.length < REPEATS) results.push(await act(stage));
  } finally {
    await stage.close();
  }
  return results;
}

describe('an abort rejects within 20 ms, and nothing of the call is left on the wire', {
  timeout: 60_000,
}, () => {
  test('before the call', async () => {
    const aborted = async (stage) => {
      const client = await stage.client();
      const call = () => rejectionOf(client.session.list({}, { signal: AbortSignal.abort() }));
      return (await elapsed(call)).time;
    };
    assertSoon('abort', 'before the call', await repeated(PHASES['waiting for the head'], aborted));
  });

  for (const [phase, open] of Object.entries(PHASES))
    test(phase, async () => {
      const aborted = async (stage) => {
        const client = await stage.client();
        const controller = new AbortController();
        const call = rejectionOf(client.session.list({}, { signal: controller.signal }));
        await stage.reached(client);
        const { time, value: error } = await elapsed(() => {
          controller.abort();
          return call;
        });
        assert.equal(error.name, 'AbortError');
        await stage.gone(client);
        // One call's end is none of the others': over HTTP/2 they share a connection.
        assert.ok((stage.connections?.() ?? 1) === 1, `${stage.connections?.()} connections`);
        return time;
      };
      assertSoon('abort', phase, await repeated(open, aborted));
    });
});

describe('the total deadline rejects within 20 ms of its moment, and cuts the wire', {
  timeout: 60_000,
}, () => {
  const DEADLINE_MS = 60;
  for (const [phase, open] of Object.entries(EXCHANGES))
    test(phase, async () => {
      const expired = async (stage) => {
        const client = await stage.client({ totalTimeoutMs: DEADLINE_MS });
        const { time, value: error } = await elapsed(() => rejectionOf(client.session.list()));
        assert.equal(error.name, 'TimeoutError');
        await stage.gone(client);
        return time;
      };
      assertSoon('deadline', phase, await repeated(open, expired), DEADLINE_MS);
    });

  for (const [phase, open] of Object.entries(QUEUES))
    test(`${phase}: a delay that does not fit is not started`, async () => {
      const refused = async (stage) => {
        const client = await stage.client({ totalTimeoutMs: 30_000 });
        const { time, value: error } = await elapsed(() => rejectionOf(client.session.list()));
        assert.equal(error.name, 'RateLimitError');
        return time;
      };
      assertSoon('deadline, since the delay would not fit', phase, await repeated(open, refused));
    });
});

describe('nothing of a call that was cut keeps its process', { concurrency: 2, timeout: 60_000 }, () => {
  for (const end of ['abort', 'deadline'])
    for (const phase of Object.keys(end === 'abort' ? PHASES : EXCHANGES))
      test(`${end}: ${phase}`, async () => {
        const program = start('cut.mjs', { args: [end, phase] });
        const { timers, at } = JSON.parse(await program.line());
        const ended = await program.ended;
        assert.deepEqual(timers, []);
        assert.deepEqual([ended.code, ended.signal, ended.stderr], [0, null, '']);
        assert.ok(ended.at - at < AT_ONCE_MS, `it lived on for ${ended.at - at} ms`);
      });
});

describe('while the name of the server is looked up', { timeout: 60_000, skip: noNameServer() }, () => {
  const NAMES = { abort: 'AbortError', deadline: 'TimeoutError' };
  for (const [end, name] of Object.entries(NAMES))
    test(`${end}: the call rejects within 20 ms, and nothing keeps its process`, async () => {
      const program = start('lookup.mjs', { args: [end], under: WITH_NAME_SERVER });
      const { times, names, timers, at } = JSON.parse(await program.line());
      const ended = await program.ended;
      assert.deepEqual([...new Set(names)], [name]);
      assertSoon(end, 'looking up the name', times);
      assert.deepEqual(timers, []);
      assert.deepEqual([ended.code, ended.signal, ended.stderr], [0, null, '']);
      assert.ok(ended.at - at < AT_ONCE_MS, `it lived on for ${ended.at - at} ms`);
    });
});
