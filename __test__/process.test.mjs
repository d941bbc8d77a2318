// The process that has the addon: it ends on its own when nothing is pending, whatever happened before, and threads may
// start and end with calls in flight.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from './support/process.mjs';
import { send, serve } from './support/server.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const responding = await serve((_request, response) => send(response, { body: '["en"]' }));
const silent = await serve(() => {});
after(() => Promise.all([responding.close(), silent.close()]));

const CLIENT = `
  import Client from '@facesignai/api-native';
  const options = { auth: 'sk_test', serverUrl: process.argv[1], proxy: false, maxRetries: 0 };
  const client = new Client(options);`;

/** Runs the program and expects that it ends by itself, quietly. */
async function quietly(program, server, code = 0) {
  const ended = await run(CLIENT + program, { args: [server.url] });
  assert.deepEqual(
    { code: ended.code, signal: ended.signal, stderr: ended.stderr },
    { code, signal: null, stderr: '' },
    ended.stdout,
  );
  return ended.stdout;
}

describe('the process ends by itself', { concurrency: 2 }, () => {
  test('with a client that was never used', async () => {
    assert.equal(await quietly('', silent), '');
  });

  test('after a call, though its connection is kept', async () => {
    const program = 'console.log(await client.langs.retrieve());';
    assert.equal(await quietly(program, responding), "[ 'en' ]\n");
  });

  test('after a call that was not awaited, and not before', async () => {
    const program = 'client.langs.retrieve().then(console.log);';
    assert.equal(await quietly(program, responding), "[ 'en' ]\n");
  });

  test('after many calls at once', async () => {
    const program = `
      const calls = Array.from({ length: 200 }, () => client.langs.retrieve());
      console.log((await Promise.all(calls)).flat().length);`;
    assert.equal(await quietly(program, responding), '200\n');
  });

  test('after a timeout', async () => {
    const program =
      'await client.langs.retrieve(0, { timeoutMs: 50 }).catch(({ name }) => console.log(name));';
    assert.equal(await quietly(program, silent), 'TimeoutError\n');
  });

  test('after an abort', async () => {
    const program = `
      const controller = new AbortController();
      const call = client.session.list({}, { signal: controller.signal });
      setImmediate(() => controller.abort());
      await call.catch(({ name }) => console.log(name));`;
    assert.equal(await quietly(program, silent), 'AbortError\n');
  });

  test('after an abort of many calls with one signal, without a warning', async () => {
    const program = `
      const controller = new AbortController();
      const { signal } = controller;
      const calls = Array.from({ length: 50 }, () => client.session.list({}, { signal }).catch(({ name }) => name));
      setImmediate(() => controller.abort());
      console.log(new Set(await Promise.all(calls)));`;
    assert.equal(await quietly(program, silent), "Set(1) { 'AbortError' }\n");
  });

  test('after its clients were collected as garbage', async () => {
    const program = `
      for (let made = 0; made < 300; made += 1) new Client(options);
      console.log(await new Client(options).langs.retrieve());`;
    assert.equal(await quietly(program, responding), "[ 'en' ]\n");
  });
});

describe('process.exit in the middle of calls ends it', () => {
  test('with the code that was asked for', async () => {
    const program = `
      for (let call = 0; call < 20; call += 1) client.session.list();
      setImmediate(() => process.exit(7));`;
    await quietly(program, silent, 7);
  });

  test('also while results are coming in', async () => {
    const program = `
      for (let call = 0; call < 200; call += 1) client.langs.retrieve().then(() => process.exit(7));`;
    await quietly(program, responding, 7);
  });
});

