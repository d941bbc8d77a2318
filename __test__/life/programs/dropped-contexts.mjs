// Contexts as of Jest's test files: in each the package is loaded, a client is made and a call answered, and then the
// context is let go. Prints how many there were and how many were collected. Run with --expose-gc.
import { setTimeout as pause } from 'node:timers/promises';
import { KEY } from '../../support/client.mjs';
import { loadedInContext } from '../support/contexts.mjs';

const CONTEXTS = 20;
const url = process.argv[2];

let collected = 0;
const registry = new FinalizationRegistry(() => {
  collected += 1;
});

async function use() {
  const { context, sdk } = loadedInContext();
  registry.register(context);
  await new sdk.Client({ auth: KEY, serverUrl: url, proxy: false }).langs.retrieve();
}

for (let index = 0; index < CONTEXTS; index += 1) await use();
const bound = Date.now() + 10_000;
while (collected < CONTEXTS && Date.now() < bound) {
  globalThis.gc();
  // Finalizers run between two turns of the loop.
  await pause(10);
}
console.log(JSON.stringify({ contexts: CONTEXTS, collected }));
