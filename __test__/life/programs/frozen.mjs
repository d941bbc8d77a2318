// A process that gets frozen between two calls, or during one, and continues. It makes a call for every line on stdin,
// `list` or `langs`, and prints the error, the attempts and its clocks.
import { createInterface } from 'node:readline';
import { Client } from '@facesignai/api-native';
import { KEY } from '../../support/client.mjs';

const [url, timeoutMs] = process.argv.slice(2);
let seen;
const take = (_line, { attempts }) => {
  seen = attempts?.map(({ status, failure }) => status ?? failure) ?? seen;
};
const logger = { debug: take, info: take, warn: take, error: take };
const client = new Client({
  auth: KEY,
  serverUrl: url,
  proxy: false,
  http2: url.startsWith('https:'),
  timeoutMs: Number(timeoutMs),
  retry: { initialDelayMs: 1 },
  logger,
  logLevel: 'DEBUG',
});

const CALLS = { list: () => client.session.list(), langs: () => client.langs.retrieve() };
for await (const name of createInterface({ input: process.stdin })) {
  const error = await CALLS[name]().then(
    () => undefined,
    (reason) => reason.name,
  );
  console.log(JSON.stringify({ error, attempts: seen, clocks: [performance.now(), Date.now()] }));
}
