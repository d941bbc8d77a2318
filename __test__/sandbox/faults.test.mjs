// Injected faults: what they do on the wire, which calls they affect, and which ones are invalid.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { startSandbox } from '../../sandbox/index.mjs';
import { create, get, watch } from '../support/sandbox-call.mjs';

let sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ seed: 1 });
});
afterEach(() => sandbox.close());

describe('whom a fault hits', () => {
  test('one call by default', async () => {
    sandbox.fail({ status: 500 });
    assert.deepEqual(await statuses(2), [500, 200]);
  });

  test('as many calls as times says', async () => {
    sandbox.fail({ status: 500, times: 2 });
    assert.deepEqual(await statuses(3), [500, 500, 200]);
  });

  test('all calls, until faults are cleared', async () => {
    sandbox.fail({ status: 500, times: Infinity });
    assert.deepEqual(await statuses(3), [500, 500, 500]);
    sandbox.clearFaults();
    assert.deepEqual(await statuses(1), [200]);
  });

  test('first in, first out', async () => {
    for (const status of [500, 429, 503]) sandbox.fail({ status });
    assert.deepEqual(await statuses(4), [500, 429, 503, 200]);
  });

  test('only its operation, and others pass it by', async () => {
    sandbox.fail({ status: 500, operation: 'avatars.retrieve' });
    sandbox.fail({ status: 503 });
    assert.equal((await get(sandbox, '/langs')).status, 503);
    assert.equal((await get(sandbox, '/avatars')).status, 500);
  });

  test('a call with a wrong key too, as a proxy before the API would', async () => {
    sandbox.fail({ status: 502 });
    assert.equal((await get(sandbox, '/langs', { key: null })).status, 502);
  });

  test('pendingFaults counts those not yet used up', async () => {
    sandbox.fail({ status: 500, times: 3 });
    await statuses(1);
    assert.equal(sandbox.pendingFaults, 2);
  });
});

describe('the made-up response', () => {
  const envelopes = {
    400: ['validation_error', undefined],
    401: ['authentication_error', 'invalid_api_key'],
    403: ['authentication_error', undefined],
    404: ['not_found_error', undefined],
    409: ['validation_error', undefined],
    429: ['rate_limit_error', 'rate_limit_exceeded'],
    500: ['server_error', undefined],
    503: ['server_error', undefined],
  };
  for (const [status, [type, code]] of Object.entries(envelopes)) {
    test(`${status} has an envelope of type ${type}`, async () => {
      sandbox.fail({ status: Number(status) });
      const { body } = await get(sandbox, '/langs');
      assert.equal(body.error.type, type);
      assert.equal(body.error.code, code);
      assert.equal(typeof body.error.message, 'string');
    });
  }

  test('takes type, code and message, with 500 as status', async () => {
    const error = { type: 'api_error', message: 'Broken', code: 'broken' };
    sandbox.fail(error);
    const { status, body } = await get(sandbox, '/langs');
    assert.equal(status, 500);
    assert.deepEqual(body, { error });
  });

  const bodies = [
    [
      { status: 403, body: 'bare-string', message: 'No' },
      '{"error":"No"}',
      'application/json; charset=utf-8',
    ],
    [{ status: 502, body: 'html', message: 'Bad Gateway' }, /<h1>Bad Gateway<\/h1>/, 'text/html'],
    [{ status: 503, body: 'empty' }, '', undefined],
    [{ status: 200, body: { raw: '{"half":' } }, '{"half":', 'application/json; charset=utf-8'],
    [{ status: 500, body: { raw: 'x' }, headers: { 'Content-Type': 'text/plain' } }, 'x', 'text/plain'],
    [{ status: 204 }, '', undefined],
  ];
  for (const [fault, text, type] of bodies) {
    test(JSON.stringify(fault), async () => {
      sandbox.fail(fault);
      const response = await get(sandbox, '/langs');
      assert.equal(response.status, fault.status);
      text instanceof RegExp ? assert.match(response.text, text) : assert.equal(response.text, text);
      assert.equal(response.headers['content-type'], type);
      assert.ok(response.headers['x-request-id']);
    });
  }

  for (const retryAfter of [2, 0.5, 'Wed, 21 Oct 2026 07:28:00 GMT']) {
    test(`carries Retry-After ${retryAfter}`, async () => {
      sandbox.fail({ status: 429, retryAfter });
      assert.equal((await get(sandbox, '/langs')).headers['retry-after'], String(retryAfter));
    });
  }

  test('can be a redirect', async () => {
    sandbox.fail({ status: 307, headers: { Location: '/langs' } });
    const redirect = await get(sandbox, '/avatars');
    assert.equal(redirect.status, 307);
    const { status, body } = await get(sandbox, redirect.headers.location);
    assert.equal(status, 200);
    assert.equal(body[0].id, 'en');
  });

  test('may override a usual header', async () => {
    sandbox.fail({ status: 429, headers: { Date: 'Wed, 21 Oct 2026 07:28:00 GMT', 'x-request-id': 'mine' } });
    const { headers } = await get(sandbox, '/langs');
    assert.equal(headers.date, 'Wed, 21 Oct 2026 07:28:00 GMT');
    assert.equal(headers['x-request-id'], 'mine');
  });
});

