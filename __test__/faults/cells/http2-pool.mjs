// HTTP/2 connections that many calls share: they end or go silent between calls, are closed during a burst, or deliver
// unrequested data.
import assert from 'node:assert/strict';
import { connection, success, timeout } from '../support/expect.mjs';
import { VALUE } from '../support/http1.mjs';
import {
  at,
  data,
  END_HEADERS,
  field,
  goAway,
  good,
  mostStreams,
  NO_ERROR,
  numbers,
  PUSH_PROMISE,
  reply,
  send,
  understood,
} from '../support/http2.mjs';
import { ONLY_ONCE } from '../support/operations.mjs';
import { close, closeRaw, deaf, reset } from '../support/steps.mjs';
import { afterGood } from '../support/turns.mjs';

const NONSENSE = connection('ERR_HTTP2_ERROR');
const idle = (how) => afterGood((server) => server.dropIdle(how));
const FRESH = { response: good, pooled: 1, expect: success({ connections: 2 }) };

/** One step of several. */
const both =
  (...steps) =>
  async (line) => {
    for (const step of steps) await step(line);
  };

/** The first stream of a connection, used by the first call. */
const FIRST = 1;

const ended = [
  {
    fault: 'used again',
    response: good,
    before: afterGood(),
    pooled: 1,
    expect: success({ connections: 1 }),
  },
  { fault: 'FIN', before: idle(close), ...FRESH },
  { fault: 'FIN without close_notify', before: idle(closeRaw), ...FRESH },
  { fault: 'RST', before: idle(reset), ...FRESH },
  { fault: 'GOAWAY', before: idle(goAway(FIRST, NO_ERROR)), ...FRESH },
  { fault: 'GOAWAY, then FIN', before: idle(both(goAway(FIRST, NO_ERROR), close)), ...FRESH },
];

const stopped = (failure) => ({
  [ONLY_ONCE]: { ...failure, stopReason: 'outcome_unknown', attempts: 1, requests: 1, connections: 1 },
});
const ON_THE_NEXT = {
  response: good,
  before: afterGood((server) => server.toIdle(deaf)),
  pooled: 1,
  expect: success({ connections: 2, attempts: 2, requests: 2 }),
};

/** Less than the time to the PING, and enough for the first call on a busy machine. */
const BEFORE_PING = { timeoutMs: 4000 };

const fellSilent = [
  // Then no idle connection is used, and the next attempt has a new one.
  {
    fault: 'silence, the attempt ends first',
    ...ON_THE_NEXT,
    options: BEFORE_PING,
    instead: stopped(timeout()),
  },
  // A connection with waiting calls gets a PING after 5 s, and is closed 3 s later.
  { fault: 'silence, the PING ends first', ...ON_THE_NEXT, instead: stopped(connection('ETIMEDOUT')) },
];

/** The response of another request: no call must ever get it. */
const STRAY = JSON.stringify({ ...VALUE, id: 'stray' });

/** Steps for a stream that is not the request's. */
const onStream = (other, steps) => (line) => both(...steps)({ ...line, stream: other(line.stream) });

/** `GET https` and `/` of the static table (RFC 7541, appendix A). */
const PROMISED = Buffer.concat([Buffer.from([0x82, 0x87, 0x84]), field(':authority', '127.0.0.1')]);
/** A promised request on `promised`, a stream of the server (RFC 9113, 8.4). */
const promise = (promised) => send(PUSH_PROMISE, END_HEADERS, Buffer.concat([numbers(promised), PROMISED]));

const unasked = [
  { fault: 'PUSH_PROMISE, which the client forbids', response: [promise(2), ...good], expect: NONSENSE },
  {
    fault: 'a response on a stream of the server',
    response: [onStream(() => 2, reply(STRAY)), ...good],
    expect: NONSENSE,
  },
  {
    fault: 'a response on a stream that was not opened',
    response: [onStream((stream) => stream + 2, reply(STRAY)), ...good],
    expect: NONSENSE,
  },
  {
    fault: 'a body on a stream that was not opened',
    response: [onStream((stream) => stream + 2, [data(STRAY)]), ...good],
    expect: NONSENSE,
  },
  // Frames on an ended stream are ignored (RFC 9113, 5.1), and the connection stays usable.
  {
    fault: 'a second response on the same stream',
    response: [...good, ...reply(STRAY)],
    before: afterGood(),
    pooled: 1,
    expect: success({ connections: 1 }),
  },
  {
    fault: 'a response while idle, on a stream that has ended',
    response: good,
    before: afterGood((server) => server.toIdle(onStream(() => FIRST, [...reply(STRAY), understood]))),
    pooled: 1,
    expect: success({ connections: 1 }),
  },
  {
    fault: 'a response while idle, on a stream to come',
    before: idle(onStream(() => FIRST + 2, reply(STRAY))),
    ...FRESH,
  },
];

/** More concurrent calls than the server takes. It closes the connection gracefully when so many are open. */
const [CALLS, AT_ONCE, BEFORE] = [40, 4, 10];
/** The number of open streams that it works on. */
const WORKED_ON = 2;

const burstResponse = (_request, { requests }) =>
  requests.length > BEFORE && requests.length <= BEFORE + AT_ONCE ? [onceAllHaveCome] : good;

/** Responds on no stream until the last one has come and the client has had time to open more. */
async function onceAllHaveCome(line) {
  const { server } = line;
  server.waiting = [...(server.waiting ?? []), line];
  if (server.waiting.length < AT_ONCE) return;
  await understood(line);
  server.opened = server.requests.length - BEFORE;
  const worked = server.waiting.slice(0, WORKED_ON);
  await goAway(worked.at(-1).stream, NO_ERROR)(line);
  for (const one of worked) await both(...good)(one);
}

/** Every call gets its value, in one attempt. Only those that the server did not work on are sent again. */
async function burst(server, call) {
  const results = await Promise.all(Array.from({ length: CALLS }, call));
  for (const result of results) assert.deepEqual(result, { value: VALUE, attempts: 1 });
  assert.equal(server.opened, AT_ONCE);
  assert.equal(server.requests.length, 1 + CALLS + AT_ONCE - WORKED_ON);
  const keys = server.requests.map(({ headers }) => headers['idempotency-key']);
  assert.equal(new Set(keys).size, keys[0] ? 1 + CALLS : 1);
}

const bursts = [
  {
    fault: 'GOAWAY in a burst above SETTINGS_MAX_CONCURRENT_STREAMS',
    settings: mostStreams(AT_ONCE),
    response: burstResponse,
    before: afterGood(burst),
    pooled: 1,
    expect: success(),
  },
];

export default [
  ...at('idle connection', [...ended, ...fellSilent]),
  ...at('what was not asked for', unasked),
  ...at('many calls', bursts),
];
