// The sandbox and the fixtures conform to openapi.yaml.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client } from '@facesignai/api-native';
import { startSandbox } from '../../sandbox/index.mjs';
import {
  OPERATION_IDS,
  SCHEMA_NAMES,
  validate,
  validateParameters,
  validateRequest,
  validateResponse,
} from '../support/openapi.mjs';
import { call, create, fixture, get, SETTINGS } from '../support/sandbox-call.mjs';

const fits = (operationId, response) =>
  assert.deepEqual(validateResponse(operationId, response.status, response.body), [], response.text);

const FULL = { ...fixture('create_session_request_full.json'), clientReferenceId: 'order-1' };
const LIVENESS = [
  { id: 'in', type: 'start', outcome: 'live' },
  {
    id: 'live',
    type: 'liveness_detection',
    outcomes: { livenessDetected: 'out', deepfakeDetected: 'out', noFace: 'out' },
  },
  { id: 'out', type: 'end' },
];

describe('fixtures', () => {
  for (const [file, { schema }] of Object.entries(fixture('index.json'))) {
    test(`${file} fits ${schema}`, () => assert.deepEqual(validate(schema, fixture(file)), []));
  }
});

describe('the validator itself', () => {
  test('finds a missing field and names its place', () => {
    const response = fixture('create_session.json');
    delete response.session.status;
    assert.match(
      validate('CreateSessionResponse', response).join('\n'),
      /\/session must have required property 'status'/,
    );
  });

  test('finds a wrong type deep inside', () => {
    const response = fixture('list_sessions_page1.json');
    response.sessions[1].createdAt = '2026-01-01';
    assert.match(
      validateResponse('listSessions', 200, response).join('\n'),
      /\/sessions\/1\/createdAt must be integer/,
    );
  });

  test('rejects a success status that is not listed', () => {
    assert.match(validateResponse('getLangs', 204, [])[0], /no response with status 204/);
  });

  test('rejects unknown names', () => {
    assert.throws(() => validate('Nothing', {}), /no schema 'Nothing'/);
    assert.throws(() => validateResponse('nothing', 200, {}), /no operation 'nothing'/);
  });

  test('checks bodies of requests', () => {
    assert.deepEqual(validateRequest('createSession', SETTINGS), []);
    assert.match(validateRequest('createSession', {}).join('\n'), /required property 'flow'/);
    assert.deepEqual(validateRequest('getLangs', undefined), []);
    assert.deepEqual(validateRequest('getLangs', {}), ['getLangs takes no body']);
  });

  test('compiles every schema', () => {
    for (const name of SCHEMA_NAMES) assert.ok(Array.isArray(validate(name, null)), name);
  });
});

describe('requests of the client', () => {
  const FILTERS = {
    ...{ limit: 10, cursor: 'c1', flowId: 'f1', clientReferenceId: 'order-1', search: 'a b' },
    ...{ status: ['created', 'complete'], fromDate: 0, toDate: 1e12, sortBy: 'createdAt', sortOrder: 'asc' },
    includeTotal: true,
  };
  const CALLS = {
    'session.create': (client) => client.session.create(FULL),
    'session.retrieve': (client) => client.session.retrieve({ sessionId: 'a/b' }),
    'session.list': (client) => client.session.list(FILTERS),
    'session.createClientSecret': (client) => client.session.createClientSecret({ sessionId: 'a/b' }),
    'langs.retrieve': (client) => client.langs.retrieve(),
    'avatars.retrieve': (client) => client.avatars.retrieve(),
  };
  const bodyOf = ({ body }) => (body === '' ? undefined : JSON.parse(body));

  for (const [operation, operationId] of Object.entries(OPERATION_IDS)) {
    test(`${operation} sends what the document allows`, async (t) => {
      const sandbox = await startSandbox({ seed: 'requests' });
      t.after(() => sandbox.close());
      const client = new Client({ auth: sandbox.keys[0], serverUrl: sandbox.url, proxy: false });
      // The sandbox knows neither that id nor that cursor: what counts here is what was sent.
      await CALLS[operation](client).catch(({ response }) => assert.ok([400, 404].includes(response.status)));
      const [request] = sandbox.requests;
      assert.equal(request.operation, operation);
      assert.deepEqual(validateRequest(operationId, bodyOf(request)), []);
      assert.deepEqual(validateParameters(operationId, request), []);
    });
  }

  test('are validated: an unknown or invalid parameter is found', () => {
    assert.deepEqual(
      validateParameters('listSessions', { url: '/sessions?limit=many&page=2', headers: {} }),
      ['listSessions takes no page', 'limit: data/value must be integer'],
    );
  });
});

