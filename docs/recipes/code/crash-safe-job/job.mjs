// Verifies the user of one order: node job.mjs order-7
// It can be killed at any line and started again: the order never gets a second session.
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import Client from '@facesignai/api-native';

const client = new Client({
  serverUrl: process.env.FACESIGN_SERVER_URL,
  ambiguousRetries: 'reconcile', // adds the idempotency key to the metadata of the session
});

const orderId = process.argv[2];
const file = `${orderId}.json`; // in your service, a row of your database
const isRestart = load() !== undefined;

// The key is saved before anything is sent, so that a restart can look for what the last run did.
if (!isRestart) save({ idempotencyKey: randomUUID(), since: Date.now() });
const job = load();

if (!job.sessionId) {
  const made = isRestart ? await find() : undefined;
  const { session } = made ?? (await create());
  save({ ...job, sessionId: session.id });
}
console.log(load().sessionId);

function find() {
  const where = { clientReferenceId: orderId, since: job.since };
  return client.session.findByIdempotencyKey(job.idempotencyKey, where);
}

function create() {
  const flow = [
    { id: 'start', type: 'start', outcome: 'end' },
    { id: 'end', type: 'end' },
  ];
  const settings = { clientReferenceId: orderId, metadata: {}, flow };
  return client.session.create(settings, { idempotencyKey: job.idempotencyKey });
}

function load() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

// Renaming replaces the file in one step: a killed process leaves the old content or the new.
function save(job) {
  writeFileSync(`${file}.new`, JSON.stringify(job));
  renameSync(`${file}.new`, file);
}
