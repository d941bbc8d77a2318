import { randomUUID } from 'node:crypto';

// Only the delivery that claimed an event may release it: its lease may have ended, and another one may have claimed it.
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/**
 * Which events were handled, for any number of processes.
 * @param {import('redis').RedisClientType} redis a connected client of the package `redis`
 */
export function redisStore(redis, prefix = 'facesign:webhook:') {
  const tokens = new Map();
  return {
    async claim(id, leaseMs) {
      const token = randomUUID();
      // One step: sets the lease if there is none, and gives what was there before.
      const found = await redis.set(prefix + id, token, {
        condition: 'NX',
        GET: true,
        expiration: { type: 'PX', value: leaseMs },
      });
      if (found === 'done') return 'done';
      if (found !== null) return 'busy';
      tokens.set(id, token);
      return 'new';
    },
    async done(id, ttlMs) {
      tokens.delete(id);
      await redis.set(prefix + id, 'done', { expiration: { type: 'PX', value: ttlMs } });
    },
    async release(id) {
      const token = tokens.get(id) ?? '';
      tokens.delete(id);
      await redis.eval(RELEASE, { keys: [prefix + id], arguments: [token] });
    },
  };
}
