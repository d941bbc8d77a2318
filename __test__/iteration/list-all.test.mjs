// `client.session.listAll` against the sandbox: every session once, a page at a time. What the sandbox can't send (empty
// pages in between, a missing or repeated cursor) comes from a server of the test.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import sdk from '@facesignai/api-native';
import { startSandbox } from '@facesignai/api-native/sandbox';
import { clientOf, QUICK, rejectionOf, SETTINGS } from '../support/client.mjs';
import { send, serve } from '../support/server.mjs';

const running = [];
const started = async (starting) => running[running.push(await starting) - 1];
after(() => Promise.all(running.map((server) => server.close())));

/** A sandbox with so many sessions, `order-0` first. */
async function sandboxWith(count) {
  const sandbox = await started(startSandbox({ now: 1_789_000_000_000 }));
  const client = clientOf(sandbox, { auth: sandbox.keys[0], maxRetries: 2 });
  for (let n = 0; n < count; n += 1) await add(sandbox, client, n);
  sandbox.requests.length = 0;
  return { sandbox, client };
}

async function add(sandbox, client, n) {
  await client.session.create({ ...SETTINGS, clientReferenceId: `order-${n}` });
  sandbox.clock.advance(1000);
}

/** A server that responds with these pages, whatever is asked. */
const serving = (pages) =>
  started(serve((_, response, at) => send(response, { body: JSON.stringify(pages[at] ?? pages.at(-1)) })));

const page = (ids, rest) => ({ sessions: ids.map((id) => ({ id })), ...rest });
const more = (ids, nextCursor) => page(ids, { hasMore: true, nextCursor });

const reference = (session) => session.settings.clientReferenceId;
const orders = (from, to) => Array.from({ length: from - to + 1 }, (_, at) => `order-${from - at}`);
const queries = ({ requests }) => requests.map(({ url }) => url.slice('/sessions'.length));

async function collected(iterable, value = (item) => item) {
  const items = [];
  for await (const item of iterable) items.push(value(item));
  return items;
}

describe('listAll', { timeout: 30_000 }, () => {
  test('gives every session once, in the order of the list', async () => {
    const { client } = await sandboxWith(7);
    assert.deepEqual(await collected(client.session.listAll({ limit: 3 }), reference), orders(6, 0));
  });

  test('sends the filters with each page, and the cursor of the page before', async () => {
    const { sandbox, client } = await sandboxWith(3);
    const ids = await collected(client.session.listAll({ limit: 2, sortOrder: 'desc' }), ({ id }) => id);
    assert.deepEqual(queries(sandbox), [
      '?limit=2&sortOrder=desc',
      `?limit=2&cursor=${ids[1]}&sortOrder=desc`,
    ]);
  });

  test('starts at the cursor that it is given', async () => {
    const { client } = await sandboxWith(5);
    const { nextCursor } = await client.session.list({ limit: 2 });
    const rest = client.session.listAll({ limit: 2, cursor: nextCursor });
    assert.deepEqual(await collected(rest, reference), orders(2, 0));
  });

  test('works without filters, and detached from the client', async () => {
    const { client } = await sandboxWith(2);
    const { listAll } = client.session;
    assert.deepEqual(await collected(listAll(), reference), orders(1, 0));
  });

  test('takes a Date for fromDate and toDate', async () => {
    const { sandbox, client } = await sandboxWith(3);
    const second = new Date(1_789_000_001_000);
    const found = client.session.listAll({ fromDate: second, toDate: second });
    assert.deepEqual(await collected(found, reference), ['order-1']);
    assert.deepEqual(queries(sandbox), ['?fromDate=1789000001000&toDate=1789000001000']);
  });

  test('asks for the total with the first page only', async () => {
    const { sandbox, client } = await sandboxWith(4);
    const pages = await collected(client.session.listAll({ limit: 2, includeTotal: true }).pages());
    assert.deepEqual(
      pages.map(({ totalCount }) => totalCount),
      [4, undefined],
    );
    assert.deepEqual(
      queries(sandbox).map((query) => query.includes('includeTotal')),
      [true, false],
    );
  });

  test('copies the filters when it is called', async () => {
    const { client } = await sandboxWith(2);
    const statuses = ['created'];
    const filters = { status: statuses, limit: 1, fromDate: new Date(0) };
    const all = client.session.listAll(filters);
    statuses[0] = 'complete';
    filters.limit = 2;
    filters.fromDate.setTime(9e12);
    const pages = await collected(all.pages(), ({ sessions }) => sessions.length);
    assert.deepEqual(pages, [1, 1]);
  });

  test('sends nothing before iteration starts, and no page before it is needed', async () => {
    const { sandbox, client } = await sandboxWith(4);
    const sessions = client.session.listAll({ limit: 2 })[Symbol.asyncIterator]();
    await client.langs.retrieve();
    const sent = () => sandbox.requests.filter(({ operation }) => operation === 'session.list').length;
    const counts = [sent()];
    for (let n = 0; n < 3; n += 1) {
      await sessions.next();
      await client.langs.retrieve();
      counts.push(sent());
    }
    assert.deepEqual(counts, [0, 1, 1, 2]);
  });

  test('starts anew with each iteration', async () => {
    const { client } = await sandboxWith(3);
    const all = client.session.listAll({ limit: 2 });
    assert.deepEqual(await collected(all, reference), await collected(all, reference));
  });

  test('sends nothing more after a break', async () => {
    const { sandbox, client } = await sandboxWith(4);
    for await (const session of client.session.listAll({ limit: 2 }))
      if (reference(session) === 'order-2') break;
    await client.langs.retrieve();
    assert.deepEqual(
      sandbox.requests.map(({ operation }) => operation),
      ['session.list', 'langs.retrieve'],
    );
  });

  test('gives no session twice when others are created meanwhile', async () => {
    const { sandbox, client } = await sandboxWith(4);
    const seen = [];
    for await (const session of client.session.listAll({ limit: 2 })) {
      seen.push(reference(session));
      if (seen.length < 3) await add(sandbox, client, 3 + seen.length);
    }
    assert.deepEqual(seen, orders(3, 0));
  });
});

