// Writes the sessions of one day as lines of JSON: node export.mjs 2026-11-26 > sessions.jsonl
import { once } from 'node:events';
import Client from '@facesignai/api-native';

const DAY_MS = 24 * 60 * 60 * 1000;
const day = Date.parse(process.argv[2]);

// At night there is time: more retries, and half of the rate limit, so that other calls with this key get through.
const client = new Client({
  serverUrl: process.env.FACESIGN_SERVER_URL,
  maxRetries: 8,
  totalTimeoutMs: 600_000,
  rateLimit: { requestsPerMinute: 50 },
});

// Oldest first: a session that is created meanwhile comes last, and moves no page.
const filters = { fromDate: day, toDate: day + DAY_MS - 1, sortOrder: 'asc', limit: 100 };
let count = 0;
for await (const { id, status, createdAt, finishedAt } of client.session.listAll(filters)) {
  const line = JSON.stringify({ id, status, createdAt, finishedAt });
  // The next page is requested only when this one is written.
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
  count += 1;
}
console.error(`${count} sessions`);
