// Uses the client as the first argument says, with the server of the second, and doesn't end the process. Prints when it
// is done.
import { setImmediate } from 'node:timers/promises';
import { clientOf } from '../../support/client.mjs';

const [use, url] = process.argv.slice(2);
const client = clientOf({ url });
const silent = clientOf({ url: `${url}/silent` });
const ignored = () => {};

const USES = {
  'a client that makes no call': async () => {},
  'one call': () => client.langs.retrieve(),
  'a hundred calls at once': () => Promise.all(Array.from({ length: 100 }, () => client.langs.retrieve())),
  'a call that failed': () =>
    clientOf({ url: `${url}/failing` })
      .langs.retrieve()
      .catch(ignored),
  'a call that was aborted': async () => {
    const controller = new AbortController();
    const call = silent.session.list({}, { signal: controller.signal }).catch(ignored);
    await setImmediate();
    controller.abort();
    await call;
  },
  'a call that timed out': () => silent.session.list({}, { timeoutMs: 20 }).catch(ignored),
  'a call whose signal is never used': () =>
    client.langs.retrieve({}, { signal: new AbortController().signal }),
};

if (use === 'a call that nobody awaits') {
  // It must end before the process does.
  client.langs.retrieve().then(done);
} else {
  await USES[use]();
  done();
}

function done() {
  console.log(Date.now());
}
