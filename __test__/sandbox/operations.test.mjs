// The responses of the six operations, and the requests that they reject.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { startSandbox } from '../../sandbox/index.mjs';
import { call, create, FLOW, fixture, get, SETTINGS } from '../support/sandbox-call.mjs';

const NOW = 1_789_000_000_000;
let sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ seed: 1 });
});
afterEach(() => sandbox.close());

async function restart(options) {
  await sandbox.close();
  sandbox = await startSandbox({ seed: 1, ...options });
}

describe('create', () => {
  test('responds 200 with a created session', async () => {
    const { status, body } = await create(sandbox);
    assert.equal(status, 200);
    assert.match(body.session.id, /^[A-Za-z0-9]{20}$/);
    assert.equal(body.session.status, 'created');
    assert.equal(body.session.createdAt, NOW);
    assert.equal(body.session.startedAt, undefined);
  });

  test('responds 201 with the option for it', async () => {
    await restart({ statusOnCreate: 201 });
    assert.equal((await create(sandbox)).status, 201);
  });

  test('echoes the settings in their order and fills in the avatar', async () => {
    const { body } = await create(sandbox, { metadata: { desk: 'north' } });
    const echoed = {
      clientReferenceId: 'order-1',
      metadata: { desk: 'north' },
      flow: FLOW,
      avatarId: 'Host_A_public',
    };
    assert.equal(JSON.stringify(body.session.settings), JSON.stringify(echoed));
  });

  test('keeps the avatar that was asked for', async () => {
    assert.equal((await create(sandbox, { avatarId: 'Mine' })).body.session.settings.avatarId, 'Mine');
  });

  test('has an empty report at once', async () => {
    const { report } = (await create(sandbox)).body.session;
    assert.deepEqual(report, { transcript: [], lang: 'en', nodeReports: [] });
  });

  test('gives a client secret that lives two hours, with the keys in the recorded order', async () => {
    const { clientSecret } = (await create(sandbox)).body;
    assert.deepEqual(Object.keys(clientSecret), ['secret', 'createdAt', 'url', 'expireAt']);
    assert.match(clientSecret.secret, /^cs[0-9a-f]{32}$/);
    assert.equal(clientSecret.url, `${sandbox.url}/play?cs=${clientSecret.secret}`);
    assert.equal(clientSecret.expireAt - clientSecret.createdAt, 7_200_000);
  });

  test('gives no warnings for a flow that lacks nothing', async () => {
    const { body } = await create(sandbox);
    assert.equal('warnings' in body, false);
    assert.equal('flowNormalizations' in body.session.settings, false);
  });

  test('fills in a missing inconclusive target as the recorded server does', async () => {
    const expected = fixture('create_session_warnings.json');
    const { flow, flowNormalizations } = expected.session.settings;
    const sent = structuredClone(flow);
    delete sent.find((node) => node.id === 'live').outcomes.inconclusive;
    const { body } = await create(sandbox, { flow: sent });
    assert.deepEqual(body.session.settings.flow, flow);
    assert.deepEqual(body.session.settings.flowNormalizations, flowNormalizations);
    assert.deepEqual(body.warnings, expected.warnings);
  });

  test('drops flowNormalizations that a caller sends', async () => {
    const { body } = await create(sandbox, { flowNormalizations: [{ nodeId: 'x' }] });
    assert.equal('flowNormalizations' in body.session.settings, false);
  });

  test('takes node types it does not know with lenient', async () => {
    await restart({ lenient: true });
    const flow = [...FLOW, { id: 'x', type: 'telepathy' }];
    const { status, body } = await create(sandbox, { flow });
    assert.equal(status, 200);
    assert.deepEqual(body.session.settings.flow, flow);
  });

  test('takes metadata of 50 KB', async () => {
    const metadata = { text: 'x'.repeat(50 * 1024 - '{"text":""}'.length) };
    assert.equal((await create(sandbox, { metadata })).status, 200);
  });

  test('rejects metadata of one byte more', async () => {
    const metadata = { text: 'x'.repeat(50 * 1024 - '{"text":""}'.length + 1) };
    const { status, body } = await create(sandbox, { metadata });
    assert.equal(status, 400);
    assert.equal(body.error.type, 'validation_error');
    assert.match(body.error.message, /metadata/);
  });

  for (const missing of [undefined, null, '']) {
    test(`rejects clientReferenceId ${JSON.stringify(missing)} as the documentation says`, async () => {
      const { status, body } = await create(sandbox, { clientReferenceId: missing });
      assert.equal(status, 400);
      assert.deepEqual(body.error, {
        type: 'validation_error',
        message: "The 'clientReferenceId' field is required",
        code: 'parameter_missing',
      });
    });
  }

  for (const [name, body] of Object.entries({ 'an empty object': {}, 'an empty body': '' })) {
    test(`takes ${name} when fields are not required, as the recorded server did`, async () => {
      await restart({ lenient: true });
      const response = await call(sandbox, 'POST', '/sessions', { body });
      assert.equal(response.status, 200);
      assert.deepEqual(response.body.session.settings, { avatarId: 'Host_A_public' });
    });
  }

  for (const body of ['{', 'text', '[]', 'null', '"text"', '1']) {
    test(`rejects the body ${body}`, async () => {
      const response = await call(sandbox, 'POST', '/sessions', { body });
      assert.equal(response.status, 400);
      assert.equal(response.body.error.type, 'validation_error');
    });
  }
});