describe('worker threads', () => {
  /** A program whose workers make calls; `use` has the client as \`client\` in each. */
  const withWorkers = (count, use, main) => `
    import { once } from 'node:events';
    import { createRequire } from 'node:module';
    import { Worker } from 'node:worker_threads';
    const entry = createRequire(process.cwd() + '/').resolve('@facesignai/api-native');
    const program = \`
      const { parentPort, workerData } = require('node:worker_threads');
      const { Client, FaceSignError } = require(workerData.entry);
      const client = new Client(workerData.options);
      ${use}\`;
    const workers = Array.from(
      { length: ${count} },
      () => new Worker(program, { eval: true, execArgv: [], workerData: { entry, options } }),
    );
    ${main}`;

  test('make calls beside the main thread, and end by themselves', async () => {
    const use = 'client.langs.retrieve().then((response) => parentPort.postMessage(response));';
    const main = `
      const responses = workers.map((worker) => once(worker, 'message'));
      const ends = workers.map((worker) => once(worker, 'exit'));
      console.log((await Promise.all([client.langs.retrieve(), ...responses])).flat(2).join());
      console.log((await Promise.all(ends)).join());`;
    assert.equal(await quietly(withWorkers(4, use, main), responding), 'en,en,en,en,en\n0,0,0,0\n');
  });

  test('throw errors of their own copy of the classes', async () => {
    const use = `
      client.session.list({}, { timeoutMs: 50 })
        .catch((error) => parentPort.postMessage(error instanceof FaceSignError && error.name));`;
    const main = `
      const responses = workers.map((worker) => once(worker, 'message'));
      console.log((await Promise.all(responses)).join());`;
    assert.equal(await quietly(withWorkers(2, use, main), silent), 'TimeoutError,TimeoutError\n');
  });

  const STARTED = `
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    await Promise.all(workers.map((worker) => worker.terminate()));
    console.log('ended');`;

  test('may be terminated with calls in flight', async () => {
    const use = `
      for (let call = 0; call < 20; call += 1) client.session.list();
      parentPort.postMessage('started');`;
    assert.equal(await quietly(withWorkers(10, use, STARTED), silent), 'ended\n');
  });

  test('may be terminated while results are coming in', async () => {
    const use = `
      const again = () => client.langs.retrieve().then(again);
      for (let call = 0; call < 20; call += 1) again();
      client.langs.retrieve().then(() => parentPort.postMessage('started'));`;
    assert.equal(await quietly(withWorkers(10, use, STARTED), responding), 'ended\n');
  });

  test('that were terminated leave the main thread able to call', async () => {
    const use = `
      for (let call = 0; call < 20; call += 1) client.langs.retrieve();
      parentPort.postMessage('started');`;
    const main = `${STARTED} console.log(await client.langs.retrieve());`;
    assert.equal(await quietly(withWorkers(3, use, main), responding), "ended\n[ 'en' ]\n");
  });
});

test('what keeps the process alive refers to nothing of a caller', async () => {
  const program = `
    import { AsyncLocalStorage, createHook } from 'node:async_hooks';
    const local = new AsyncLocalStorage();
    const made = [];
    createHook({ init: (_id, type) => made.push([type, local.getStore()]) }).enable();
    await local.run('the store of a caller', () => client.langs.retrieve());
    console.log(made.filter(([type]) => type === 'Timeout').map(([, store]) => store));`;
  assert.equal(await quietly(program, responding), '[ undefined ]\n');
});

test('the package loads where it may read no file but its own', async () => {
  const [permission] = ['--permission', '--experimental-permission'].filter((flag) =>
    process.allowedNodeEnvironmentFlags.has(flag),
  );
  const flags = [permission, '--allow-addons', `--allow-fs-read=${join(root, '*')}`, '--no-warnings'];
  const { code, stdout, stderr } = await run(`${CLIENT} console.log(await client.langs.retrieve());`, {
    args: [responding.url],
    flags,
  });
  assert.deepEqual([code, stdout, stderr], [0, "[ 'en' ]\n", '']);
});

test('calls end while the timers are replaced, as in tests with fake timers', async () => {
  const program = `
    const never = () => ({ ref() {}, unref() {} });
    Object.assign(globalThis, { setTimeout: never, setInterval: never, setImmediate: never });
    for (let call = 0; call < 3; call += 1) console.log(await client.langs.retrieve());`;
  assert.equal(await quietly(program, responding), "[ 'en' ]\n".repeat(3));
});
