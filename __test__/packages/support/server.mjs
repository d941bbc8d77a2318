// Servers as users write them: started on a free port, and used over HTTP. Each creates a session on POST to its path
// and shows it below that path.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { start } from './project.mjs';
import { isOurs, variables } from './sandbox.mjs';

/** A port that was free a moment ago. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * A server while `use` runs.
 * @param {object} sandbox
 * @param {string} folder
 * @param {string} command as in a shell
 * @param {(url: string) => Promise<void>} use
 */
export async function withServer(sandbox, folder, command, use) {
  const port = await freePort();
  // `exec` leaves one process to end, not a shell before it.
  const child = start(folder, ['sh', '-c', `exec ${command}`], { ...variables(sandbox), PORT: String(port) });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const url = `http://127.0.0.1:${port}`;
  try {
    await listening(url, child, () => output);
    await use(url);
  } catch (error) {
    throw new Error(`${error.message}\nThe server printed:\n${output}`, { cause: error });
  } finally {
    // At once: some servers wait on SIGTERM for connections that a browser keeps open.
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

/** Asks until the server responds anything at all, or has ended. */
async function listening(url, child) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error('the server does not listen after 60 s');
    const response = await fetch(url).catch(() => undefined);
    if (response) return response.body?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Makes a session through the server and reads it; an order that is not a string is rejected. @returns {Promise<string>} its id */
export async function servesSessions(sandbox, url, path) {
  const begin = (orderId) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ orderId }),
    });
  // As an idempotency key it would be the same for every caller.
  assert.equal((await begin({ any: 'object' })).status, 400);
  const made = await begin(`order-${Math.random()}`);
  assert.equal(made.status, 201);
  const { id, url: address } = await made.json();
  assert.match(address, /\/play\?cs=cs/);
  const shown = await fetch(`${url + path}/${id}`);
  assert.deepEqual([shown.status, (await shown.json()).id], [200, id]);
  const unknown = await fetch(`${url + path}/unknown`);
  assert.equal(unknown.status, 404);
  assert.equal(typeof (await unknown.json()).message, 'string');
  isOurs(sandbox, id);
  return id;
}