const ENDS = { livenessDetected: 'out', deepfakeDetected: 'out', noFace: 'out' };

describe('retrieve', () => {
  test('gives what create gave', async () => {
    const created = (await create(sandbox)).body;
    assert.deepEqual((await get(sandbox, `/sessions/${created.session.id}`)).body, created);
  });

  test('has no warnings', async () => {
    const live = { id: 'live', type: 'liveness_detection', outcomes: ENDS };
    const { id } = (await create(sandbox, { flow: [...FLOW, live] })).body.session;
    assert.deepEqual(Object.keys((await get(sandbox, `/sessions/${id}`)).body), ['session', 'clientSecret']);
  });

  for (const path of ['/sessions/unknown', '/sessions/unknown/refresh', '/sessions/%', '/sessions/a%2Fb']) {
    test(`responds 404 to ${path}`, async () => {
      const { status, body } = await get(sandbox, path);
      assert.equal(status, 404);
      assert.deepEqual(body, { error: { type: 'not_found_error', message: 'Session not found' } });
    });
  }
});

describe('createClientSecret', () => {
  test('gives a new secret, not wrapped, and leaves the session as it is', async () => {
    const created = (await create(sandbox)).body;
    sandbox.clock.advance(60_000);
    const refreshed = (await get(sandbox, `/sessions/${created.session.id}/refresh`)).body;
    assert.notEqual(refreshed.secret, created.clientSecret.secret);
    assert.equal(refreshed.createdAt, NOW + 60_000);
    assert.equal(refreshed.expireAt, NOW + 60_000 + 7_200_000);
    const after = (await get(sandbox, `/sessions/${created.session.id}`)).body;
    assert.deepEqual(after, { session: created.session, clientSecret: refreshed });
  });
});

describe('langs and avatars', () => {
  test('are bare arrays, as recorded', async () => {
    const langs = (await get(sandbox, '/langs')).body;
    assert.deepEqual(
      langs.map((lang) => lang.id),
      ['en', 'fr', 'de', 'ru', 'es', 'id', 'no', 'pt', 'it'],
    );
    assert.deepEqual((await get(sandbox, '/avatars')).body, fixture('avatars_array.json'));
  });

  test('are objects, as documented, with the option for it', async () => {
    await restart({ collections: 'object' });
    assert.deepEqual(Object.keys((await get(sandbox, '/langs')).body), ['langs']);
    assert.deepEqual(Object.keys((await get(sandbox, '/avatars')).body), ['avatars']);
  });
});

describe('every response', () => {
  const paths = ['/langs', '/sessions', '/sessions/unknown', '/nothing'];
  for (const path of paths) {
    test(`to ${path} is JSON with a request id and a date`, async () => {
      const { headers } = await get(sandbox, path);
      assert.equal(headers['content-type'], 'application/json; charset=utf-8');
      assert.match(headers['x-request-id'], /^req_[A-Za-z0-9]{20}$/);
      assert.equal(Date.parse(headers.date), NOW);
    });
  }

  test('has its own request id', async () => {
    const ids = await Promise.all(
      paths.map(async (path) => (await get(sandbox, path)).headers['x-request-id']),
    );
    assert.equal(new Set(ids).size, paths.length);
  });

  test('is compressed when it is large and the request takes gzip', async () => {
    await create(sandbox, { metadata: { text: 'x'.repeat(5000) } });
    const { headers, body } = await get(sandbox, '/sessions', { headers: { 'accept-encoding': 'br, gzip' } });
    assert.equal(headers['content-encoding'], 'gzip');
    assert.equal(body.sessions.length, 1);
  });

  for (const coding of ['identity', 'gzip;q=0', 'br']) {
    test(`is not compressed for accept-encoding ${coding}`, async () => {
      await create(sandbox, { metadata: { text: 'x'.repeat(5000) } });
      const { headers } = await get(sandbox, '/sessions', { headers: { 'accept-encoding': coding } });
      assert.equal(headers['content-encoding'], undefined);
    });
  }

  test('is not compressed when it is small', async () => {
    const { headers } = await get(sandbox, '/langs', { headers: { 'accept-encoding': 'gzip' } });
    assert.equal(headers['content-encoding'], undefined);
  });
});

describe('what is not served', () => {
  for (const path of ['/', '//sessions', '/sessions/', '/sessions/a/b', '/v1/sessions', '/langs/']) {
    test(`responds 404 to ${path}`, async () => {
      const { status, body } = await get(sandbox, path);
      assert.equal(status, 404);
      assert.equal(body.error.type, 'not_found_error');
    });
  }

  const wrong = {
    'DELETE /sessions': 'POST, GET',
    'POST /langs': 'GET',
    'PUT /sessions/x': 'GET',
    'POST /sessions/x/refresh': 'GET',
  };
  for (const [line, allowed] of Object.entries(wrong)) {
    test(`responds 405 to ${line}`, async () => {
      const { status, headers, body } = await call(sandbox, ...line.split(' '));
      assert.equal(status, 405);
      assert.equal(headers.allow, allowed);
      assert.equal(body.error.type, 'validation_error');
    });
  }
});

test('two sandboxes share nothing', async () => {
  const other = await startSandbox();
  await create(other, SETTINGS);
  assert.equal(sandbox.sessions.size, 0);
  assert.equal(sandbox.requests.length, 0);
  await other.close();
});
