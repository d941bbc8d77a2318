// The page of a session without a browser: what opens it, what each step does, and what it refuses.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { startSandbox } from '../../sandbox/index.mjs';
import { validate } from '../support/openapi.mjs';
import { create, get } from '../support/sandbox-call.mjs';
import { heading, load, offered, opened, TALK_FLOW } from '../support/sandbox-page.mjs';

let sandbox;
const restart = async (options) => {
  await sandbox?.close();
  sandbox = await startSandbox({ seed: 1, ...options });
};
beforeEach(() => restart());
afterEach(() => sandbox.close());

const sessionOf = ({ id }) => sandbox.sessions.get(id);
const pathOf = (session) => session.report.nodeReports.map(({ nodeId, outcome }) => `${nodeId} ${outcome}`);

describe('opening clientSecret.url', () => {
  test('starts the session and shows its first node', async () => {
    const visitor = await opened(sandbox);
    assert.equal(visitor.page.status, 200);
    assert.equal(heading(visitor.page), 'hello');
    assert.deepEqual(offered(visitor.page), ['ready', 'refused']);
    assert.match(visitor.page.html, /Welcome! Please sit/);
    assert.equal(sessionOf(visitor).status, 'inProgress');
  });

  test('keeps the secret out of the address bar', async () => {
    const { page, clientSecret } = await opened(sandbox);
    assert.ok(!page.url.includes(clientSecret.secret));
    assert.ok(!page.html.includes(clientSecret.secret));
  });

  test('completes a session whose flow ends at once', async () => {
    const visitor = await opened(sandbox, {});
    assert.equal(heading(visitor.page), 'Session complete');
    assert.equal(sessionOf(visitor).status, 'complete');
  });

  test('shows an opened session again at its own address', async () => {
    const { page, step } = await opened(sandbox);
    await step(0, 'ready');
    assert.equal(heading(await load(page.url)), 'live');
  });

  test('goes on where a session stands, with a new secret', async () => {
    const { id, step } = await opened(sandbox);
    await step(0, 'ready');
    const { url } = (await get(sandbox, `/sessions/${id}/refresh`)).body;
    assert.equal(heading(await load(url)), 'live');
  });

  test('opens a session that sandbox.startSession has started', async () => {
    const { session, clientSecret } = (await create(sandbox, { flow: TALK_FLOW })).body;
    sandbox.startSession(session.id);
    assert.equal(heading(await load(clientSecret.url)), 'hello');
  });

  test('is not recorded, takes no fault and needs no key', async () => {
    const { session, clientSecret } = (await create(sandbox, { flow: TALK_FLOW })).body;
    sandbox.fail({ status: 503 });
    assert.equal((await load(clientSecret.url)).status, 200);
    assert.equal(sandbox.requests.length, 1);
    assert.equal(sandbox.pendingFaults, 1);
    assert.equal(sandbox.sessions.get(session.id).status, 'inProgress');
  });

  test('leads to localhost where the sandbox listens on all addresses', async () => {
    await restart({ host: '0.0.0.0' });
    const { url } = (await create(sandbox)).body.clientSecret;
    assert.equal(new URL(url).host, `localhost:${sandbox.port}`);
  });
});

describe('a link that opens nothing', () => {
  const made = async () => (await create(sandbox, { flow: TALK_FLOW })).body;
  const LINKS = {
    'an unknown secret': [404, 'Unknown link', () => `${sandbox.url}/play?cs=cs0`],
    'no secret': [404, 'Unknown link', () => `${sandbox.url}/play`],
    'an unknown address': [404, 'Unknown link', () => `${sandbox.url}/play/0123`],
    'a used secret': [410, 'Link already used', async () => (await opened(sandbox)).clientSecret.url],
    'a replaced secret': [
      410,
      'Link replaced',
      async () => {
        const { session, clientSecret } = await made();
        await get(sandbox, `/sessions/${session.id}/refresh`);
        return clientSecret.url;
      },
    ],
    'an expired secret': [
      410,
      'Link expired',
      async () => {
        const { clientSecret } = await made();
        sandbox.clock.advance(7_200_000);
        return clientSecret.url;
      },
    ],
    'the secret of an ended session': [
      410,
      'Session ended',
      async () => {
        const { session, clientSecret } = await made();
        sandbox.completeSession(session.id);
        return clientSecret.url;
      },
    ],
    'a secret from before a reset': [
      404,
      'Unknown link',
      async () => {
        const { clientSecret } = await made();
        sandbox.reset();
        return clientSecret.url;
      },
    ],
  };
  for (const [name, [status, title, address]] of Object.entries(LINKS))
    test(`${name}: ${status} ${title}`, async () => {
      const page = await load(await address());
      assert.equal(page.status, status);
      assert.equal(heading(page), title);
    });

  test('a secret that expires after the page was opened ends nothing', async () => {
    const { step } = await opened(sandbox);
    sandbox.clock.advance(7_200_000);
    assert.equal(heading(await step(0, 'ready')), 'live');
  });
});

