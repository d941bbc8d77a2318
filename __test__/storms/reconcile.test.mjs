// The creates of duplicates.test.mjs to a server that ignores idempotency keys, with each value of `ambiguousRetries`: what
// `'reconcile'` prevents, and what it can't.
//
// 600 creates of each in a plain run. `FACESIGN_CREATES=10000 FACESIGN_SEED=7 node __test__/storms/reconcile.test.mjs`
// makes more, by another chance; `--record` makes 10,000 of each and keeps the numbers.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { record, recording } from '../support/record.mjs';
import { makeCreates } from './support/creates.mjs';

const COUNT = Number(process.env.FACESIGN_CREATES ?? (recording ? 10_000 : 600));
const SEED = Number(process.env.FACESIGN_SEED ?? 1);

/** A hundredth of the default delays, as the network's outages and the timeouts are far shorter than real ones. */
const retry = { initialDelayMs: 10, maxDelayMs: 100, budgetTokens: 1_000_000 };

/** A create that acts when its attempt has timed out, and so may have been looked for. */
const LATE = [1, { delayMs: 600, operation: 'session.create' }];

/** The sandbox searches every session for a list, which takes too long among many thousands. */
const MAX_BATCH = 1000;

/** @param {boolean | 'reconcile'} ambiguousRetries */
async function run(ambiguousRetries) {
  const options = { ambiguousRetries, retry };
  const sums = {};
  for (let made = 0; made < COUNT; made += MAX_BATCH) {
    const count = Math.min(MAX_BATCH, COUNT - made);
    const plan = { count, seed: SEED + made, idempotency: false, options, faults: [LATE] };
    for (const [name, calls] of Object.entries(measured(await makeCreates(plan))))
      sums[name] = sums[name] === undefined ? calls : sums[name].concat(calls);
  }
  return { value: ambiguousRetries, ...sums };
}

const RUNS = [];
for (const value of ['reconcile', true, false]) RUNS.push(await run(value));
const [reconcile, always, never] = RUNS;

/** Each is an array of calls, requests or attempts. */
function measured({ endings, resolved, rejected, sandbox, sessionsOf, requestsOf, timelineOf, endOf }) {
  const twice = endings.filter((call) => sessionsOf(call).length > 1);
  const withSession = endings.filter((call) => sessionsOf(call).length > 0);
  const unknown = rejected.filter(({ error }) => error.outcome === 'unknown');
  const isOwn = (call) => sessionsOf(call).some(({ id }) => id === call.value.session.id);
  return {
    resolved,
    twice,
    seen: twice.filter((call) => wasThere(sessionsOf(call), timelineOf(call))),
    withSession,
    // No client can resolve with a session that is made after its call ended.
    inTime: withSession.filter((call) => sessionsOf(call)[0].createdAt <= endOf(call)),
    resolvedWithIt: withSession.filter(({ value }) => value !== undefined),
    notOwn: resolved.filter((call) => !isOwn(call)),
    unknown,
    unknownWithSession: unknown.filter((call) => sessionsOf(call).length > 0),
    lookedUp: endings.filter((call) => lists(requestsOf(call)).length > 0),
    requests: sandbox.requests.map(({ operation }) => operation),
  };
}

function lists(requests) {
  return requests.filter(({ operation }) => operation === 'session.list');
}

/**
 * Whether a call made another session although it looked for one when its first was there. That takes a lookup that finds
 * nothing, and a create after it. The client's own order counts: in a bad network a request may arrive after later ones.
 */
function wasThere([first], timeline) {
  return timeline.some(
    ({ kind, failure, start }, index) =>
      kind === 'lookup' &&
      failure === undefined &&
      timeline[index + 1]?.kind === 'create' &&
      first.createdAt < start,
  );
}

test("with 'reconcile' no call made a second session where the first was there before the lookup", () => {
  assert.deepEqual(
    reconcile.seen.map(({ number }) => number),
    [],
  );
});

test("with 'reconcile' at least 99 % of the calls whose session was made in time resolved with it", () => {
  const { inTime } = reconcile;
  const resolved = inTime.filter(({ value }) => value !== undefined);
  assert.ok(resolved.length / inTime.length >= 0.99, `${resolved.length} of ${inTime.length}`);
});

test('every call that resolved was given a session of its own', () => {
  for (const { value, notOwn } of RUNS) assert.deepEqual(notOwn, [], `ambiguousRetries: ${value}`);
});

test('the server does act twice: with true calls made second sessions, with false they were left without theirs', () => {
  assert.ok(always.twice.length > 5 * reconcile.twice.length, `${always.twice.length}`);
  assert.equal(never.twice.length, 0);
  assert.ok(never.unknownWithSession.length > 5 * reconcile.unknownWithSession.length);
});

test('nothing is looked up unless the option says so', () => {
  assert.ok(reconcile.lookedUp.length > 0);
  assert.equal(always.lookedUp.length + never.lookedUp.length, 0);
});

after(() => {
  const row = (name, number) => [name, ...RUNS.map(number)];
  const percent = (part, whole) => `${((100 * part) / whole).toFixed(2)} %`;
  const rows = [
    row('creates', () => COUNT),
    row('calls that resolved', (run) => run.resolved.length),
    row('calls whose session was made', (run) => run.withSession.length),
    row(
      '… that resolved with it',
      (run) => `${run.resolvedWithIt.length} (${percent(run.resolvedWithIt.length, run.withSession.length)})`,
    ),
    row('calls that made two sessions or more', (run) => run.twice.length),
    row('… although a lookup came after the first', (run) =>
      run.lookedUp.length === 0 ? '–' : run.seen.length,
    ),
    row('… because the server acted after the lookup', (run) =>
      run.lookedUp.length === 0 ? '–' : run.twice.length - run.seen.length,
    ),
    row('calls that rejected with `unknown`', (run) => run.unknown.length),
    row('… whose session was made', (run) => run.unknownWithSession.length),
    row('calls that looked up', (run) => run.lookedUp.length),
    row('requests that the server read', (run) => run.requests.length),
  ];
  console.log(rows.map((cells) => cells.join(' | ')).join('\n'));
  record('reconcile', {
    title: 'Creates to a server that ignores idempotency keys, by `ambiguousRetries`',
    text: 'The network and the faults are those of the creates above. Beyond those, one create in a hundred acts only after its attempt has timed out. Delays between attempts are a hundredth of the default ones.',
    columns: ['What', "`'reconcile'`", '`true`', '`false`'],
    rows,
  });
});
