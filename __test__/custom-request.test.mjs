// `client.request`, `extraBody` and `extraQuery`: what goes over the wire, what never does, and the same errors and retries
// as for every other call.

import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import Client from '../index.js';
import { clientOf, KEY, QUICK, rejectionOf, SETTINGS } from './support/client.mjs';
import { anyText } from './support/generators.mjs';
import { startRecorder } from './support/recorder.mjs';

const recorder = await startRecorder();
const evil = await startRecorder();
after(() => Promise.all([recorder.close(), evil.close()]));
afterEach(() => recorder.take());
const client = clientOf(recorder);

const sent = async (request, options) => {
  await client.request(request, options);
  return recorder.take()[0];
};

async function assertRejected(promise, param, operation = 'request') {
  const error = await rejectionOf(promise);
  assert.ok(error instanceof Client.ConfigurationError, String(error));
  assert.deepEqual([error.param, error.operation, error.outcome], [param, operation, 'not_sent']);
  assert.deepEqual(recorder.take(), []);
  return error;
}

describe('a custom request', () => {
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'get', 'Delete'])
    test(`sends ${method} with the headers of every call`, async () => {
      const seen = await sent({ method, path: '/flows/f-1' });
      assert.deepEqual([seen.method, seen.url, seen.body], [method.toUpperCase(), '/flows/f-1', '']);
      assert.equal(seen.headers.authorization, `Bearer ${KEY}`);
      assert.equal(seen.headers['facesign-version'], '2024-12-18');
      assert.equal(seen.headers['content-type'], undefined);
      const hasKey = ['POST', 'PATCH'].includes(seen.method);
      assert.equal(typeof seen.headers['idempotency-key'], hasKey ? 'string' : 'undefined');
    });

  test('goes below the path of serverUrl', async () => {
    await clientOf(recorder, { serverUrl: `${recorder.url}/v2` }).request({ method: 'GET', path: '/flows' });
    assert.equal(recorder.take()[0].url, '/v2/flows');
  });

  test('sends its query', async () => {
    const query = {
      a: 'x y&z',
      b: 1,
      c: false,
      d: new Date(5),
      e: ['1', 2],
      f: undefined,
      g: null,
      h: [],
      '%': '%41',
      '\ud800': '\ud800',
      j: 5n,
    };
    const { url } = await sent({ method: 'GET', path: '/flows', query });
    assert.equal(url, '/flows?a=x+y%26z&b=1&c=false&d=5&e=1&e=2&%25=%2541&%EF%BF%BD=%EF%BF%BD&j=5');
  });

  for (const [body, expected] of [
    [{ name: 'a', gone: undefined, at: new Date(0) }, '{"name":"a","at":"1970-01-01T00:00:00.000Z"}'],
    [['a', 1], '["a",1]'],
    ['text', '"text"'],
    [0, '0'],
    [false, 'false'],
  ])
    test(`sends the body ${inspect(body)} as JSON`, async () => {
      const seen = await sent({ method: 'POST', path: '/flows', body });
      assert.deepEqual([seen.body, seen.headers['content-type']], [expected, 'application/json']);
    });

  test('takes the call options', async () => {
    const options = { headers: { 'x-one': '1' }, idempotencyKey: 'mine', extraQuery: { b: '2' } };
    const seen = await sent({ method: 'POST', path: '/flows', query: { a: '1', b: '1' } }, options);
    assert.deepEqual(
      [seen.url, seen.headers['x-one'], seen.headers['idempotency-key']],
      ['/flows?a=1&b=2', '1', 'mine'],
    );
  });
});

