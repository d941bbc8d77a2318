// Contexts as of Jest's test files: in each the package is loaded, a client is made and a call answered, and then the
// context is let go. Prints how many there were and how many were collected. Run with --expose-gc.
import { KEY } from '../../support/client.mjs';
import { collectedOf } from '../support/collected.mjs';
import { loadedInContext } from '../support/contexts.mjs';

const CONTEXTS = 20;
const url = process.argv[2];

const collected = await collectedOf({ times: CONTEXTS, expected: CONTEXTS }, async () => {
  const { context, sdk } = loadedInContext();
  await new sdk.Client({ auth: KEY, serverUrl: url, proxy: false }).langs.retrieve();
  return context;
});
console.log(JSON.stringify({ contexts: CONTEXTS, collected }));
