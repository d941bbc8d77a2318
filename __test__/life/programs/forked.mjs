// A parent and a child made by `fork`, each with calls in flight when the other starts. Prints how many calls succeeded.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { clientOf } from '../../support/client.mjs';

const url = process.argv[2];

const calls = () => {
  const client = clientOf({ url });
  return Array.from({ length: 20 }, () => client.langs.retrieve());
};

if (process.send) {
  process.send((await Promise.all(calls())).length);
  process.disconnect();
} else {
  const before = calls();
  const child = fork(fileURLToPath(import.meta.url), [url]);
  const [[inChild]] = await Promise.all([once(child, 'message'), ...before]);
  const [code] = await once(child, 'exit');
  const own = await Promise.all([...before, ...calls()]);
  console.log(JSON.stringify({ inChild, code, own: own.length }));
}
