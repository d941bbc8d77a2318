// `outcome` over all attempts of a call, compared with what the server did: an earlier attempt that the server has read,
// or may have acted on, still counts when a later one never arrived or was turned away.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startSandbox } from '@facesignai/api-native/sandbox';
import { clientOf, rejectionOf, SETTINGS } from '../support/client.mjs';
import { send, serve } from '../support/server.mjs';

const sandboxes = [];
after(() => Promise.all(sandboxes.map((sandbox) => sandbox.close())));

async function sandboxThat(...faults) {
  const sandbox = await startSandbox();
  sandboxes.push(sandbox);
  for (const fault of faults) sandbox.fail(fault);
  const client = clientOf(sandbox, { auth: sandbox.keys[0], maxRetries: 1 });
  return { sandbox, client };
}

const acted = { afterHandling: true };
const refusal = { status: 400 };
const limit = { status: 429, retryAfter: 0 };

/** The first response, the second, and what the caller may conclude. */
const TWO_RESPONSES = [
  [{ status: 500, ...acted }, limit, 'unknown'],
  [{ status: 502, ...acted }, refusal, 'unknown'],
  [{ status: 503, ...acted }, refusal, 'unknown'],
  [{ status: 504, ...acted }, refusal, 'unknown'],
  // In an envelope it would be a validation error, which is never retried.
  [{ status: 408, body: 'empty', ...acted }, refusal, 'unknown'],
  [{ reset: 'before-headers', ...acted }, refusal, 'unknown'],
  [limit, refusal, 'answered'],
];
for (const [first, second, outcome] of TWO_RESPONSES) {
  const before = `${first.status ?? 'a reset'}${first.afterHandling ? ', after the session was made' : ''}`;
  test(`${before}, then ${second.status}: ${outcome}`, async () => {
    const { sandbox, client } = await sandboxThat(first, second);
    const error = await rejectionOf(client.session.create(SETTINGS));
    assert.deepEqual([error.response.status, error.outcome], [second.status, outcome]);
    assert.equal(sandbox.sessions.size, first.afterHandling ? 1 : 0);
  });
}

for (const [status, outcome] of [
  [500, 'unknown'],
  [429, 'answered'],
])
  test(`${status}, then nothing listens any more: ${outcome}, since the server has read the first attempt`, async () => {
    const server = await serve((_request, response) => {
      server.server.close();
      send(response, { status, headers: { connection: 'close' } });
    });
    const error = await rejectionOf(clientOf(server, { maxRetries: 1 }).session.create(SETTINGS));
    assert.deepEqual([error.code, error.outcome], ['ECONNREFUSED', outcome]);
  });