describe('each step', () => {
  test('leads to the node of the outcome, and at the end to a complete session', async () => {
    const visitor = await opened(sandbox);
    assert.equal(heading(await visitor.step(0, 'ready')), 'live');
    assert.equal(heading(await visitor.step(1, 'noFace')), 'hello');
    assert.equal(heading(await visitor.step(2, 'ready')), 'live');
    assert.equal(heading(await visitor.step(3, 'deepfakeDetected')), 'Session complete');
    assert.equal(sessionOf(visitor).status, 'complete');
    assert.deepEqual(pathOf(sessionOf(visitor)), [
      'hello live',
      'live noFace',
      'hello live',
      'live deepfakeDetected',
    ]);
  });

  test('is in the report at once, with its time', async () => {
    const visitor = await opened(sandbox);
    sandbox.clock.advance(5_000);
    await visitor.step(0, 'ready');
    const { report, startedAt } = sessionOf(visitor);
    assert.equal(report.nodeReports[0].createdAt, startedAt + 5_000);
    assert.match(report.transcript[0].text, /^Welcome!/);
    assert.deepEqual(Object.keys(report.media), ['avatarVideo']);
  });

  test('makes the same report as sandbox.play with the same outcomes', async () => {
    const outcomes = ['ready', 'noFace', 'ready', 'inconclusive'];
    const visitor = await opened(sandbox);
    for (const [index, outcome] of outcomes.entries()) await visitor.step(index, outcome);
    const { session } = (await create(sandbox, { flow: TALK_FLOW })).body;
    const played = sandbox.play(session.id, outcomes);
    const plain = (report, id) => JSON.parse(JSON.stringify(report).replaceAll(id, 'id'));
    assert.deepEqual(plain(sessionOf(visitor).report, visitor.id), plain(played.report, session.id));
  });

  test('leaves a session that fits the schema', async () => {
    const { id, step } = await opened(sandbox);
    for (const [index, outcome] of ['ready', 'livenessDetected'].entries()) {
      await step(index, outcome);
      const { body } = await get(sandbox, `/sessions/${id}`);
      assert.deepEqual(validate('GetSessionResponse', body), []);
    }
  });

  for (const [name, index, outcome] of [
    ['a second click on the same button', 0, 'ready'],
    ['an outcome that the node does not have', 1, 'refused'],
    ['an outcome by the name of a method', 1, 'constructor'],
    ['no number', 'x', 'noFace'],
  ])
    test(`ignores ${name}`, async () => {
      const visitor = await opened(sandbox);
      await visitor.step(0, 'ready');
      assert.equal(heading(await visitor.step(index, outcome)), 'live');
      assert.deepEqual(pathOf(sessionOf(visitor)), ['hello live']);
    });

  test('ignores what no page has sent', async () => {
    const visitor = await opened(sandbox);
    for (const fields of [{}, { index: 0 }, { index: 0, outcome: 'ready' }, { index: 0, outcome: '{"a":' }])
      assert.equal(heading(await visitor.send('step', fields)), 'hello');
  });

  test('goes on with sandbox.play', async () => {
    const visitor = await opened(sandbox);
    await visitor.step(0, 'ready');
    assert.deepEqual(pathOf(sandbox.play(visitor.id, ['noFace', 'refused'])), [
      'hello live',
      'live noFace',
      'hello end',
    ]);
  });

  test('begins anew when setSession has made the session new', async () => {
    const visitor = await opened(sandbox);
    await visitor.step(0, 'ready');
    sandbox.setSession(visitor.id, { status: 'created' });
    const { url } = (await get(sandbox, `/sessions/${visitor.id}/refresh`)).body;
    assert.equal(heading(await load(url)), 'hello');
  });

  test('of an ended session shows how it ended', async () => {
    const visitor = await opened(sandbox);
    sandbox.abandonSession(visitor.id);
    assert.equal(heading(await visitor.step(0, 'ready')), 'Session incomplete');
  });
});

describe('leaving', () => {
  test('makes the session incomplete, with a report of the path until then', async () => {
    const visitor = await opened(sandbox);
    await visitor.step(0, 'ready');
    assert.equal(heading(await visitor.leave()), 'Session incomplete');
    assert.equal(sessionOf(visitor).status, 'incomplete');
    assert.deepEqual(pathOf(sessionOf(visitor)), ['hello live']);
  });

  test('changes nothing after the end', async () => {
    const visitor = await opened(sandbox, {});
    assert.equal(heading(await visitor.leave()), 'Session complete');
  });
});

