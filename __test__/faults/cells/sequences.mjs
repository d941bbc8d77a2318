// Faults across several responses: informational responses, attempts that fail in different ways, sockets that are
// reused after the server closed them, and unrequested responses.

import {
  atMost,
  connection,
  either,
  refused,
  retried,
  success,
  timeout,
  withoutAmbiguousRetries,
} from '../support/expect.mjs';
import { BODY, response, VALUE } from '../support/http1.mjs';
import { impatient, SLOW_MS } from '../support/limits.mjs';
import { ONLY_ONCE } from '../support/operations.mjs';
import { close, endless, reset, say, stall } from '../support/steps.mjs';
import { afterGood, inTurn } from '../support/turns.mjs';

const HINT = 'HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n';
const BUSY = [say(response('', {}, '503 Busy'))];
const GOOD = [say(response())];

const informational = [
  {
    fault: '100 before the response',
    response: [say('HTTP/1.1 100 Continue\r\n\r\n', response())],
    pooled: 1,
    expect: success(),
  },
  {
    fault: '2,000 before the response',
    response: [say(HINT.repeat(2000), response())],
    pooled: 1,
    expect: success(),
  },
  {
    fault: 'endless, 5,000 a second',
    response: [endless(HINT.repeat(25), 5)],
    options: impatient,
    expect: timeout(),
  },
  { fault: 'endless, slowly', response: [endless(HINT, SLOW_MS)], options: impatient, expect: timeout() },
  { fault: 'one, then FIN', response: [say(HINT), close], expect: connection('ECONNRESET') },
  // The client didn't ask to switch: the response is final, and gets the class of last resort (types/errors.d.ts).
  {
    fault: '101 unasked',
    response: [say('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')],
    expect: refused('ServerError', 101),
  },
];

/** All but the create that stops when its outcome is unknown. */
const RETRIED = ['session.retrieve', 'session.create', 'session.createClientSecret'];
const onlyOnce = {
  [ONLY_ONCE]: withoutAmbiguousRetries(connection('ECONNRESET')),
};
const onlyOnceBusy = { [ONLY_ONCE]: withoutAmbiguousRetries(retried('ServerError', 503)) };

const attempts = [
  {
    fault: '503, then good',
    response: inTurn(BUSY, GOOD),
    pooled: 1,
    expect: success({ attempts: 2, requests: 2 }),
    instead: onlyOnceBusy,
  },
  {
    fault: '503 twice, then good',
    response: inTurn(BUSY, BUSY, GOOD),
    pooled: 1,
    expect: success({ attempts: 3, requests: 3 }),
    instead: onlyOnceBusy,
  },
  {
    fault: '503 three times, then good',
    response: inTurn(BUSY, BUSY, BUSY, GOOD),
    pooled: 1,
    expect: retried('ServerError', 503),
  },
  {
    fault: 'RST, then good',
    response: inTurn([reset], GOOD),
    pooled: 1,
    expect: success({ attempts: 2, requests: 2 }),
    instead: onlyOnce,
  },
  {
    fault: 'FIN inside the body, then good',
    response: inTurn([say(response().subarray(0, -4)), close], GOOD),
    pooled: 1,
    expect: success({ attempts: 2, requests: 2 }),
    operations: RETRIED,
  },
  // An earlier attempt that may have arrived outweighs what the last one says (types/errors.d.ts, `CallOutcome`).
  {
    fault: 'RST, then 503',
    response: inTurn([reset], BUSY),
    pooled: 1,
    expect: retried('ServerError', 503),
    instead: onlyOnce,
  },
  {
    fault: '503, then RST',
    response: inTurn(BUSY, [reset]),
    pooled: 1,
    expect: connection('ECONNRESET'),
    instead: onlyOnceBusy,
  },
  {
    fault: 'RST, then 400',
    response: inTurn([reset], [say(response('', {}, '400 No'))]),
    pooled: 1,
    expect: refused('ValidationError', 400, { outcome: 'unknown', attempts: 2, requests: 2 }),
    instead: onlyOnce,
  },
];

/** The response of another request: no call must ever get it. */
const STRAY = response(JSON.stringify({ ...VALUE, id: 'stray' }));

/** A call may begin before the socket of the last one is back in the pool, so not all need to use the same one. */
const FEW = 10;
async function twentyMore(_server, call) {
  for (let made = 0; made < 20; made += 1) await call();
}

const FRESH = { pooled: 1, expect: success({ connections: 2 }) };

/** The call may begin before the client has seen the end; that attempt is then lost, although nothing arrived. */
const AFTER_END = success({ connections: atMost(2), attempts: either(1, 2), requests: either(1, 2) });

const keepAlive = [
  {
    fault: 'used again',
    response: GOOD,
    before: afterGood(twentyMore),
    pooled: FEW,
    expect: success({ connections: atMost(FEW) }),
  },
  {
    fault: 'FIN while idle',
    response: GOOD,
    before: afterGood((server) => server.dropIdle(close)),
    ...FRESH,
  },
  {
    fault: 'RST while idle',
    response: GOOD,
    before: afterGood((server) => server.dropIdle(reset)),
    ...FRESH,
  },
  {
    fault: 'FIN right after the response',
    response: [say(response()), close],
    before: afterGood(),
    expect: AFTER_END,
    operations: RETRIED,
  },
  {
    fault: 'RST right after the response',
    response: [say(response()), reset],
    before: afterGood(),
    expect: AFTER_END,
    operations: RETRIED,
  },
  {
    fault: 'Connection: close, socket left open',
    response: [say(response(BODY, { connection: 'close' })), stall],
    before: afterGood(),
    expect: success({ connections: 2 }),
  },
  // The server may have worked on it before it closed, so this counts as an attempt, retried with the same key.
  {
    fault: 'FIN instead of the second response',
    response: inTurn(GOOD, [close], GOOD),
    before: afterGood(),
    pooled: 1,
    expect: success({ attempts: 2, requests: 2 }),
    instead: onlyOnce,
  },
  {
    fault: 'an unrequested response in the same packet',
    response: [say(response(), STRAY)],
    before: afterGood(),
    expect: success({ connections: 2 }),
  },
  {
    fault: 'an unrequested response while idle',
    response: GOOD,
    before: afterGood((server) => server.dropIdle(say(STRAY))),
    ...FRESH,
  },
  {
    fault: 'half an unrequested response',
    response: [say(response(), 'HTTP/1.1 200 OK\r\ncontent-len')],
    before: afterGood(),
    expect: success({ connections: 2 }),
  },
];

/** A large body that the server rejects; only a create has one. */
const early = [
  {
    fault: '413 before the body was read',
    response: [say(response('', {}, '413 Too large'))],
    early: true,
    pooled: 1,
    operations: ['session.create'],
    expect: refused('ValidationError', 413),
  },
];

const at = (point, cells) => cells.map((cell) => ({ protocol: 'HTTP/1.1', point, ...cell }));

export default [
  ...at('1xx', informational),
  ...at('several attempts', attempts),
  ...at('kept-alive socket', keepAlive),
  ...at('inside the request', early),
];