describe('the pages of a server', { timeout: 30_000 }, () => {
  test('that are empty do not end the iteration', async () => {
    const server = await serving([
      more([], 'a'),
      more(['1'], 'b'),
      more([], 'c'),
      page(['2'], { hasMore: false }),
    ]);
    assert.deepEqual(await collected(clientOf(server).session.listAll(), ({ id }) => id), ['1', '2']);
  });

  test('end when hasMore is false, whatever the cursor', async () => {
    const server = await serving([page(['1'], { hasMore: false, nextCursor: 'a' }), page(['2'])]);
    assert.deepEqual(await collected(clientOf(server).session.listAll(), ({ id }) => id), ['1']);
    assert.equal(server.requests.length, 1);
  });

  const BROKEN = {
    'with hasMore and no cursor': [more(['1']), /hasMore: true and no nextCursor/],
    'with hasMore and an empty cursor': [more(['1'], ''), /hasMore: true and no nextCursor/],
    'with hasMore and null as the cursor': [more(['1'], null), /hasMore: true and no nextCursor/],
    'without sessions': [{ hasMore: false }, /no array of sessions/],
    'that is null': [null, /no array of sessions/],
  };
  for (const [name, [broken, message]] of Object.entries(BROKEN))
    test(`${name} reject with ResponseError`, async () => {
      const server = await serving([broken]);
      const error = await rejectionOf(collected(clientOf(server).session.listAll()));
      assert.ok(error instanceof sdk.ResponseError, String(error));
      assert.match(error.message, message);
      assert.deepEqual(
        [error.operation, error.outcome, error.retryable],
        ['session.list', 'answered', false],
      );
      assert.equal(server.requests.length, 1);
    });

  const CYCLES = {
    'its own cursor': { filters: { cursor: 'a' }, pages: [more(['1'], 'a')], requests: 1 },
    'the cursor of the page before': {
      pages: [more(['1'], 'a'), more(['2'], 'a')],
      requests: 2,
    },
    'the cursor of an earlier page': {
      pages: [more(['1'], 'a'), more(['2'], 'b'), more(['3'], 'a')],
      requests: 3,
    },
  };
  for (const [name, { filters, pages, requests }] of Object.entries(CYCLES))
    test(`that repeat ${name} reject with ResponseError after the sessions`, async () => {
      const server = await serving(pages);
      const ids = [];
      const iterate = async () => {
        for await (const { id } of clientOf(server).session.listAll(filters)) ids.push(id);
      };
      const error = await rejectionOf(iterate());
      assert.ok(error instanceof sdk.ResponseError, String(error));
      assert.match(error.message, /nextCursor repeats an earlier cursor/);
      assert.deepEqual(
        ids,
        Array.from({ length: requests }, (_, at) => String(at + 1)),
      );
      assert.equal(server.requests.length, requests);
    });
});

