// The test servers can send an RST: it arrives, and no socket outlives it, whatever the connection was doing.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { reset } from '../support/reset.mjs';
import { watchSockets } from './support/sockets.mjs';

let client;
let socket;
let server;
const sockets = watchSockets();

beforeEach(async () => {
  server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = net.connect({ port: server.address().port, allowHalfOpen: true });
  client.resume();
  [[socket]] = await Promise.all([once(server, 'connection'), once(client, 'connect')]);
});

afterEach(async () => {
  client.destroy();
  server.close();
  assert.equal(await sockets.left(), 0, 'sockets that are still open');
});

test('a connection that is whole is reset', async () => {
  const failed = once(client, 'error');
  reset(socket);
  assert.equal((await failed)[0].code, 'ECONNRESET');
});

test('a connection whose FIN is on its way is closed', async () => {
  socket.end();
  reset(socket);
  await once(socket, 'close');
});

test('a connection whose FIN has gone out is closed', async () => {
  await once(socket.end(), 'finish');
  reset(socket);
  await once(socket, 'close');
});
