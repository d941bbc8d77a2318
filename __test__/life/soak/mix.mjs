// The calls of the soak test: their kinds, their share in percent, and the expected result of each: `ok` or the name of
// an error class. Every result is checked.
import { Client } from '@facesignai/api-native';
import { KEY, SETTINGS } from '../../support/client.mjs';

let flakyCalls = 0;

/** @param {{ url: string, plainUrl: string, refusedUrl: string, options: object }} route the options of all clients on it */
export function mixOf({ url, plainUrl, refusedUrl, options }) {
  const open = (more) =>
    new Client({ auth: KEY, serverUrl: url, proxy: false, maxRetries: 0, ...options, ...more });
  const client = open();
  const retrieve = (sessionId, options) => () => client.session.retrieve({ sessionId }, options);
  const retrying = open({ retry: { initialDelayMs: 1, maxDelayMs: 2, budgetTokens: 1e6 } });
  const flaky = () => {
    flakyCalls += 1;
    const headers = { 'x-call': String(flakyCalls) };
    return retrying.session.retrieve({ sessionId: 'flaky' }, { maxRetries: 1, headers });
  };
  const refused = open({ serverUrl: refusedUrl });
  const noTls = open({ serverUrl: plainUrl.replace('http:', 'https:') });
  const short = open({ maxResponseBytes: 1000 });
  const limited = open({ auth: `${KEY}_limited`, rateLimit: { requestsPerMinute: 0.01 } });
  const asked = open({ auth: `${KEY}_asked` });
  const aborted = (sessionId, when) => async () => {
    const controller = new AbortController();
    const call = client.session.retrieve({ sessionId }, { signal: controller.signal });
    when(() => controller.abort());
    return call;
  };
  const timed = () => client.session.retrieve({ sessionId: 'stall' }, { signal: AbortSignal.timeout(3) });
  const later = (ms) => (abort) => setTimeout(abort, ms);

  const KINDS = [
    [23, 'retrieve', 'ok', retrieve('ok')],
    [8, 'create', 'ok', () => client.session.create(SETTINGS)],
    [4, 'langs', 'ok', () => client.langs.retrieve()],
    [2, 'response of 100 KB', 'ok', retrieve('large')],
    [2, 'list that comes in chunks', 'ok', () => client.session.list()],
    [3, 'compressed response', 'ok', retrieve('compressed')],
    [2, 'signal that is not used', 'ok', retrieve('ok', { signal: new AbortController().signal })],
    [2, 'a client for one call', 'ok', () => open().session.retrieve({ sessionId: 'ok' })],
    [3, '503, then 200', 'ok', () => flaky()],
    [3, '400', 'ValidationError', retrieve('400')],
    [2, '401', 'AuthenticationError', retrieve('401')],
    [1, '403', 'AuthenticationError', retrieve('403')],
    [3, '404', 'NotFoundError', retrieve('404')],
    [2, '409', 'ConflictError', retrieve('409')],
    [2, '422', 'ValidationError', retrieve('422')],
    [2, '429', 'RateLimitError', () => asked.session.retrieve({ sessionId: '429' })],
    [2, '500', 'ServerError', retrieve('500')],
    [
      2,
      '503 on both attempts',
      'ServerError',
      () => retrying.session.retrieve({ sessionId: '503' }, { maxRetries: 1 }),
    ],
    [2, 'response that is not JSON', 'ResponseError', retrieve('html')],
    [1, 'empty response', 'ResponseError', retrieve('empty')],
    [2, 'response cut off', 'ResponseError', retrieve('cut')],
    [1, 'damaged compression', 'ResponseError', retrieve('damaged')],
    [2, 'response that is too long', 'ResponseError', () => short.session.retrieve({ sessionId: 'large' })],
    [2, 'connection reset', 'ConnectionError', retrieve('reset')],
    [2, 'connection refused', 'ConnectionError', () => refused.langs.retrieve()],
    [2, 'no TLS there', 'ConnectionError', () => noTls.langs.retrieve()],
    [3, 'timeout of an attempt', 'TimeoutError', retrieve('stall', { timeoutMs: 5 })],
    [1, 'timeout in the body', 'TimeoutError', retrieve('stall-in-body', { timeoutMs: 5 })],
    [2, 'timeout of the call', 'TimeoutError', retrieve('stall', { totalTimeoutMs: 5 })],
    [
      1,
      'no slot in time',
      'RateLimitError',
      () => limited.langs.retrieve(undefined, { totalTimeoutMs: 100 }),
    ],
    [1, 'aborted before', 'AbortError', retrieve('ok', { signal: AbortSignal.abort() })],
    [2, 'aborted at once', 'AbortError', aborted('stall', (abort) => abort())],
    [2, 'aborted on the wire', 'AbortError', aborted('stall', later(3))],
    [1, 'aborted in the body', 'AbortError', aborted('stall-in-body', later(3))],
    [
      2,
      'aborted at a random moment',
      /^(ok|AbortError)$/,
      aborted('ok', (abort) => setTimeout(abort, Math.random() * 2)),
    ],
    [1, 'AbortSignal.timeout', 'AbortError', () => timed()],
    [1, 'bad argument', 'ConfigurationError', retrieve('')],
    [1, 'bad option', 'ConfigurationError', retrieve('ok', { maxRetries: -1 })],
  ];
  return {
    /** Takes the one slot of the limiter, for as long as a soak lasts. */
    ready: () => limited.langs.retrieve(),
    kinds: KINDS.flatMap(([weight, name, ends, call]) => Array(weight).fill({ name, ends, call })),
  };
}

/** Makes one call and returns how it ended. @param {{ call: () => Promise<unknown> }} kind */
export async function ending({ call }) {
  try {
    await call();
    return 'ok';
  } catch (error) {
    return error.name;
  }
}
