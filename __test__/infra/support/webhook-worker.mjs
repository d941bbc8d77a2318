// A process that receives webhooks with the store of the Redis recipe. It says on its output when a handler begins and ends;
// MODE is what the handler does: `quick`, `slow` (until its input says go on), `throws` or `hangs`.

import { createServer } from 'node:http';
import { createNodeWebhook } from '@facesignai/api-native/webhooks';
import { createClient } from 'redis';
import { redisStore } from '../../../docs/recipes/code/webhooks/redis-store.mjs';

const { REDIS_URL, MODE, TIMEOUT_MS } = process.env;
const say = (line) => process.stdout.write(`${line}\n`);

const HANDLERS = {
  quick: () => {},
  slow: () => new Promise((resolve) => process.stdin.once('data', resolve)),
  throws: () => {
    throw new Error('of the handler');
  },
  hangs: () => new Promise(() => {}),
};

const redis = createClient({ url: REDIS_URL });
await redis.connect();
const server = createServer(
  createNodeWebhook({
    on: {
      '*': async ({ id }) => {
        say(`began ${id}`);
        await HANDLERS[MODE]();
        say(`ended ${id}`);
      },
    },
    seen: redisStore(redis),
    timeoutMs: Number(TIMEOUT_MS),
    onError: ({ name }) => say(`error ${name}`),
  }),
);
server.listen(0, '127.0.0.1', () => say(server.address().port));