describe('the response of a custom request', () => {
  for (const [body, status, expected] of [
    ['{"flows":[]}', 200, { flows: [] }],
    ['null', 200, null],
    ['', 200, undefined],
    ['', 204, undefined],
  ])
    test(`${status} with the body '${body}' is ${inspect(expected)}`, async (t) => {
      const server = await startRecorder(() => ({ status, body }));
      t.after(server.close);
      assert.deepEqual(await clientOf(server).request({ method: 'DELETE', path: '/flows/1' }), expected);
    });

  test('that is not JSON is a ResponseError', async (t) => {
    const server = await startRecorder(() => ({ body: '<p>' }));
    t.after(server.close);
    const error = await rejectionOf(clientOf(server).request({ method: 'GET', path: '/x' }));
    assert.deepEqual([error.name, error.operation], ['ResponseError', 'request']);
  });

  test('404 is a NotFoundError, which does not name the path', async (t) => {
    const lines = [];
    const log = (...line) => lines.push(inspect(line, { depth: 9 }));
    const server = await startRecorder(() => ({ status: 404, body: '{"error":{"message":"no"}}' }));
    t.after(server.close);
    const logger = { debug: log, warn: log, error: log };
    const logging = clientOf(server, { logger, logLevel: 'TRACE' });
    const error = await rejectionOf(
      logging.request({ method: 'GET', path: '/people/mira', query: { q: 'mira' } }),
    );
    assert.deepEqual([error.name, error.operation, error.outcome], ['NotFoundError', 'request', 'answered']);
    const shown = [inspect(error, { showHidden: true, depth: 9 }), JSON.stringify(error), ...lines].join(
      '\n',
    );
    assert.ok(lines.length > 0);
    assert.ok(!shown.includes('mira'), shown);
  });

  for (const [method, keys] of Object.entries({ GET: 0, POST: 1, PUT: 0, PATCH: 1, DELETE: 0 }))
    test(`503 of ${method} is retried, with ${keys} idempotency key`, async (t) => {
      const server = await startRecorder(() => ({ status: 503, body: '' }));
      t.after(server.close);
      const patient = clientOf(server, { maxRetries: 1, retry: QUICK });
      const error = await rejectionOf(patient.request({ method, path: '/x' }));
      const seen = server.take();
      assert.equal(seen.length, 2);
      const used = seen.map(({ headers }) => headers['idempotency-key']).filter(Boolean);
      assert.deepEqual([used.length, new Set(used).size], [2 * keys, keys]);
      assert.deepEqual(
        [error.name, error.outcome, error.mayHaveActed],
        ['ServerError', 'unknown', method !== 'GET'],
      );
    });

  test('ambiguousRetries: false sends a POST once', async (t) => {
    const server = await startRecorder(() => ({ status: 503, body: '' }));
    t.after(server.close);
    const once = clientOf(server, { maxRetries: 1, retry: QUICK, ambiguousRetries: false });
    const error = await rejectionOf(once.request({ method: 'POST', path: '/x' }));
    assert.equal(error.stopReason, 'outcome_unknown');
    assert.equal(server.take().length, 1);
  });

  test('a signal and close() end it', async (t) => {
    const server = await startRecorder(() => undefined);
    t.after(server.close);
    const own = clientOf(server);
    const signal = AbortSignal.timeout(1);
    assert.equal(
      (await rejectionOf(own.request({ method: 'GET', path: '/x' }, { signal }))).name,
      'AbortError',
    );
    await own.close();
    await assertRejected(own.request({ method: 'GET', path: '/x' }), 'client');
    server.server.closeAllConnections();
  });
});