describe('the real response', () => {
  test('may get further headers', async () => {
    sandbox.fail({ headers: { 'X-RateLimit-Remaining': '0' } });
    const { status, headers } = await get(sandbox, '/langs');
    assert.equal(status, 200);
    assert.equal(headers['x-ratelimit-remaining'], '0');
  });

  test('may come late', async () => {
    sandbox.fail({ delayMs: 50 });
    const started = performance.now();
    assert.equal((await get(sandbox, '/langs')).status, 200);
    assert.ok(performance.now() - started >= 49);
  });
});

describe('a made-up 408', () => {
  test('is what a proxy sends, not a validation error', async () => {
    sandbox.fail({ status: 408 });
    const { status, body } = await get(sandbox, '/langs');
    assert.equal(status, 408);
    assert.equal(body.error.type, 'server_error');
    assert.match(body.error.message, /timed out/);
  });
});

describe('on the wire', () => {
  test('reset before headers: the connection is reset and nothing came', async () => {
    sandbox.fail({ reset: 'before-headers' });
    const seen = await watch(sandbox, '/langs');
    assert.deepEqual(seen, { status: undefined, declared: undefined, received: 0, error: 'ECONNRESET' });
  });

  for (const fault of [{ reset: 'in-body' }, { truncate: true }]) {
    test(`${JSON.stringify(fault)}: headers and half of the body come, then the connection ends`, async () => {
      sandbox.fail(fault);
      const seen = await watch(sandbox, '/langs');
      assert.equal(seen.status, 200);
      assert.equal(seen.received, Math.floor(seen.declared / 2));
      assert.equal(seen.error, 'ECONNRESET');
    });
  }

  const ends = {
    'reset: in-body': [{ reset: 'in-body' }, 'ECONNRESET'],
    truncate: [{ truncate: true }, 'end'],
  };
  for (const [name, [fault, expected]] of Object.entries(ends)) {
    test(`${name} ends the connection with ${expected}`, async () => {
      sandbox.fail(fault);
      const socket = net.connect(sandbox.port, '127.0.0.1');
      socket.write('GET /langs HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer sk_test_sandbox\r\n\r\n');
      socket.resume();
      const ended = await once(socket, 'end').then(
        () => 'end',
        (error) => error.code,
      );
      assert.equal(ended, expected);
    });
  }

  test('stall in headers: nothing comes until the caller gives up', async () => {
    sandbox.fail({ stall: 'headers' });
    const arrived = sandbox.nextRequest();
    const giveUp = new AbortController();
    const response = get(sandbox, '/langs', { signal: giveUp.signal });
    const request = await arrived;
    giveUp.abort();
    await assert.rejects(response, { name: 'AbortError' });
    assert.equal(request.status, undefined);
  });

  test('stall in body: headers and half of the body come, and no end', async () => {
    sandbox.fail({ stall: 'body' });
    const giveUp = new AbortController();
    const headers = { authorization: 'Bearer sk_test_sandbox' };
    const response = await fetch(`${sandbox.url}/langs`, { headers, signal: giveUp.signal });
    const reader = response.body.getReader();
    const { value } = await reader.read();
    assert.equal(value.length, Math.floor(Number(response.headers.get('content-length')) / 2));
    const rest = reader.read();
    giveUp.abort();
    await assert.rejects(rest, { name: 'AbortError' });
  });

  test('a fault may be made up and cut at once', async () => {
    sandbox.fail({ status: 503, truncate: true });
    const seen = await watch(sandbox, '/langs');
    assert.equal(seen.status, 503);
    assert.equal(seen.error, 'ECONNRESET');
  });
});

