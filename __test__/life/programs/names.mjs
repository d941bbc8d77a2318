// Calls to names that are resolved under the unusual conditions of the argument. The name server, if there is one, is in
// this file and never responds. Prints the result as JSON.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { clientOf, rejectionOf } from '../../support/client.mjs';
import { listenWithoutAccepting } from '../../support/unaccepting.mjs';
import { silentNameServer } from '../support/name-server.mjs';
import { elapsed } from '../support/numbers.mjs';

const [circumstance, number = '0'] = process.argv.slice(2);
/** The user whose number of threads is limited: root's is not. */
const NOBODY = 65_534;
const LONG = { connectTimeoutMs: 60_000, timeoutMs: 60_000, maxConcurrency: 1000 };

const threads = () => readdirSync('/proc/self/task').length;
const call = (client, options) => client.langs.retrieve(undefined, options);

async function server(host = '127.0.0.1', port = 0) {
  const responding = createServer((_request, response) => response.end('{}')).listen(port, host);
  await once(responding, 'listening');
  return { port: responding.address().port, close: () => responding.close().closeAllConnections() };
}

/** Starts so many calls, has `act` made while they wait for their names, and ends them. */
async function whileHanging(names, calls, act) {
  const silent = await silentNameServer();
  const controller = new AbortController();
  const waiting = Array.from({ length: calls }, (_, index) => {
    const client = clientOf({ url: `http://never-${index % names}.test` }, LONG);
    return rejectionOf(call(client, { signal: controller.signal }));
  });
  await once(silent, 'message');
  const result = await act();
  controller.abort();
  await Promise.all(waiting);
  silent.close();
  return result;
}

/** The error of a call to localhost, reduced to what a test checks. */
async function errorAt(port) {
  const error = await rejectionOf(call(clientOf({ url: `http://localhost:${port}` }, { maxRetries: 1 })));
  const { name, code, outcome, message } = error;
  return { name, code, outcome, message, attempts: error.attempts.map(({ failure }) => failure) };
}

/** The client has started its thread and knows a server. */
async function warmUp(port) {
  await call(clientOf({ url: `http://127.0.0.1:${port}` }));
}

const CIRCUMSTANCES = {
  async 'calls to a name that hangs'() {
    const { port, close } = await server();
    await warmUp(port);
    const before = threads();
    const during = await whileHanging(1, Number(number), async () => {
      // Calls begin in turn: once this one has its response, those before it wait for the name.
      await warmUp(port);
      return threads();
    });
    close();
    return { more: during - before };
  },
  async 'a name beside names that hang'() {
    const { port, close } = await server();
    await warmUp(port);
    const client = clientOf({ url: `http://localhost:${port}` });
    const { time } = await whileHanging(Number(number), Number(number), () => elapsed(() => call(client)));
    close();
    return { time };
  },
  async 'one of two addresses drops packets'() {
    const silent = await listenWithoutAccepting();
    const { port, close } = await server('127.0.0.2', Number(new URL(silent.url).port));
    const client = clientOf({ url: `http://two.test:${port}` }, { timeoutMs: 2000 });
    const { time } = await elapsed(() => call(client));
    close();
    await silent.close();
    return { time };
  },
  async 'no free file descriptor'() {
    const { port, close } = await server();
    close();
    // The client has started its thread, and no connection is left that could close and give its descriptor back.
    await rejectionOf(warmUp(port));
    const open = [];
    try {
      for (;;) open.push(openSync('/dev/null'));
    } catch {
      // There is none left.
    }
    const error = await errorAt(port);
    for (const descriptor of open) closeSync(descriptor);
    const again = await server();
    await call(clientOf({ url: `http://localhost:${again.port}` }));
    again.close();
    return error;
  },
  async 'no thread to be had'() {
    const { port, close } = await server();
    await warmUp(port);
    execFileSync('prlimit', ['--pid', String(process.pid), '--nproc=1:1']);
    process.setgid(NOBODY);
    process.setuid(NOBODY);
    const error = await errorAt(port);
    close();
    return error;
  },
};

console.log(JSON.stringify(await CIRCUMSTANCES[circumstance]()));