describe('a path', () => {
  const host = () => evil.url.slice('http://'.length);
  const HOSTILE = [
    () => `@${host()}/`,
    () => `:x@${host()}/`,
    () => `//${host()}/`,
    () => `///${host()}/`,
    () => `/\\${host()}/`,
    () => `\\\\${host()}/`,
    () => `/%5C${host()}/`,
    () => `/\t/${host()}/`,
    () => `/\n/${host()}`,
    () => ` //${host()}`,
    () => `http://${host()}/`,
    () => '',
    () => 'sessions',
    () => '/../x',
    () => '/x/..',
    () => '/./x',
    () => '/%2e%2E/x',
    () => '/.%2e/x',
    () => '/a/..%2fx',
    () => '/x?a=1',
    () => '/x#a',
    () => '/x%00',
    () => '/x%0d%0aHost: evil.example',
    () => '/x\r\nHost: evil.example',
  ];
  for (const path of HOSTILE)
    test(`such as ${JSON.stringify(path()).replace(host(), 'evil')} is rejected, and not repeated`, async () => {
      const error = await assertRejected(client.request({ method: 'GET', path: path() }), 'path');
      assert.ok(!error.message.includes('evil') && !error.message.includes(host()), error.message);
      assert.deepEqual(evil.take(), []);
    });

  test('of any kind reaches this server with its own host, or is rejected', async () => {
    const piece = fc.constantFrom(
      ...[
        '/',
        '\\',
        '@',
        ':',
        '.',
        '..',
        '%2e',
        '%2f',
        '%5c',
        '?',
        '#',
        '\t',
        '\n',
        ' ',
        '[',
        ']',
        '%',
        'ü',
        'a',
      ],
      host(),
      '\ud800',
    );
    const path = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`),
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
      anyText().map((rest) => `/${rest}`),
    );
    await fc.assert(
      fc.asyncProperty(path, async (generated) => {
        const call = client.request({ method: 'GET', path: generated });
        const error = await call.then(
          () => undefined,
          (reason) => reason,
        );
        const seen = recorder.take();
        if (error)
          assert.deepEqual([error.name, error.param, seen.length], ['ConfigurationError', 'path', 0]);
        else assert.deepEqual([seen.length, `http://${seen[0].headers.host}`], [1, recorder.url]);
        assert.deepEqual(evil.take(), []);
      }),
      { numRuns: 500 },
    );
  });

  test('that is too long is rejected', async () => {
    await assertRejected(client.request({ method: 'GET', path: `/${'x'.repeat(70_000)}` }), 'path');
    const query = { q: 'x'.repeat(70_000) };
    await assertRejected(client.request({ method: 'GET', path: '/x', query }), 'query');
  });
});

describe('a request that is invalid', () => {
  const cycle = {};
  cycle.self = cycle;
  for (const [request, param] of [
    [undefined, 'request'],
    ['/sessions', 'request'],
    [[], 'request'],
    [{ path: '/x' }, 'method'],
    [{ method: 'TRACE', path: '/x' }, 'method'],
    [{ method: 'GET /x', path: '/x' }, 'method'],
    [{ method: 7, path: '/x' }, 'method'],
    [{ method: 'GET' }, 'path'],
    [{ method: 'GET', path: new URL('http://127.0.0.1') }, 'path'],
    [{ method: 'GET', path: '/x', body: {} }, 'body'],
    [{ method: 'POST', path: '/x', body: cycle }, 'body'],
    [{ method: 'POST', path: '/x', body: 1n }, 'body'],
    [{ method: 'POST', path: '/x', body: () => 1 }, 'body'],
    [{ method: 'GET', path: '/x', query: 'a=1' }, 'query'],
    [{ method: 'GET', path: '/x', query: new URLSearchParams('a=1') }, 'query'],
    [{ method: 'GET', path: '/x', query: { a: {} } }, 'query["a"]'],
    [{ method: 'GET', path: '/x', query: { a: [['b']] } }, 'query["a"]'],
    [{ method: 'GET', path: '/x', query: { a: Number.NaN } }, 'query["a"]'],
    [{ method: 'GET', path: '/x', query: { a: new Date(Number.NaN) } }, 'query["a"]'],
  ])
    test(`${inspect(request)} is rejected for ${param}`, () =>
      assertRejected(client.request(request), param));

  test('a getter that throws is named', async () => {
    for (const param of ['method', 'path', 'query', 'body']) {
      const request = { method: 'POST', path: '/x' };
      Object.defineProperty(request, param, {
        get() {
          throw new Error('mine');
        },
      });
      const error = await assertRejected(client.request(request), param);
      assert.equal(error.cause.message, 'mine');
    }
  });
});

