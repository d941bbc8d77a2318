// Playing a session to an outcome, changing one, and resetting.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { startSandbox } from '../../sandbox/index.mjs';
import { validate } from '../support/openapi.mjs';
import { call, create, fixture, get } from '../support/sandbox-call.mjs';

const FLOW = [
  { id: 'start', type: 'start', outcome: 'hello' },
  {
    id: 'hello',
    type: 'conversation',
    prompt: 'Hello',
    outcomes: [
      { id: 'ready', targetNodeId: 'live', condition: 'The user is ready' },
      { id: 'refused', targetNodeId: 'end', condition: 'The user refuses' },
    ],
  },
  {
    id: 'live',
    type: 'liveness_detection',
    outcomes: { livenessDetected: 'compare', deepfakeDetected: 'end', noFace: 'hello', inconclusive: 'end' },
  },
  {
    id: 'compare',
    type: 'face_compare',
    sourceA: { source: 'sessionVideo' },
    sourceB: { source: 'faceScan' },
    outcomes: { match: 'end', noMatch: 'end', imageUnavailable: 'end' },
  },
  { id: 'end', type: 'end' },
];

let sandbox;
let id;
beforeEach(async () => {
  sandbox = await startSandbox({ seed: 1 });
  id = (await create(sandbox, { flow: FLOW })).body.session.id;
});
afterEach(() => sandbox.close());

const wayOf = ({ report }) => report.nodeReports.map(({ nodeId, outcome }) => `${nodeId} ${outcome}`);

describe('play', () => {
  const WAYS = [
    [[], ['hello live', 'live livenessDetected', 'compare match']],
    [['deepfakeDetected'], ['hello live', 'live deepfakeDetected']],
    [['refused'], ['hello end']],
    [['noMatch'], ['hello live', 'live livenessDetected', 'compare noMatch']],
    [
      ['noFace', 'noFace', 'inconclusive'],
      ['hello live', 'live noFace', 'hello live', 'live noFace', 'hello live', 'live inconclusive'],
    ],
    [['noFace'], ['hello live', 'live noFace']],
  ];
  for (const [outcomes, way] of WAYS) {
    test(`[${outcomes}] goes ${way.join(', ')}`, async () => {
      const played = sandbox.play(id, outcomes);
      assert.deepEqual(wayOf(played), way);
      const served = (await get(sandbox, `/sessions/${id}`)).body;
      assert.equal(served.session.status, 'complete');
      assert.deepEqual(validate('GetSessionResponse', served), []);
    });
  }

  test('puts into the report what belongs to the outcome', () => {
    const [, live] = sandbox.play(id, ['inconclusive']).report.nodeReports;
    assert.equal(live.inconclusiveReason, 'unusable_media');
  });

  test('gives every outcome of every kind of node a report that fits the schema', async () => {
    const { flow } = fixture('create_session_request_full.json');
    for (const node of flow.filter(({ outcomes }) => outcomes && !Array.isArray(outcomes)))
      for (const outcome of Object.keys(node.outcomes)) {
        const alone = [
          { id: 'in', type: 'start', outcome: node.id },
          { ...node, outcomes: Object.fromEntries(Object.keys(node.outcomes).map((name) => [name, 'out'])) },
          { id: 'out', type: 'end' },
        ];
        const { session } = (await create(sandbox, { flow: alone })).body;
        const [report] = sandbox.play(session.id, [outcome]).report.nodeReports;
        assert.equal(report.outcome, outcome);
        assert.deepEqual(validate('NodeReport', report), [], `${node.type} ${outcome}`);
      }
  });

  test('rejects an outcome that no node on the way has, and changes nothing', () => {
    assert.throws(() => sandbox.play(id, ['deepfakeDetekted']), {
      name: 'RangeError',
      message: /no node on its path has the outcome 'deepfakeDetekted'\. The path was: hello \(live\), live/,
    });
    assert.equal(sandbox.sessions.get(id).status, 'created');
  });

  for (const outcomes of ['deepfakeDetected', [1], {}, null])
    test(`rejects ${JSON.stringify(outcomes)} as outcomes`, () => {
      assert.throws(() => sandbox.play(id, outcomes), { name: 'TypeError', message: /array of strings/ });
    });

  test('rejects a session that has ended', () => {
    sandbox.abandonSession(id);
    assert.throws(() => sandbox.play(id), { name: 'RangeError', message: /Cannot play .* incomplete/ });
  });

  test('works over HTTP', async () => {
    const body = { outcomes: ['deepfakeDetected'] };
    const played = await call(sandbox, 'POST', `/_sandbox/sessions/${id}/play`, { body, key: null });
    assert.deepEqual(wayOf(played.body), ['hello live', 'live deepfakeDetected']);
  });
});

describe('setSession', () => {
  const WRONG = [
    [{ status: 'compelte' }, /'status' of a session must be one of created, inProgress/],
    [{ report: [] }, /'report'/],
    [{ settings: 'x' }, /'settings'/],
    [{ finishedAt: '2026-01-01' }, /'finishedAt'/],
  ];
  for (const [fields, message] of WRONG)
    test(`rejects ${JSON.stringify(fields)} and changes nothing`, async () => {
      const before = structuredClone(sandbox.sessions.get(id));
      assert.throws(() => sandbox.setSession(id, fields), { name: 'TypeError', message });
      assert.deepEqual(sandbox.sessions.get(id), before);
    });
});

describe('reset', () => {
  test('is as after the start', async () => {
    const first = id;
    sandbox.clock.advance(1000);
    sandbox.fail({ status: 500 });
    const { requests } = sandbox;
    sandbox.reset();
    assert.deepEqual([sandbox.sessions.size, requests.length, sandbox.pendingFaults], [0, 0, 0]);
    assert.equal(sandbox.requests, requests);
    assert.equal(sandbox.clock.now(), 1_789_000_000_000);
    // The ids of a seeded sandbox start over.
    assert.equal((await create(sandbox)).body.session.id, first);
  });

  test('forgets idempotency keys and rate limits', async (t) => {
    const limited = await startSandbox({ rateLimit: { requestsPerMinute: 1 } });
    t.after(() => limited.close());
    const headers = { 'idempotency-key': 'k' };
    const once = await create(limited, {}, { headers });
    assert.equal((await create(limited, {}, { headers })).status, 429);
    limited.reset();
    const anew = await create(limited, {}, { headers });
    assert.equal(anew.headers['idempotent-replayed'], undefined);
    // Without a seed no id comes twice.
    assert.notEqual(anew.body.session.id, once.body.session.id);
    assert.equal(limited.sessionsByIdempotencyKey.size, 1);
  });

  test('works over HTTP', async () => {
    const { body } = await call(sandbox, 'POST', '/_sandbox/reset', { key: null });
    assert.equal(body.sessions, 0);
  });
});