describe('call options of listAll', { timeout: 30_000 }, () => {
  test('apply to each page', async () => {
    const server = await serving([more(['1'], 'a'), page(['2'], { hasMore: false })]);
    await collected(clientOf(server).session.listAll({}, { headers: { 'x-export': 'nightly' } }));
    assert.deepEqual(
      server.requests.map(({ headers }) => headers['x-export']),
      ['nightly', 'nightly'],
    );
  });

  test('have a signal that ends the iteration between pages', async () => {
    const { sandbox, client } = await sandboxWith(4);
    const controller = new AbortController();
    const reason = new Error('the job was stopped');
    const seen = [];
    const iterate = async () => {
      for await (const session of client.session.listAll({ limit: 2 }, { signal: controller.signal })) {
        seen.push(reference(session));
        if (seen.length === 2) controller.abort(reason);
      }
    };
    const error = await rejectionOf(iterate());
    assert.ok(error instanceof sdk.AbortError, String(error));
    assert.deepEqual([error.cause, error.outcome], [reason, 'not_sent']);
    assert.deepEqual(seen, orders(3, 2));
    assert.equal(sandbox.requests.length, 1);
  });

  test('have a signal that ends a page in flight', async () => {
    const server = await started(serve((_, response, at) => at === 0 && send(response, first)));
    const first = { body: JSON.stringify(more(['1'], 'a')) };
    const controller = new AbortController();
    const all = collected(clientOf(server).session.listAll({}, { signal: controller.signal }));
    const rejection = rejectionOf(all);
    await server.received(2);
    controller.abort();
    assert.equal((await rejection).name, 'AbortError');
  });

  test('retry a page that was rate limited', async () => {
    const { sandbox, client } = await sandboxWith(4);
    const seen = [];
    for await (const session of client.session.listAll({ limit: 2 }, { maxRetries: 2 })) {
      seen.push(reference(session));
      if (seen.length === 2) sandbox.fail({ status: 429, retryAfter: 0 });
    }
    assert.deepEqual(seen, orders(3, 0));
    assert.deepEqual(
      sandbox.requests.map(({ status }) => status),
      [200, 429, 200],
    );
  });

  test('let a failed page reject, after the sessions before it', async () => {
    const { sandbox, client } = await sandboxWith(4);
    const seen = [];
    const iterate = async () => {
      for await (const session of client.session.listAll({ limit: 2 }, { maxRetries: 0 })) {
        seen.push(reference(session));
        if (seen.length === 2) sandbox.fail({ status: 503 });
      }
    };
    assert.ok((await rejectionOf(iterate())) instanceof sdk.ServerError);
    assert.deepEqual(seen, orders(3, 2));
  });

  for (const [name, args, param] of [
    ['a filter', [{ fromDate: new Date(Number.NaN) }], 'fromDate'],
    ['the filters', [7], 'args'],
    ['an option', [{}, { maxRetries: 'x' }], 'maxRetries'],
  ])
    test(`reject the iteration, and don't throw, if ${name} is invalid`, async () => {
      const client = clientOf({ url: 'http://127.0.0.1:9' }, { retry: QUICK });
      const error = await rejectionOf(collected(client.session.listAll(...args)));
      assert.ok(error instanceof sdk.ConfigurationError, String(error));
      assert.equal(error.param, param);
    });
});

describe('toArray', { timeout: 30_000 }, () => {
  test('reads so many sessions, and no page beyond them', async () => {
    const { sandbox, client } = await sandboxWith(5);
    const sessions = await client.session.listAll({ limit: 2 }).toArray({ limit: 4 });
    assert.deepEqual(sessions.map(reference), orders(4, 1));
    assert.equal(sandbox.requests.length, 2);
  });

  test('reads all if there are fewer', async () => {
    const { client } = await sandboxWith(3);
    const sessions = await client.session.listAll().toArray({ limit: 10_000 });
    assert.deepEqual(sessions.map(reference), orders(2, 0));
  });

  for (const options of [undefined, {}, { limit: 0 }, { limit: 10_001 }, { limit: 1.5 }, { limit: '5' }])
    test(`rejects ${JSON.stringify(options)}: the limit must be an integer from 1 to 10000`, async () => {
      const { sandbox, client } = await sandboxWith(0);
      const error = await rejectionOf(client.session.listAll().toArray(options));
      assert.ok(error instanceof sdk.ConfigurationError, String(error));
      assert.equal(error.param, 'limit');
      assert.equal(sandbox.requests.length, 0);
    });
});