describe('outcomes that a page offers', () => {
  const REQUEST = { url: 'https://example.test', method: 'GET' };
  const EXITS = { onDataReady: 'end', onTimeout: 'end', onError: 'end' };
  const field = (name, outcome) => ({
    left: { source: 'metadata', field: name },
    operator: 'exists',
    outcome,
  });
  const NODES = {
    'of a conversation, with those of its external data': [
      {
        type: 'conversation',
        prompt: 'p',
        outcomes: [{ id: 'a', targetNodeId: 'end', condition: '' }],
        awaitExternal: { request: REQUEST, exits: EXITS },
      },
      ['a', 'onDataReady', 'onTimeout', 'onError'],
    ],
    'of an external call': [{ type: 'external_call', request: REQUEST, outcome: 'end' }, ['end']],
    'of a branch, each target once': [
      {
        type: 'field_condition',
        rules: [field('a', 'x'), field('b', 'y'), field('c', 'x')],
        default: 'end',
      },
      ['x', 'y', 'end'],
    ],
    'of an unknown type': [{ type: 'telepathy', outcomes: { a: 'end' } }, []],
    'of a type by the name of a method': [{ type: 'constructor', outcomes: { a: 'end' } }, []],
    'of a node that lacks them': [{ type: 'recognition' }, []],
  };
  for (const [name, [node, outcomes]] of Object.entries(NODES))
    test(name, async () => {
      await restart({ lenient: true });
      const flow = [
        { id: 'in', type: 'start', outcome: 'n' },
        { id: 'n', ...node },
        { id: 'end', type: 'end' },
      ];
      const { page } = await opened(sandbox, { flow });
      assert.equal(heading(page), 'n');
      assert.deepEqual(offered(page), outcomes);
      assert.equal(page.html.includes('can only be left'), outcomes.length === 0);
    });

  for (const [name, flow] of [
    ['no flow', undefined],
    ['a flow of the old form', { nodes: [], edges: [] }],
    ['an empty flow', []],
    ['a flow that leads nowhere', [{ id: 'in', type: 'start', outcome: 'gone' }]],
    ['a node that is null', [null]],
  ])
    test(`none for ${name}, which the page says`, async () => {
      await restart({ lenient: true });
      const visitor = await opened(sandbox, { flow });
      assert.equal(visitor.page.status, 200);
      assert.equal(heading(visitor.page), 'Nothing to play');
      assert.match(visitor.page.html, /can only be left/);
      await visitor.leave();
      assert.equal(sessionOf(visitor).status, 'incomplete');
    });
});

describe('the picture of the flow', () => {
  test('marks the path and the current node', async () => {
    const { step } = await opened(sandbox);
    const { html } = await step(0, 'ready');
    const marked = [...html.matchAll(/<g id="\w+" class="(node|edge) (passed|current)">[\s\S]*?<\/g>/g)];
    const shown = marked.map(([markup, kind, state]) => [
      `${kind} ${state}`,
      /<text[^>]*>([^<]*)</.exec(markup)?.[1] ?? '',
    ]);
    assert.deepEqual(shown.sort(), [
      ['edge passed', ''],
      ['edge passed', 'ready'],
      ['node current', '▲ live'],
      ['node passed', 'hello'],
      ['node passed', 'start'],
    ]);
  });

  test('is left out of a large flow, whose nodes are still listed', async () => {
    await restart({ lenient: true });
    const many = Array.from({ length: 300 }, (_, n) => ({
      id: `n${n}`,
      type: 'recognition',
      outcomes: { recognized: `n${n + 1}`, newUser: `n${n + 1}` },
    }));
    const flow = [{ id: 'in', type: 'start', outcome: 'n0' }, ...many, { id: 'n300', type: 'end' }];
    const { page } = await opened(sandbox, { flow });
    assert.ok(!page.html.includes('<svg'));
    assert.match(page.html, /All nodes \(302\)/);
    assert.match(page.html, /102 more are not shown/);
  });

  test('lists what the flow check finds', async () => {
    await restart({ lenient: true });
    const flow = TALK_FLOW.map((node) =>
      node.id === 'live' ? { ...node, outcomes: { ...node.outcomes, noFace: 'gone' } } : node,
    );
    const { page } = await opened(sandbox, { flow });
    assert.match(page.html, /<code>flow\[2\]\.outcomes\.noFace<\/code> no node has the id &quot;gone&quot;/);
  });
});
