// The life cycle of sessions: by a call, or by the clock.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { startSandbox } from '../../sandbox/index.mjs';
import { create, fixture, get } from '../support/sandbox-call.mjs';

const NOW = 1_789_000_000_000;
let sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ seed: 1 });
});
afterEach(() => sandbox.close());

const newId = async (settings) => (await create(sandbox, settings)).body.session.id;
const fetched = async (id) => (await get(sandbox, `/sessions/${id}`)).body.session;

describe('by a call', () => {
  test('a session starts', async () => {
    const id = await newId();
    sandbox.clock.advance(1000);
    sandbox.startSession(id);
    const session = await fetched(id);
    assert.equal(session.status, 'inProgress');
    assert.equal(session.startedAt, NOW + 1000);
    assert.equal(session.finishedAt, undefined);
  });

  test('a started session completes', async () => {
    const id = await newId();
    sandbox.startSession(id);
    sandbox.clock.advance(9000);
    sandbox.completeSession(id);
    const session = await fetched(id);
    assert.equal(session.status, 'complete');
    assert.equal(session.startedAt, NOW);
    assert.equal(session.finishedAt, NOW + 9000);
  });

  test('a created session completes at one go', async () => {
    const id = await newId();
    assert.equal(sandbox.completeSession(id).status, 'complete');
    assert.equal((await fetched(id)).startedAt, NOW);
  });

  test('a session is abandoned', async () => {
    const id = await newId();
    sandbox.abandonSession(id);
    const session = await fetched(id);
    assert.equal(session.status, 'incomplete');
    assert.equal(session.finishedAt, NOW);
  });

  const refused = [
    ['startSession', 'inProgress'],
    ['startSession', 'complete'],
    ['completeSession', 'complete'],
    ['completeSession', 'incomplete'],
    ['abandonSession', 'complete'],
    ['abandonSession', 'incomplete'],
  ];
  for (const [method, status] of refused) {
    test(`${method} rejects a session that is ${status}`, async () => {
      const id = await newId();
      sandbox.setSession(id, { status });
      assert.throws(() => sandbox[method](id), {
        name: 'RangeError',
        message: new RegExp(`but is ${status}`),
      });
    });
  }

  for (const method of ['startSession', 'completeSession', 'abandonSession', 'setSession']) {
    test(`${method} rejects an unknown id`, () => {
      assert.throws(() => sandbox[method]('none', {}), { name: 'RangeError', message: /no session 'none'/ });
    });
  }

  test('setSession puts any fields on a session, also states of old versions', async () => {
    const id = await newId();
    sandbox.setSession(id, { status: 'requiresInput', version: '7' });
    const session = await fetched(id);
    assert.equal(session.status, 'requiresInput');
    assert.equal(session.version, '7');
  });

  test('sandbox.sessions shows what is served', async () => {
    const id = await newId();
    assert.deepEqual(sandbox.sessions.get(id), await fetched(id));
  });
});

describe('the report of a completed session', () => {
  const complete = async (settings) => {
    const id = await newId(settings);
    sandbox.completeSession(id);
    return (await fetched(id)).report;
  };

  test('walks the flow and lets every check go well', async () => {
    const { flow } = fixture('create_session_warnings.json').session.settings;
    const { nodeReports, transcript } = await complete({ flow });
    assert.deepEqual(
      nodeReports.map(({ nodeId, outcome }) => [nodeId, outcome]),
      [
        ['hi', 'live'],
        ['live', 'livenessDetected'],
      ],
    );
    assert.deepEqual(
      transcript.map((phrase) => phrase.text),
      ['Look at the camera.'],
    );
  });

  const oddFlows = {
    'that turns in cycle': [
      { id: 'in', type: 'start', outcome: 'a' },
      { id: 'a', type: 'recognition', outcomes: { newUser: 'a' } },
    ],
    'that leads nowhere': [{ id: 'in', type: 'start', outcome: 'gone' }],
    'with an unknown node': [
      { id: 'in', type: 'start', outcome: 'a' },
      { id: 'a', type: 'telepathy' },
    ],
    'with a node that lacks its fields': [
      { id: 'in', type: 'start', outcome: 'a' },
      { id: 'a', type: 'conversation' },
    ],
    'of the old form': { nodes: [], edges: [] },
    'that is null': null,
    'with a node that is null': [null],
  };
  for (const [name, flow] of Object.entries(oddFlows)) {
    test(`copes with a flow ${name}`, async (t) => {
      const lenient = await startSandbox({ lenient: true });
      t.after(() => lenient.close());
      const { id } = (await create(lenient, { flow })).body.session;
      assert.ok(lenient.completeSession(id).report.nodeReports.length <= 1);
    });
  }

  test('has a video analysis when it was asked for', async () => {
    assert.equal((await complete({ videoAIAnalysisEnabled: true })).videoAIAnalysisStatus, 'succeeded');
    assert.equal((await complete({})).videoAIAnalysisStatus, undefined);
  });

  test('has a value of the right type for each field to extract', async () => {
    const field = (fieldName, type, more) => ({ fieldName, type, description: '', ...more });
    const extractionSchema = [
      field('a', 'number'),
      field('b', 'boolean'),
      field('c', 'string', { enum: ['x', 'y'] }),
    ];
    assert.deepEqual((await complete({ extractionSchema })).extractedData, { a: 1, b: true, c: 'x' });
  });

  test('is in the default language', async () => {
    assert.equal((await complete({ defaultLang: 'de' })).lang, 'de');
  });
});

describe('by the clock', () => {
  beforeEach(async () => {
    await sandbox.close();
    sandbox = await startSandbox({ seed: 1, lifecycle: { startAfterMs: 1000, completeAfterMs: 5000 } });
  });

  const stages = [
    [0, 'created'],
    [999, 'created'],
    [1000, 'inProgress'],
    [4999, 'inProgress'],
    [5000, 'complete'],
    [900_000, 'complete'],
  ];
  for (const [ms, status] of stages) {
    test(`a session is ${status} ${ms} ms after its creation`, async () => {
      const id = await newId();
      sandbox.clock.advance(ms);
      assert.equal((await fetched(id)).status, status);
    });
  }

  test('the times are those at which it moved, not those at which one looked', async () => {
    const id = await newId();
    sandbox.clock.advance(60_000);
    const { startedAt, finishedAt } = await fetched(id);
    assert.deepEqual([startedAt, finishedAt], [NOW + 1000, NOW + 5000]);
  });

  test('the list and sandbox.sessions are up to date as well', async () => {
    const id = await newId();
    sandbox.clock.advance(1000);
    assert.equal(sandbox.sessions.get(id).status, 'inProgress');
    assert.equal((await get(sandbox, '/sessions?status=inProgress')).body.sessions.length, 1);
  });

  test('a session is left incomplete by the clock, where that is asked for', async () => {
    await sandbox.close();
    sandbox = await startSandbox({ seed: 1, lifecycle: { startAfterMs: 1000, abandonAfterMs: 5000 } });
    const id = await newId();
    sandbox.clock.advance(4999);
    assert.equal((await fetched(id)).status, 'inProgress');
    sandbox.clock.advance(1);
    const { status, finishedAt } = await fetched(id);
    assert.deepEqual([status, finishedAt], ['incomplete', NOW + 5000]);
  });

  test('an abandoned session stays so', async () => {
    const id = await newId();
    sandbox.abandonSession(id);
    sandbox.clock.advance(60_000);
    assert.equal((await fetched(id)).status, 'incomplete');
  });
});