describe('responses of the sandbox', () => {
  let sandbox;
  before(async () => {
    sandbox = await startSandbox({ seed: 'conformance' });
  });
  after(() => sandbox.close());

  for (const [name, settings] of Object.entries({
    least: SETTINGS,
    full: FULL,
    liveness: { flow: LIVENESS },
  })) {
    test(`a session with ${name} settings, in each state`, async () => {
      const created = await create(sandbox, settings);
      fits('createSession', created);
      const { id } = created.body.session;
      for (const step of ['startSession', 'completeSession']) {
        fits('getSession', await get(sandbox, `/sessions/${id}`));
        sandbox[step](id);
      }
      fits('getSession', await get(sandbox, `/sessions/${id}`));
      fits('createClientSecret', await get(sandbox, `/sessions/${id}/refresh`));
    });
  }

  test('the report of a completed full flow has a report for every node on its way', async () => {
    const { id } = (await create(sandbox, FULL)).body.session;
    sandbox.completeSession(id);
    const { report } = (await get(sandbox, `/sessions/${id}`)).body.session;
    assert.ok(report.nodeReports.length > 5, JSON.stringify(report.nodeReports));
  });

  test('an abandoned session', async () => {
    const { id } = (await create(sandbox)).body.session;
    sandbox.abandonSession(id);
    fits('getSession', await get(sandbox, `/sessions/${id}`));
  });

  test('lists: a page, the last page, an empty one, a total', async () => {
    for (const query of ['?limit=2', '', '?search=nothing+like+this', '?includeTotal=true']) {
      fits('listSessions', await get(sandbox, `/sessions${query}`));
    }
  });

  for (const collections of ['array', 'object']) {
    test(`languages and avatars as ${collections}`, async () => {
      await using(await startSandbox({ collections }), async (other) => {
        fits('getLangs', await get(other, '/langs'));
        fits('getAvatars', await get(other, '/avatars'));
      });
    });
  }

  test('status 201 on create', async () => {
    await using(await startSandbox({ statusOnCreate: 201 }), async (other) =>
      fits('createSession', await create(other)),
    );
  });

  const failures = {
    'a missing field': ['createSession', 400, () => create(sandbox, { clientReferenceId: undefined })],
    'no JSON': ['createSession', 400, () => call(sandbox, 'POST', '/sessions', { body: '{' })],
    'a wrong query': ['listSessions', 400, () => get(sandbox, '/sessions?limit=x')],
    'a wrong key': ['getLangs', 401, () => get(sandbox, '/langs', { key: 'wrong' })],
    'an unknown session': ['getSession', 404, () => get(sandbox, '/sessions/none')],
    'an unknown session to refresh': [
      'createClientSecret',
      404,
      () => get(sandbox, '/sessions/none/refresh'),
    ],
    'an unknown path': ['getLangs', 404, () => get(sandbox, '/nothing')],
    'a wrong method': ['getLangs', 405, () => call(sandbox, 'DELETE', '/langs')],
  };
  for (const [name, [operationId, status, send]] of Object.entries(failures)) {
    test(`${status} for ${name}`, async () => {
      const response = await send();
      assert.equal(response.status, status);
      fits(operationId, response);
    });
  }

  test('409 for an idempotency key used with another body', async () => {
    const headers = { 'idempotency-key': 'k' };
    await create(sandbox, {}, { headers });
    const response = await create(sandbox, { clientReferenceId: 'other' }, { headers });
    assert.equal(response.status, 409);
    fits('createSession', response);
  });

  test('429 at the rate limit', async () => {
    await using(await startSandbox({ rateLimit: { requestsPerMinute: 1 } }), async (other) => {
      await get(other, '/langs');
      const response = await get(other, '/langs');
      assert.equal(response.status, 429);
      fits('getLangs', response);
    });
  });

  test('403 in dev mode', async () => {
    await using(await startSandbox({ mode: 'dev' }), async (other) => {
      const response = await get(other, '/langs', { key: null });
      assert.equal(response.status, 403);
      fits('getLangs', response);
    });
  });

  for (const status of [400, 401, 403, 404, 405, 409, 422, 429, 500, 502, 503, 504]) {
    for (const body of ['envelope', 'bare-string']) {
      test(`a fault with status ${status} as ${body}, for every operation`, async () => {
        for (const [operation, operationId] of Object.entries(OPERATION_IDS)) {
          sandbox.fail({ status, body, operation });
          const response = await request(sandbox, operation);
          assert.equal(response.status, status);
          fits(operationId, response);
        }
      });
    }
  }
});

function request(sandbox, operation) {
  const paths = {
    'session.retrieve': '/sessions/x',
    'session.list': '/sessions',
    'session.createClientSecret': '/sessions/x/refresh',
    'langs.retrieve': '/langs',
    'avatars.retrieve': '/avatars',
  };
  return operation === 'session.create' ? create(sandbox) : get(sandbox, paths[operation]);
}

async function using(sandbox, work) {
  try {
    await work(sandbox);
  } finally {
    await sandbox.close();
  }
}
