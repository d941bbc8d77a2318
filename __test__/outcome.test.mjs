// `outcome` and `mayHaveActed` of a call with one attempt: whether a failed create may have created a session
// (docs/decisions/0023). For several attempts see storms/outcome.test.mjs and tests/call_loop.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { clientOf, rejectionOf, SETTINGS } from './support/client.mjs';
import { freePort, send, serve } from './support/server.mjs';
import { STATUSES } from './support/statuses.mjs';

const servers = [];
after(() => Promise.all(servers.map((server) => server.close())));

async function responding(reply) {
  const server = await serve((request, response) => {
    if (typeof reply === 'function') reply(request.socket);
    else send(response, reply);
  });
  return servers[servers.push(server) - 1];
}

const raw = (text) => (socket) => socket.end(`HTTP/1.1 ${text}`);
const withOutcome = (outcome) =>
  STATUSES.filter((row) => row.outcome === outcome).map(({ status }) => [
    `status ${status}`,
    { status, body: '' },
  ]);

const CASES = {
  answered: withOutcome('answered'),
  unknown: [
    ...withOutcome('unknown'),
    ['a redirect without an address', raw('307 Temporary Redirect\r\ncontent-length: 0\r\n\r\n')],
    [
      'a redirect to no address',
      raw('307 Temporary Redirect\r\nlocation: http://\r\ncontent-length: 0\r\n\r\n'),
    ],
    ['a 2xx that is not JSON', { body: '<html>' }],
    ['a 2xx without a body', { status: 204, body: '' }],
    ['a 2xx that was truncated', raw('200 OK\r\ncontent-length: 9\r\n\r\n[1,')],
    ['a 2xx that is over the limit', { body: JSON.stringify('x'.repeat(200)) }],
    ['a 2xx that cannot be decompressed', { headers: { 'content-encoding': 'gzip' }, body: 'no gzip' }],
    ['a reset connection', (socket) => socket.resetAndDestroy()],
    ['no response in time', () => {}],
  ],
};

const CALLS = {
  create: (client) => client.session.create(SETTINGS),
  read: (client) => client.session.retrieve({ sessionId: 'id-1' }),
};

describe('one attempt', { concurrency: true }, () => {
  for (const [outcome, cases] of Object.entries(CASES))
    for (const [name, response] of cases)
      for (const [kind, call] of Object.entries(CALLS))
        test(`${name}, of a ${kind}: ${outcome}`, async () => {
          const options = { maxResponseBytes: 100, timeoutMs: name.includes('in time') ? 100 : 10_000 };
          const error = await rejectionOf(call(clientOf(await responding(response), options)));
          assert.equal(error.outcome, outcome);
          assert.equal(error.mayHaveActed, kind === 'create' && outcome === 'unknown');
          assert.equal(error.toJSON().mayHaveActed, error.mayHaveActed);
        });

  test('no connection, of a create: not_sent', async () => {
    const client = clientOf({ url: `http://127.0.0.1:${await freePort()}` });
    const error = await rejectionOf(client.session.create(SETTINGS));
    assert.deepEqual([error.outcome, error.mayHaveActed], ['not_sent', false]);
  });

  test('a wrong argument, of a create: not_sent', async () => {
    const error = await rejectionOf(clientOf({ url: 'http://127.0.0.1:9' }).session.create('settings'));
    assert.deepEqual([error.outcome, error.mayHaveActed], ['not_sent', false]);
  });
});
