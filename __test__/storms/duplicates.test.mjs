// Creates through a bad network to a bad server: no call makes two sessions, and `outcome` of every call that fails is
// true by the server's own record.
//
// 2,000 creates in a plain run. `FACESIGN_CREATES=10000 FACESIGN_SEED=7 node __test__/storms/duplicates.test.mjs`
// makes more, by another chance; `--record` makes 10,000 and keeps the numbers.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { record, recording } from '../support/record.mjs';
import { tally } from './support/calls.mjs';
import { makeCreates, nameOf } from './support/creates.mjs';

const COUNT = Number(process.env.FACESIGN_CREATES ?? (recording ? 10_000 : 2000));
const SEED = Number(process.env.FACESIGN_SEED ?? 1);

const { endings, resolved, rejected, sandbox, relay, attempts, sessionsOf, requestsOf, made } =
  await makeCreates({ count: COUNT, seed: SEED });

const withOutcome = (outcome) => rejected.filter(({ error }) => error.outcome === outcome);
const [notSent, refused, unknown] = ['not_sent', 'answered', 'unknown'].map(withOutcome);

test(`every one of ${COUNT} calls ended, most well, and every kind of ending occurred`, () => {
  assert.equal(endings.length, COUNT);
  assert.ok(resolved.length > COUNT / 2, `${resolved.length} resolved`);
  assert.equal(notSent.length + refused.length + unknown.length, rejected.length);
  for (const [kind, calls] of Object.entries({ notSent, refused, unknown }))
    assert.ok(
      calls.length > 0,
      `${kind}: ${JSON.stringify(tally(rejected.map(({ error }) => error.outcome)))}`,
    );
});

test('a call that resolved made exactly one session, the one that it was given', () => {
  const wrong = resolved.filter((call) => {
    const sessions = sessionsOf(call);
    return sessions.length !== 1 || sessions[0].id !== call.value.session.id;
  });
  assert.deepEqual(wrong, []);
});

test('no call made two sessions, and no idempotency key belongs to two', () => {
  assert.deepEqual(
    endings.filter((call) => sessionsOf(call).length > 1),
    [],
  );
  const perKey = [...sandbox.sessionsByIdempotencyKey.values()].map((ids) => ids.length);
  assert.deepEqual(tally(perKey), { 1: sandbox.sessions.size });
});

test('all attempts of a call carried one key, and no other call carried it', () => {
  const keysOf = (call) => new Set(requestsOf(call).map(({ headers }) => headers['idempotency-key']));
  const reached = endings.filter((call) => requestsOf(call).length > 0);
  const keys = reached.flatMap((call) => [...keysOf(call)]);
  assert.equal(keys.length, reached.length);
  assert.equal(new Set(keys).size, reached.length);
});

test('not_sent: the server has no request and no session of that call', () => {
  assert.deepEqual(notSent.filter((call) => requestsOf(call).length > 0).map(described), []);
});

test('answered: a 4xx other than 408, and the server has made no session', () => {
  assert.deepEqual(refused.filter((call) => sessionsOf(call).length > 0).map(described), []);
});

test('unknown is said where it is true: some of those calls made a session, and some did not', () => {
  const sessions = made(unknown);
  assert.ok(sessions > 0 && sessions < unknown.length, `${sessions} of ${unknown.length}`);
});

function described({ number, error }) {
  const attempts = error.attempts.map(({ status, failure }) => status ?? failure).join(', ');
  return `${nameOf(number)}: ${error.name} ${error.code ?? error.response?.status}, attempts: ${attempts}`;
}

after(() => {
  const numbers = [
    ['creates', COUNT],
    ['attempts', attempts.attempts],
    ['attempts that failed', attempts.failed],
    ['connections reset by the network', relay.counts.resets],
    ['moments in which nothing listened', relay.counts.outages],
    ['calls that resolved', resolved.length],
    ['… with exactly one session', resolved.filter((call) => sessionsOf(call).length === 1).length],
    ['calls that made two sessions', endings.filter((call) => sessionsOf(call).length > 1).length],
    ['calls that rejected', rejected.length],
    [
      '… `not_sent`: of these, read by the server',
      `${notSent.length}: ${notSent.filter((c) => requestsOf(c).length).length}`,
    ],
    ['… `answered`: of these, with a session', `${refused.length}: ${made(refused)}`],
    ['… `unknown`: of these, with a session', `${unknown.length}: ${made(unknown)}`],
  ];
  console.log(numbers.map((row) => row.join(': ')).join('\n'));
  record('duplicates', {
    title: 'Creates through random resets, stalls, 5xx and 429',
    columns: ['What', 'How many'],
    rows: numbers,
  });
});