describe('extraBody', () => {
  test('adds fields to a create, and wins', async () => {
    await client.session.create(SETTINGS, {
      extraBody: { newField: { a: 1 }, clientReferenceId: 'order-2', metadata: undefined },
    });
    const { clientReferenceId, newField, ...rest } = JSON.parse(recorder.take()[0].body);
    assert.deepEqual([clientReferenceId, newField], ['order-2', { a: 1 }]);
    assert.deepEqual(rest, { metadata: SETTINGS.metadata, flow: SETTINGS.flow });
  });

  test('is checked by flowCheck', async () => {
    const checking = clientOf(recorder, { flowCheck: 'error' });
    const extraBody = { flow: [{ id: 'in', type: 'start', outcome: 'nowhere' }] };
    await assertRejected(checking.session.create(SETTINGS, { extraBody }), 'flow', 'session.create');
  });

  test('sets no prototype', async () => {
    await client.session.create(SETTINGS, { extraBody: JSON.parse('{"__proto__":{"a":1}}') });
    assert.match(recorder.take()[0].body, /,"__proto__":\{"a":1\}\}$/);
  });

  class Pairs {
    *[Symbol.iterator]() {
      yield ['a', 1];
    }
  }
  for (const extraBody of [
    'a',
    7,
    true,
    ['a'],
    new Map(),
    new Date(),
    new URLSearchParams('a=1'),
    new Pairs(),
  ])
    test(`${inspect(extraBody)} is rejected`, () =>
      assertRejected(client.session.create(SETTINGS, { extraBody }), 'extraBody', 'session.create'));

  test('a field that is not for JSON is rejected', () =>
    assertRejected(client.session.create(SETTINGS, { extraBody: { a: 1n } }), 'a', 'session.create'));

  test('is rejected where there is no body', async () => {
    await assertRejected(client.session.list({}, { extraBody: { a: 1 } }), 'extraBody', 'session.list');
    await assertRejected(
      client.request({ method: 'POST', path: '/x' }, { extraBody: { a: 1 } }),
      'extraBody',
    );
  });
});

describe('extraQuery', () => {
  test('adds fields to a list, and wins', async () => {
    await client.session.list(
      { limit: 5, status: 'created' },
      { extraQuery: { limit: 9, region: ['eu', 'us'] } },
    );
    assert.equal(recorder.take()[0].url, '/sessions?status=created&limit=9&region=eu&region=us');
  });

  test('goes with every call', async () => {
    await client.session.create(SETTINGS, { extraQuery: { dry: true } });
    await client.session.retrieve({ sessionId: 's' }, { extraQuery: { dry: true } });
    await client.langs.retrieve({ extraQuery: { dry: true } });
    assert.deepEqual(
      recorder.take().map(({ url }) => url),
      ['/sessions?dry=true', '/sessions/s?dry=true', '/langs?dry=true'],
    );
  });

  for (const [extraQuery, param] of [
    ['a=1', 'extraQuery'],
    [7, 'extraQuery'],
    [['a'], 'extraQuery'],
    [new Map(), 'extraQuery'],
    [{ a: {} }, 'extraQuery["a"]'],
    [{ a: Symbol('a') }, 'extraQuery["a"]'],
  ])
    test(`${inspect(extraQuery)} is rejected`, () =>
      assertRejected(client.session.list({}, { extraQuery }), param, 'session.list'));
});

test('extraQuery of a create goes with no lookup of that create', async (t) => {
  const server = await startRecorder(({ method }) =>
    method === 'POST' ? { status: 503, body: '' } : { body: '{"sessions":[],"hasMore":false}' },
  );
  t.after(server.close);
  const options = { ambiguousRetries: 'reconcile', maxRetries: 1, extraQuery: { limit: 'all' } };
  await rejectionOf(clientOf(server, { retry: QUICK }).session.create(SETTINGS, options));
  for (const { method, url } of server.take())
    assert.equal(url.includes('limit=all'), method === 'POST', url);
});
