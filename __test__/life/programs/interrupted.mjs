// Has calls in flight to a server that never responds, and ends as the first argument says, which it announces on
// stdout.
import { clientOf } from '../../support/client.mjs';

const [way, url] = process.argv.slice(2);
const client = clientOf({ url });

const WAYS = {
  'process.exit()': () => process.exit(7),
  'process.exit() when a response comes': () =>
    clientOf({ url: `${url}/responding` })
      .langs.retrieve()
      .finally(() => process.exit(7)),
  'an exception that no one catches': () => {
    throw new Error('on purpose');
  },
  'a rejection that no one handles': () => Promise.reject(new Error('on purpose')),
  SIGTERM: () => {},
  'SIGTERM with a handler': () => process.once('SIGTERM', () => process.exit(7)),
};

for (let index = 0; index < 50; index += 1) client.session.list().catch(() => {});
process.stdin.once('data', () => WAYS[way]());
if (way.startsWith('SIGTERM')) WAYS[way]();
console.log('in flight');
