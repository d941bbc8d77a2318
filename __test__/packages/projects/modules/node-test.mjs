import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import Client from '@facesignai/api-native';
import { startSandbox } from '@facesignai/api-native/sandbox';

const sandbox = await startSandbox();
after(() => sandbox.close());

test('a test of a user makes a session in the sandbox', async () => {
  const client = new Client({ auth: sandbox.keys[0], serverUrl: sandbox.url });
  const { session } = await client.session.create({
    clientReferenceId: 'order-1',
    metadata: {},
    flow: [
      { id: 'in', type: 'start', outcome: 'out' },
      { id: 'out', type: 'end' },
    ],
  });
  assert.ok(sandbox.sessions.has(session.id));
});
