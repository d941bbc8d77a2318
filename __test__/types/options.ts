/**
 * Options of the client and of one call (types/options.d.ts).
 */

import {
  type AbortSignalLike,
  type CallOptions,
  Client,
  type ClientOptionChanges,
  type ClientOptions,
  ILogLevel,
  type Logger,
  type Session,
} from '../../index.js';

// Every option at once.
export const all: Required<ClientOptions> = {
  auth: 'sk_test_x',
  timeoutMs: null,
  flowCheck: 'error',
  logLevel: 'DEBUG',
  serverUrl: 'http://127.0.0.1:4010',
  connectTimeoutMs: 5000,
  totalTimeoutMs: 120_000,
  maxRetries: 2,
  retry: {
    initialDelayMs: 1000,
    maxDelayMs: 10_000,
    multiplier: 2,
    jitter: 0.5,
    retryAfterJitter: 0.1,
    budgetTokens: 500,
    retryCost: 5,
    timeoutRetryCost: 10,
  },
  ambiguousRetries: true,
  reconcileDelayMs: 0,
  idempotencyKeyField: 'facesign_idempotency_key',
  rateLimit: { requestsPerMinute: 100 },
  proxy: false,
  ca: ['-----BEGIN CERTIFICATE-----', Buffer.from('-----BEGIN CERTIFICATE-----')],
  cert: '-----BEGIN CERTIFICATE-----',
  key: new Uint8Array(),
  headers: { 'x-tenant': 'a' },
  logger: console,
  maxResponseBytes: 64 * 1024 * 1024,
  maxConcurrency: 256,
  http2: true,
};

export const clients = [
  new Client(),
  new Client({}),
  new Client(all),
  new Client({ auth: undefined, logLevel: undefined }),
  new Client({ logLevel: ILogLevel.DEBUG }),
  new Client({ logLevel: ' DEBUG' }),
  new Client({ proxy: 'http://127.0.0.1:3128' }),
];

// @ts-expect-error no such option
new Client({ apiKey: 'sk_test_x' });
// @ts-expect-error no such level
new Client({ logLevel: 'VERBOSE' });
// @ts-expect-error milliseconds as a number
new Client({ timeoutMs: '10s' });
// @ts-expect-error `true` says no address
new Client({ proxy: true });
// @ts-expect-error no such number
new Client({ retry: { delay: 5 } });

new Client({ serverUrl: new URL('https://api.facesign.ai') });
// @ts-expect-error an address is a string or a URL
new Client({ serverUrl: { href: 'https://api.facesign.ai' } });
clients[0]?.setLogLevel(ILogLevel.OFF);
clients[0]?.setLogLevel('TRACE');

// withOptions: undefined keeps, null restores a default.
export const changes: ClientOptionChanges = {
  auth: undefined,
  timeoutMs: 5000,
  maxRetries: null,
  retry: { jitter: null, maxDelayMs: 5000 },
  headers: { 'x-tenant': 'a', 'x-job': null },
  logger: null,
};
export const derived: Client | undefined = clients[0]?.withOptions(changes).withOptions({ retry: null });
// @ts-expect-error a number
clients[0]?.withOptions({ timeoutMs: '5000' });
// @ts-expect-error no such option
clients[0]?.withOptions({ retry: { delay: 5 } });

// Loggers as pino and winston declare their methods.
interface PinoLike {
  debug: LogFn;
  info: LogFn;
  warn: LogFn;
  error: LogFn;
  trace: LogFn;
}
interface LogFn {
  <T extends object>(obj: T, msg?: string, ...args: unknown[]): void;
  (msg: string, ...args: unknown[]): void;
}
interface WinstonLike {
  debug: LeveledLogMethod;
  info: LeveledLogMethod;
  warn: LeveledLogMethod;
  error: LeveledLogMethod;
}
interface LeveledLogMethod {
  (message: string, callback: () => void): WinstonLike;
  (message: string, ...meta: unknown[]): WinstonLike;
  (infoObject: object): WinstonLike;
}
declare const pino: PinoLike;
declare const winston: WinstonLike;
export const loggers: Logger[] = [console, pino, winston];
// @ts-expect-error a logger has all four levels
export const halfALogger: Logger = { info: console.info };

// The signals of Node fit, and a call takes its options second.
export const signals: AbortSignalLike[] = [new AbortController().signal, AbortSignal.timeout(100)];
export const everyCallOption: Required<CallOptions> = {
  signal: AbortSignal.timeout(100),
  timeoutMs: 1000,
  totalTimeoutMs: 5000,
  maxRetries: 0,
  headers: { 'x-request': '1' },
  ambiguousRetries: 'reconcile',
  reconcileDelayMs: 100,
  extraQuery: { region: ['eu', 'us'], since: new Date(), none: undefined },
};
export async function callsWithOptions(client: Client) {
  await client.session.create({ metadata: {}, flow: [] }, { ...everyCallOption, idempotencyKey: 'order-1' });
  await client.session.retrieve({ sessionId: 's' }, everyCallOption);
  await client.session.createClientSecret({ sessionId: 's' }, everyCallOption);
  await client.session.list(undefined, everyCallOption);
  await client.langs.retrieve(null, everyCallOption);
  await client.avatars.retrieve(undefined, everyCallOption);
  await client.session.create({ metadata: {}, flow: [] }, { extraBody: { newField: 1 } });
  const unknown: unknown = await client.request({ method: 'GET', path: '/flows' });
  const { flows } = await client.request<{ flows: string[] }>(
    { method: 'post', path: '/flows', query: { limit: 1 }, body: { unknown } },
    { ...everyCallOption, idempotencyKey: 'flow-1' },
  );
  // @ts-expect-error no such method
  await client.request({ method: 'TRACE', path: '/flows' });
  // @ts-expect-error a read has no body
  await client.session.list({}, { extraBody: {} });
  for await (const session of client.session.listAll({ status: 'complete' }, everyCallOption))
    flows.push(session.id);
  const some: Session[] = await client.session.listAll().toArray({ limit: 10 });
  const ended: Session = await client.session.waitUntilEnded({ sessionId: 's' }, { maxWaitMs: 60_000 });
  // @ts-expect-error maxWaitMs is required
  await client.session.waitUntilEnded({ sessionId: 's' }, {});
  some.push(ended);
  await client.close({ timeoutMs: 1000 });
  // @ts-expect-error reading needs no idempotency key
  await client.session.retrieve({ sessionId: 's' }, { idempotencyKey: 'order-1' });
  // @ts-expect-error the key belongs to the client
  await client.session.list({}, { auth: 'sk_test_x' });
}
