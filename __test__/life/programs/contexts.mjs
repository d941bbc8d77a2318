// Loads the package in the main realm and in vm contexts like Jest's: concurrent calls in all of them, and errors that
// each realm recognizes. Prints the findings.
import { createRequire } from 'node:module';
import vm from 'node:vm';
import { KEY, rejectionOf } from '../../support/client.mjs';
import { loadedInContext } from '../support/contexts.mjs';

const CONTEXTS = 3;
const CALLS = 20;
const url = process.argv[2];

const main = { sdk: createRequire(import.meta.url)('@facesignai/api-native'), Error };
const others = Array.from({ length: CONTEXTS }, () => {
  const { context, sdk } = loadedInContext();
  return { sdk, Error: vm.runInContext('Error', context) };
});

const realms = [main, ...others];
const clients = realms.map(({ sdk }) => new sdk.Client({ auth: KEY, serverUrl: url, proxy: false }));
const calls = clients.flatMap((client) => Array.from({ length: CALLS }, () => client.langs.retrieve()));
const responses = await Promise.all(calls);
const missing = clients.map((client) => rejectionOf(client.session.retrieve({ sessionId: 'missing' })));
const errors = await Promise.all(missing);

const distinguished = realms.map(({ sdk, Error: Own }, realm) => ({
  own: errors[realm] instanceof Own,
  known: errors.every((error) => error instanceof sdk.NotFoundError && error instanceof sdk.FaceSignError),
  mistaken: errors.some((error) => error instanceof sdk.TimeoutError),
}));
console.log(
  JSON.stringify({
    responses: responses.length,
    copies: new Set(realms.map(({ sdk }) => sdk.FaceSignError)).size,
    distinguished: distinguished.filter(({ own, known, mistaken }) => own && known && !mistaken).length,
  }),
);
