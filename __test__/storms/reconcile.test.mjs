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

/** @param {boolean | 'reconcile'} ambiguousRetries */
const run = (ambiguousRetries) =>
  makeCreates({ count: COUNT, seed: SEED, idempotency: false, options: { ambiguousRetries } });

const RUNS = [];
for (const value of ['reconcile', true, false]) RUNS.push({ value, ...measured(await run(value)) });
const [reconcile, always, never] = RUNS;

function measured({ endings, resolved, rejected, sandbox, attempts, sessionsOf, requestsOf, made }) {
  const twice = endings.filter((call) => sessionsOf(call).length > 1);
  const withSession = endings.filter((call) => sessionsOf(call).length > 0);
  const unknown = rejected.filter(({ error }) => error.outcome === 'unknown');
  const isOwn = (call) => sessionsOf(call).some(({ id }) => id === call.value.session.id);
  return {
    resolved,
    twice,
    seen: twice.filter((call) => wasThere(sessionsOf(call), requestsOf(call))),
    withSession,
    resolvedWithIt: withSession.filter(({ value }) => value !== undefined),
    notOwn: resolved.filter((call) => !isOwn(call)),
    unknown,
    unknownWithSession: made(unknown),
    lookedUp: endings.filter((call) => lists(requestsOf(call)).length > 0),
    attempts: attempts.attempts,
    requests: sandbox.requests.length,
  };
}

const lists = (requests) => requests.filter(({ operation }) => operation === 'session.list');

/**
 * Whether a call made another session although a look-up came after its first. The look-up is the one before the create that
 * made the other: it succeeded, or there would have been no further create.
 */
function wasThere(sessions, requests) {
  return sessions.slice(1).some(({ createdAt }) => {
    const creates = requests.filter(({ operation }) => operation === 'session.create');
    const create = creates.findLast(({ time }) => time < createdAt);
    const lookUp = lists(requests).findLast(({ time }) => time < create.time);
    return lookUp !== undefined && sessions[0].createdAt < lookUp.time;
  });
}

test("with 'reconcile' no call made a second session where the first was there before the look-up", () => {
  assert.deepEqual(
    reconcile.seen.map(({ number }) => number),
    [],
  );
});

test("with 'reconcile' at least 99 % of the calls whose session was made resolved with it", () => {
  const share = reconcile.resolvedWithIt.length / reconcile.withSession.length;
  assert.ok(share >= 0.99, `${reconcile.resolvedWithIt.length} of ${reconcile.withSession.length}`);
});

test('every call that resolved was given a session of its own', () => {
  for (const { value, notOwn } of RUNS) assert.deepEqual(notOwn, [], `ambiguousRetries: ${value}`);
});

test('the server does act twice: with true calls made second sessions, with false they were left without theirs', () => {
  assert.ok(always.twice.length > 10 * reconcile.twice.length, `${always.twice.length}`);
  assert.ok(never.twice.length === 0 && never.unknownWithSession > reconcile.unknownWithSession);
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
    row('… although a look-up came after the first', (run) =>
      run.lookedUp.length === 0 ? '–' : run.seen.length,
    ),
    row('… because the server acted after the look-up', (run) =>
      run.lookedUp.length === 0 ? '–' : run.twice.length - run.seen.length,
    ),
    row('calls that rejected with `unknown`', (run) => run.unknown.length),
    row('… whose session was made', (run) => run.unknownWithSession),
    row('calls that looked up', (run) => run.lookedUp.length),
    row('requests that the server read', (run) => run.requests),
    row('attempts of all calls', (run) => run.attempts),
  ];
  console.log(rows.map((cells) => cells.join(' | ')).join('\n'));
  record('reconcile', {
    title: 'Creates to a server that ignores idempotency keys, by `ambiguousRetries`',
    text: 'The network and the faults are those of the creates above. How many calls act after a look-up depends on the delay between attempts: here 1 to 5 ms, by default 0.5 s and more.',
    columns: ['What', "`'reconcile'`", '`true`', '`false`'],
    rows,
  });
});
