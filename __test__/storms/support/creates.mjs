// Creates through a bad network to a bad server, and the server's own record of what came of each.
import { withResponse } from '@facesignai/api-native';
import { startSandbox } from '@facesignai/api-native/sandbox';
import { clientOf, SETTINGS } from '../../support/client.mjs';
import { countedAttempts, inTurns } from './calls.mjs';
import { pick, random } from './random.mjs';
import { startRelay } from './relay.mjs';

const AT_ONCE = 24;
const RETRIES = 2;
/** Enough for every attempt of every call under way, with its lookups. */
const MIN_PENDING = AT_ONCE * 12;

const acted = { afterHandling: true };
/**
 * What the server does with an attempt, by weight. A 503 and a 429 come only where the server has not acted: they say so
 * (docs/decisions/0007). A 400 only rejects a create: a lookup sends nothing that could be invalid.
 */
const FAULTS = [
  [50, { headers: { 'x-chaos': 'none' } }],
  [3, { reset: 'before-headers' }],
  [4, { reset: 'before-headers', ...acted }],
  [4, { reset: 'in-body' }],
  [3, { truncate: true }],
  [2, { stall: 'headers' }],
  [3, { stall: 'headers', ...acted }],
  [2, { stall: 'body' }],
  [3, { delayMs: 30, ...acted }],
  ...[500, 502, 504].flatMap((status) => [
    [1, { status }],
    [2, { status, ...acted }],
  ]),
  // In an envelope it would be a validation error, which is never retried.
  [1, { status: 408, body: 'empty' }],
  [2, { status: 408, body: 'empty', ...acted }],
  [4, { status: 503 }],
  [3, { status: 502, body: 'html' }],
  [3, { status: 429, retryAfter: 0.005 }],
  [3, { status: 400, operation: 'session.create' }],
];

/** Every call of the clock gives a later time, so that any two moments can be compared. */
function strictClock() {
  let last = 0;
  return () => {
    last = Math.max(Date.now(), last + 1 / 1024);
    return last;
  };
}

/**
 * Makes `count` creates, each with a `clientReferenceId` of its own.
 * @param {{ count: number, seed: number, options?: object, idempotency?: boolean, faults?: [number, object][] }} plan
 *   `faults`: further ones
 */
export async function makeCreates({ count, seed, options, idempotency = true, faults = [] }) {
  const weighted = [...FAULTS, ...faults];
  const chance = random(seed);
  const sandbox = await startSandbox({
    seed,
    now: strictClock(),
    recordLimit: Number.MAX_SAFE_INTEGER,
    recordBytes: Number.MAX_SAFE_INTEGER,
    sessionLimit: Number.MAX_SAFE_INTEGER,
    sessionBytes: Number.MAX_SAFE_INTEGER,
    idempotency,
  });
  const relay = await startRelay(sandbox, random(seed + 1));
  const { counts: attempts, options: counting } = countedAttempts();
  const client = clientOf(relay, {
    ...counting,
    auth: sandbox.keys[0],
    maxRetries: RETRIES,
    timeoutMs: 400,
    // So that calls are retried to the end, whatever the share of errors.
    retry: { initialDelayMs: 1, maxDelayMs: 5, budgetTokens: 1_000_000 },
    ...options,
  });
  const timelines = new Map();
  const ends = new Map();
  const create = async (number) => {
    while (sandbox.pendingFaults < MIN_PENDING) sandbox.fail(pick(weighted, chance));
    const startedAt = Date.now();
    const call = client.session.create({ ...SETTINGS, clientReferenceId: nameOf(number) });
    try {
      const { data, response } = await withResponse(call);
      timelines.set(number, timeline(startedAt, response.attempts));
      return data;
    } catch (error) {
      timelines.set(number, timeline(startedAt, error.attempts));
      throw error;
    } finally {
      ends.set(number, Date.now());
    }
  };
  const { endings, resolved } = await inTurns({ count, atOnce: AT_ONCE, call: create });
  relay.close();
  await sandbox.close();
  const rejected = endings.filter(({ error }) => error);
  const sessions = [...sandbox.sessions.values()];
  const sessionsOf = grouped(sessions, ({ settings }) => settings.clientReferenceId);
  const requestsOf = grouped(sandbox.requests, referenceOf);
  const made = (calls) => calls.filter((call) => sessionsOf(call).length > 0).length;
  const timelineOf = ({ number }) => timelines.get(number);
  const endOf = ({ number }) => ends.get(number);
  return {
    endings,
    resolved,
    rejected,
    sandbox,
    relay,
    attempts,
    sessionsOf,
    requestsOf,
    timelineOf,
    endOf,
    made,
  };
}

/** The attempts, each with the time since 1970 at which it started, to some milliseconds: their parts are rounded down. */
function timeline(startedAt, attempts) {
  let at = startedAt;
  return attempts.map((attempt) => {
    const start = at + attempt.waitedMs;
    at = start + attempt.elapsedMs;
    return { ...attempt, start };
  });
}

export const nameOf = (number) => `order-${number}`;

/** The call that a request belongs to. `undefined` for `session.retrieve`. */
function referenceOf({ body, url }) {
  if (body) return JSON.parse(body).clientReferenceId;
  return new URL(url, 'http://x').searchParams.get('clientReferenceId') ?? undefined;
}

function grouped(items, nameOfItem) {
  const groups = new Map();
  for (const item of items) {
    const name = nameOfItem(item);
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return ({ number }) => groups.get(nameOf(number)) ?? [];
}
