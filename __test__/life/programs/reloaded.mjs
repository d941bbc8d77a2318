// The package loaded anew and anew, as by what drops require.cache when a file changes: each time a client is made, a
// call answered, and all let go. Prints how many there were and how many were collected: all but the first, which Node.js
// holds as the one that loaded the addon. Run with --expose-gc.
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { KEY } from '../../support/client.mjs';

const LOADS = 20;
const url = process.argv[2];

let collected = 0;
const registry = new FinalizationRegistry(() => {
  collected += 1;
});

async function use() {
  // A `require` of its own, for it keeps what it has loaded.
  const require = createRequire(import.meta.url);
  const { Client } = require('../../../index.js');
  registry.register(Client);
  await new Client({ auth: KEY, serverUrl: url, proxy: false }).langs.retrieve();
  for (const file of Object.keys(require.cache)) if (file.endsWith('.js')) delete require.cache[file];
}

for (let index = 0; index < LOADS; index += 1) await use();
const bound = Date.now() + 10_000;
while (collected < LOADS - 1 && Date.now() < bound) {
  globalThis.gc();
  // Finalizers run between two turns of the loop.
  await pause(10);
}
console.log(JSON.stringify({ loads: LOADS, collected }));
