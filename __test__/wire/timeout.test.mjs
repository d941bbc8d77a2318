// The timeout (docs/api-contract.md#responses-errors-and-timeouts). Differences from the old SDK are marked
// `deliberate`.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as later } from 'node:timers/promises';
import Client from '../../index.js';
import { clientOf, rejectionOf, thrownBy } from '../support/client.mjs';
import { startRecorder } from '../support/recorder.mjs';

const CODE = 'facesign_client_request_timeout';

/** Longer than one millisecond, the delay that Node's timers use for an invalid number. */
const A_MOMENT = 50;

/** Responds to `/langs` after a moment, `/avatars` with headers and half of a body, and all else never. */
const recorder = await startRecorder(async ({ url }, response) => {
  if (url === '/avatars') response.writeHead(200, { 'content-length': '2' }).write('{');
  if (url !== '/langs') return undefined;
  await later(A_MOMENT);
  return {};
});
after(recorder.close);

test('a timeout has the message of the old SDK (deliberate: as an Error, not a bare string)', async () => {
  const error = await rejectionOf(clientOf(recorder, { timeoutMs: 20 }).session.list());
  assert.ok(error instanceof Error && error instanceof Client.TimeoutError);
  assert.equal(error.message, CODE);
  assert.equal(error.code, CODE);
});

test('a timeout covers the body (deliberate: the old one ended with the headers)', async () => {
  const error = await rejectionOf(clientOf(recorder, { timeoutMs: 50 }).avatars.retrieve());
  assert.equal(error.code, CODE);
});

test('a timeout cuts the connection (deliberate: the old request went on)', {
  timeout: 30_000,
}, async () => {
  const { promise: cut, resolve } = deferred();
  const server = await startRecorder(() => undefined);
  // On a busy machine the time may be over before the server has read the request.
  server.server.on('connection', (socket) => socket.on('close', resolve));
  await rejectionOf(clientOf(server, { timeoutMs: 50 }).session.list());
  await cut;
  await server.close();
});

test('the timeout of a call goes before that of the client', async () => {
  const client = clientOf(recorder, { timeoutMs: 60_000 });
  assert.equal((await rejectionOf(client.session.list({}, { timeoutMs: 20 }))).code, CODE);
});

for (const timeoutMs of [undefined, null, 60_000]) {
  test(`a slow response is waited for with timeoutMs ${timeoutMs}`, async () => {
    assert.deepEqual(await clientOf(recorder, { timeoutMs }).langs.retrieve(), {});
    assert.deepEqual(await clientOf(recorder).langs.retrieve({}, { timeoutMs }), {});
  });
}

for (const timeoutMs of [2_147_483_648, 1e15, Number.MAX_VALUE]) {
  test(`timeoutMs ${timeoutMs} is that long (deliberate: old, 1 ms)`, async () => {
    assert.deepEqual(await clientOf(recorder, { timeoutMs }).langs.retrieve(), {});
    assert.deepEqual(await clientOf(recorder).langs.retrieve({}, { timeoutMs }), {});
  });
}

for (const timeoutMs of [0, -1, Number.NaN, Infinity]) {
  test(`timeoutMs ${timeoutMs} is rejected (deliberate: old, 1 ms)`, async () => {
    for (const error of [
      thrownBy(() => clientOf(recorder, { timeoutMs })),
      await rejectionOf(clientOf(recorder).langs.retrieve({}, { timeoutMs })),
    ]) {
      assert.ok(error instanceof Client.ConfigurationError);
      assert.equal(error.param, 'timeoutMs');
    }
  });
}

function deferred() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
