// Filters, order and paging of GET /sessions.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startSandbox } from '../../sandbox/index.mjs';
import { create, get } from '../support/sandbox-call.mjs';

const NOW = 1_789_000_000_000;
const COUNT = 30;
let sandbox;
/** Session n (from 0) is made n seconds after NOW with the reference `ref-n`. */
before(async () => {
  sandbox = await startSandbox({ seed: 1 });
  for (let n = 0; n < COUNT; n += 1) {
    const flow = [
      { id: n < 2 ? 'form-a' : 'form-b', type: 'start', outcome: 'out' },
      { id: 'out', type: 'end' },
    ];
    const metadata = n === 5 ? { deep: { note: 'Grüße, "Mira"' } } : { n };
    await create(sandbox, { clientReferenceId: `ref-${n}`, flow, metadata });
    sandbox.clock.advance(1000);
  }
  const ids = [...sandbox.sessions.keys()];
  sandbox.setSession(ids[3], { status: 'complete', finishedAt: NOW + 90_000 });
  sandbox.setSession(ids[4], { status: 'complete', finishedAt: NOW + 70_000 });
  sandbox.setSession(ids[6], { status: 'inProgress' });
});
after(() => sandbox.close());

const list = async (query) => (await get(sandbox, `/sessions?${query}`)).body;
const references = async (query) =>
  (await list(query)).sessions.map((session) => session.settings.clientReferenceId);

describe('paging', () => {
  test('a page has 25 sessions, newest first', async () => {
    const page = await references('');
    assert.equal(page.length, 25);
    assert.deepEqual(page.slice(0, 2), ['ref-29', 'ref-28']);
  });

  test('nextCursor is the id of the last session of the page', async () => {
    const page = await list('limit=3');
    assert.equal(page.hasMore, true);
    assert.equal(page.nextCursor, page.sessions[2].id);
  });

  test('the last page has no nextCursor', async () => {
    const page = await list('limit=30');
    assert.equal(page.hasMore, false);
    assert.equal('nextCursor' in page, false);
  });

  test('following the cursor gives every session once', async () => {
    const seen = [];
    let cursor = '';
    do {
      const page = await list(`limit=7&cursor=${cursor}`);
      seen.push(...page.sessions.map((session) => session.settings.clientReferenceId));
      cursor = page.nextCursor;
    } while (cursor);
    assert.equal(new Set(seen).size, COUNT);
    assert.equal(seen.length, COUNT);
  });

  test('a page goes on although the session under the cursor no longer fits the filter', async () => {
    const first = await list('limit=1&status=created');
    sandbox.setSession(first.nextCursor, { status: 'inProgress' });
    assert.deepEqual(await references(`limit=1&status=created&cursor=${first.nextCursor}`), ['ref-28']);
    sandbox.setSession(first.nextCursor, { status: 'created' });
  });

  test('limit 0 gives an empty page', async () => {
    assert.deepEqual(await list('limit=0'), { sessions: [], hasMore: false });
  });

  test('with lenient a limit above 100 acts as 100', async () => {
    const many = await startSandbox({ lenient: true });
    for (let n = 0; n < 101; n += 1) await create(many);
    const { body } = await get(many, '/sessions?limit=1000');
    assert.equal(body.sessions.length, 100);
    assert.equal(body.hasMore, true);
    await many.close();
  });

  test('totalCount counts all matches, whatever the page, and only when asked for', async () => {
    assert.equal((await list('limit=1&includeTotal=true')).totalCount, COUNT);
    assert.equal((await list('limit=1&status=complete&includeTotal=true')).totalCount, 2);
    assert.equal('totalCount' in (await list('includeTotal=false')), false);
  });
});

describe('filters', () => {
  const table = {
    'clientReferenceId=ref-7': ['ref-7'],
    'clientReferenceId=ref': [],
    'status=complete': ['ref-4', 'ref-3'],
    'status=complete&status=inProgress': ['ref-6', 'ref-4', 'ref-3'],
    'flowId=form-a': ['ref-1', 'ref-0'],
    'flowId=none': [],
    [`fromDate=${NOW + 28_000}`]: ['ref-29', 'ref-28'],
    [`toDate=${NOW + 1000}`]: ['ref-1', 'ref-0'],
    [`fromDate=${NOW + 2000}&toDate=${NOW + 2000}`]: ['ref-2'],
    'search=mira': ['ref-5'],
    'search=gr%C3%BC%C3%9Fe%2C+%22': ['ref-5'],
    'search=REF-12': ['ref-12'],
    'search=metadata': [],
    'status=complete&search=ref-3': ['ref-3'],
  };
  for (const [query, expected] of Object.entries(table)) {
    test(`${query} gives ${expected.length} sessions`, async () =>
      assert.deepEqual(await references(query), expected));
  }

  test('search finds a session by its id', async () => {
    const [id] = sandbox.sessions.keys();
    assert.deepEqual(await references(`search=${id}`), ['ref-0']);
  });

  test('flowId finds a session that was given one', async () => {
    const id = [...sandbox.sessions.keys()][9];
    const { settings } = sandbox.sessions.get(id);
    sandbox.setSession(id, { settings: { ...settings, flowId: 'flow-9' } });
    assert.deepEqual(await references('flowId=flow-9'), ['ref-9']);
  });
});

describe('order', () => {
  const table = {
    'sortBy=createdAt&sortOrder=asc&limit=2': ['ref-0', 'ref-1'],
    'sortBy=createdAt&sortOrder=desc&limit=2': ['ref-29', 'ref-28'],
    'sortBy=finishedAt&sortOrder=asc&limit=3': ['ref-4', 'ref-3', 'ref-0'],
    'sortBy=finishedAt&sortOrder=desc&limit=3': ['ref-3', 'ref-4', 'ref-29'],
    'sortBy=status&sortOrder=asc&limit=3': ['ref-3', 'ref-4', 'ref-0'],
    'sortBy=status&sortOrder=desc&limit=2': ['ref-6', 'ref-29'],
  };
  for (const [query, expected] of Object.entries(table)) {
    test(query, async () => assert.deepEqual(await references(query), expected));
  }
});

describe('a query that cannot be read', () => {
  const wrong = [
    'limit=x',
    'limit=-1',
    'limit=1.5',
    'limit=null',
    'fromDate=today',
    'toDate=null',
    'sortBy=name',
    'sortOrder=up',
    'cursor=none',
  ];
  for (const query of wrong) {
    test(`${query} is rejected and named`, async () => {
      const { status, body } = await get(sandbox, `/sessions?${query}`);
      assert.equal(status, 400);
      assert.equal(body.error.type, 'validation_error');
      assert.match(body.error.message, new RegExp(`'${query.split('=')[0]}' must be`));
    });
  }
});
