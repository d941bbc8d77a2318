// The signal and the timeout of the runtime end a call that would never end.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import Client, { AbortError, TimeoutError } from '@facesignai/api-native';
import exercise from './exercise.cjs';

const silent = createServer(() => {}).listen(0, '127.0.0.1');
await new Promise((resolve) => silent.on('listening', resolve));
const client = new Client({
  auth: 'k',
  serverUrl: `http://127.0.0.1:${silent.address().port}`,
  maxRetries: 0,
});
const controller = new AbortController();
setTimeout(() => controller.abort(), 50);
await assert.rejects(client.langs.retrieve({}, { signal: controller.signal }), AbortError);
await assert.rejects(client.langs.retrieve({}, { timeoutMs: 50 }), TimeoutError);
silent.closeAllConnections?.();
silent.close();
await exercise(Client);
