// The sandbox in this very process, as in users' tests.
import assert from 'node:assert/strict';
import Client from '@facesignai/api-native';
import { startSandbox } from '@facesignai/api-native/sandbox';
import exercise from './exercise.cjs';

const sandbox = await startSandbox();
sandbox.fail({ status: 503, times: 2, retryAfter: 0.01 });
const client = new Client({ auth: sandbox.keys[0], serverUrl: sandbox.url });
await client.langs.retrieve();
assert.equal(sandbox.requests.length, 3);
await sandbox.close();
await exercise(Client);
