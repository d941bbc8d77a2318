// Contexts like those of Jest's test files: each loads the package, creates a client and makes a call, then is dropped.
// Prints how many there were and how many were collected. Run with --expose-gc.
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
