import { createServer } from 'node:http';
import { createNodeWebhook } from '@facesignai/api-native/webhooks';
import { createClient } from 'redis';
import { on } from './events.mjs';
import { redisStore } from './redis-store.mjs';

export const redis = createClient({ url: process.env.REDIS_URL });
redis.on('error', console.error);
await redis.connect();

export const server = createServer(
  createNodeWebhook({ on, onError: console.error, seen: redisStore(redis) }),
);