describe('whether the operation is carried out', () => {
  const table = [
    [{ status: 503 }, 0],
    [{ status: 503, afterHandling: true }, 1],
    [{ reset: 'before-headers' }, 0],
    [{ reset: 'before-headers', afterHandling: true }, 1],
    [{ reset: 'in-body' }, 1],
    [{ truncate: true }, 1],
    [{ truncate: true, status: 503 }, 0],
    [{ delayMs: 1 }, 1],
    [{ headers: { 'x-a': 'b' } }, 1],
  ];
  for (const [fault, sessions] of table) {
    test(`${JSON.stringify(fault)} makes ${sessions} sessions`, async () => {
      sandbox.fail(fault);
      await create(sandbox).catch(() => undefined);
      assert.equal(sandbox.sessions.size, sessions);
    });
  }

  test('a delay with afterHandling comes after the operation', async () => {
    sandbox.fail({ delayMs: 60_000, afterHandling: true });
    const arrived = sandbox.nextRequest();
    const lost = create(sandbox, {}, { headers: { 'idempotency-key': 'a' } });
    await arrived;
    assert.equal((await create(sandbox, {}, { headers: { 'idempotency-key': 'a' } })).status, 200);
    await Promise.all([assert.rejects(lost), sandbox.close()]);
  });
});

describe('a description that makes no sense is rejected at once', () => {
  const wrong = [
    [undefined, /must be an object/],
    [[], /must be an object/],
    [{}, /must have an effect/],
    [{ times: 2 }, /must have an effect/],
    [{ statuss: 500 }, /Unknown field 'statuss'.*status/],
    [{ constructor: 1 }, /Unknown field 'constructor'.*status/],
    [{ status: 99 }, /'status'.*200 to 599/],
    [{ status: '500' }, /'status'/],
    [{ status: 500, times: 0 }, /'times'/],
    [{ status: 500, operation: 'session.make' }, /'operation'.*session\.create/],
    [{ status: 500, body: 'xml' }, /'body'.*html/],
    [{ status: 500, body: { raw: 1 } }, /'body'/],
    [{ status: 500, headers: { 'a b': 'c' } }, /'headers'/],
    [{ status: 500, headers: { a: 'b\r\nc: d' } }, /'headers'/],
    [{ status: 500, headers: { a: 1 } }, /'headers'/],
    [{ status: 500, retryAfter: '1\n' }, /'retryAfter'/],
    [{ delayMs: -1 }, /'delayMs'/],
    [{ stall: 'tail' }, /'stall'/],
    [{ reset: true }, /'reset'/],
    [{ truncate: true, stall: 'body' }, /only one of/],
    [{ truncate: true, status: 500, body: 'empty' }, /cut an empty body/],
    [{ truncate: true, afterHandling: false }, /after the operation/],
  ];
  for (const [fault, message] of wrong) {
    test(JSON.stringify(fault) ?? 'undefined', () => {
      assert.throws(() => sandbox.fail(fault), { name: 'TypeError', message });
      assert.equal(sandbox.pendingFaults, 0);
    });
  }
});

describe('the header x-sandbox-fault', () => {
  const withHeader = (header) => get(sandbox, '/langs', { headers: { 'x-sandbox-fault': header } });

  test('makes this one response fail', async () => {
    const { status, headers, text } = await withHeader('status=503; retry-after=1; body=html');
    assert.equal(status, 503);
    assert.equal(headers['retry-after'], '1');
    assert.match(text, /<html>/);
    assert.deepEqual(await statuses(1), [200]);
  });

  test('goes before the queue and leaves it as it is', async () => {
    sandbox.fail({ status: 500 });
    assert.equal((await withHeader('status=503')).status, 503);
    assert.equal(sandbox.pendingFaults, 1);
  });

  test('takes code, type and percent-encoded messages', async () => {
    const { body } = await withHeader('status=400; code=c; type=t; message=a%3B%20b=c');
    assert.deepEqual(body, { error: { type: 't', message: 'a; b=c', code: 'c' } });
  });

  test('takes a raw body and headers', async () => {
    const { text, headers } = await withHeader('status=200; raw=%7B; header.x-note=hello');
    assert.equal(text, '{');
    assert.equal(headers['x-note'], 'hello');
  });

  const broken = {
    'reset=before-headers': undefined,
    truncate: 200,
    'truncate=true; status=503': 503,
    'reset=in-body': 200,
  };
  for (const [header, status] of Object.entries(broken)) {
    test(`breaks off with ${header}`, async () => {
      const seen = await watch(sandbox, '/langs', { 'x-sandbox-fault': header });
      assert.equal(seen.status, status);
      assert.equal(seen.error, 'ECONNRESET');
    });
  }

  for (const header of ['status=abc', 'color=red', 'message=%', '', 'times=2; status=500']) {
    test(`gets 400 when it is '${header}'`, async () => {
      const { status, body } = await withHeader(header);
      assert.equal(status, 400);
      assert.equal(body.error.type, 'validation_error');
    });
  }
});

async function statuses(count) {
  const seen = [];
  for (let n = 0; n < count; n += 1) seen.push((await get(sandbox, '/langs')).status);
  return seen;
}
