// Verifying: every described form of signature, and the reason for each rejection.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { afterEach, describe, test } from 'node:test';
import {
  FaceSignError,
  fetchSession,
  sign,
  unwrap,
  verify,
  WebhookVerificationError,
} from '@facesignai/api-native/webhooks';
import { startSandbox } from '../../sandbox/index.mjs';
import { BODY, event, NOW, now, reasonOf, SECRET, signed, take, thrownBy, VECTORS } from './support.mjs';

const HEX = createHmac('sha256', SECRET).update(BODY).digest('hex');
const OTHER = '0'.repeat(64);
const TYPES = [
  'session.status',
  'media.user_photo',
  'media.document_photo',
  'media.user_video',
  'analysis.video',
  'analysis.screenshot',
  'analysis.deepfake',
  'settings.avatars',
  'settings.langs',
];

describe('is verified:', () => {
  for (const { name, header, value } of VECTORS.vectors)
    test(`the vector "${name}"`, () => assert.equal(take(BODY, { [header]: value }).id, 'evt_ab88abae06'));

  for (const [what, headers] of Object.entries({
    'X-FaceSign-Signature with bare hex': { 'x-facesign-signature': HEX },
    'hex in upper case': { 'x-facesign-signature': HEX.toUpperCase() },
    'names of headers in any case, as in Lambda events': { 'X-FACESIGN-SIGNATURE': HEX },
    'bare hex with a time beside it': {
      'x-facesign-signature': HEX,
      'x-facesign-timestamp': String(VECTORS.timestamp),
    },
    'a header that came twice, joined by Node.js': { 'facesign-signature': `${OTHER}, ${HEX}` },
    'a header that came twice, as an array': { 'facesign-signature': [OTHER, HEX] },
    'both headers': { 'x-facesign-signature': OTHER, 'facesign-signature': `v1=${HEX}` },
    'empty elements in a list header (RFC 9110, 5.6.1)': { 'facesign-signature': ` ,v1=${HEX}, ,` },
    'a later form beside a known one': { 'facesign-signature': `v2=later,v1=${HEX}` },
    'a web Headers object': new Headers({ 'X-FaceSign-Signature': HEX }),
    'the most candidates': { 'facesign-signature': [...Array(15).fill(OTHER), HEX].join() },
  }))
    test(what, () => assert.equal(take(BODY, headers).type, 'session.status'));

  for (const type of TYPES)
    test(`${type}, with its fields as they came`, () =>
      assert.deepEqual(take(event(type)), JSON.parse(event(type))));

  test('a type and fields that this version does not know', () => {
    const body = JSON.stringify({ id: 'e', type: 'session.archived', createdAt: NOW, by: { x: 1 } });
    assert.deepEqual(take(body), JSON.parse(body));
  });

  test('bytes, and a view of a part of a buffer', () => {
    const bytes = Buffer.from(`##${BODY}##`).subarray(2, -2);
    for (const body of [bytes, new Uint8Array(bytes), new Uint8Array(bytes).buffer])
      assert.equal(take(body, signed(BODY)).id, 'evt_ab88abae06');
  });

  test('a body whose letters need several bytes, as bytes and as a string', () => {
    const body = JSON.stringify({ ...JSON.parse(BODY), note: 'é 注文 😀' });
    assert.equal(take(Buffer.from(body), signed(body)).note, take(body).note);
  });
});

describe('is rejected:', () => {
  for (const [what, headers, reason] of [
    ['no header at all', {}, 'missing'],
    ['an empty header', { 'x-facesign-signature': '' }, 'missing'],
    ['nothing but blanks and commas', { 'facesign-signature': ' , ,' }, 'missing'],
    ['a time alone', { 'x-facesign-timestamp': '1789000000' }, 'missing'],
    ['t= alone', { 'facesign-signature': 't=1789000000' }, 'malformed'],
    ['a truncated signature', { 'x-facesign-signature': HEX.slice(0, 40) }, 'malformed'],
    ['a signature that goes on', { 'x-facesign-signature': `${HEX}00` }, 'malformed'],
    ['sha256= with nothing', { 'x-facesign-signature': 'sha256=' }, 'malformed'],
    ['letters that are not hex', { 'x-facesign-signature': `g${HEX.slice(1)}` }, 'malformed'],
    ['digits of another script', { 'x-facesign-signature': `١${HEX.slice(1)}` }, 'malformed'],
    ['base64', { 'x-facesign-signature': Buffer.from(HEX, 'hex').toString('base64') }, 'malformed'],
    ['a prefix that is not known', { 'x-facesign-signature': `sha1=${HEX}` }, 'malformed'],
    ['a broken signature beside a good one', { 'facesign-signature': `v1=${HEX},v1=12` }, 'malformed'],
    ['two times in one header', { 'facesign-signature': `t=1789000000,t=1789000000,v1=${HEX}` }, 'malformed'],
    [
      'two times in two headers',
      { 'x-facesign-signature': `t=1,v1=${HEX}`, 'facesign-signature': 't=1' },
      'malformed',
    ],
    ['a time with a fraction', { 'facesign-signature': `t=1789000000.5,v1=${HEX}` }, 'malformed'],
    ['a time below zero', { 'facesign-signature': `t=-1,v1=${HEX}` }, 'malformed'],
    ['an empty time', { 'facesign-signature': `t=,v1=${HEX}` }, 'malformed'],
    [
      'two times beside the signature',
      { 'x-facesign-signature': HEX, 'x-facesign-timestamp': '1,2' },
      'malformed',
    ],
    ['17 candidates', { 'facesign-signature': Array(17).fill(HEX).join() }, 'malformed'],
    ['a header above 4096 characters', { 'facesign-signature': `v1=${HEX}${' '.repeat(4096)}` }, 'malformed'],
    ['a header that is a number', { 'x-facesign-signature': 5 }, 'malformed'],
    ['the signature of another body', signed(`${BODY} `), 'mismatch'],
    ['the signature of another secret', sign(BODY, { secret: 'another' }), 'mismatch'],
  ])
    test(`${what} (${reason})`, () =>
      assert.equal(
        reasonOf(() => take(BODY, headers)),
        reason,
      ));

  for (const [what, body] of Object.entries({
    'no JSON': 'hello',
    'an empty body': '',
    'JSON that is cut off': BODY.slice(0, -1),
    'bytes that are not UTF-8': Buffer.from([0x7b, 0xff, 0x7d]),
    'UTF-16': Buffer.from(BODY, 'utf16le'),
  }))
    test(`${what} with a good signature (not_json)`, () =>
      assert.equal(
        reasonOf(() => take(body)),
        'not_json',
      ));

  for (const [what, change] of Object.entries({
    'without an id': { id: undefined },
    'with an empty id': { id: '' },
    'with a number as id': { id: 5 },
    'without a type': { type: undefined },
    'with a createdAt as a string': { createdAt: '1789000000000' },
    'without a session': { sessionId: undefined },
    'of a file, without the file': { type: 'media.user_photo' },
  }))
    test(`an event ${what} (shape)`, () => {
      const body = JSON.stringify({ ...JSON.parse(BODY), ...change });
      assert.equal(
        reasonOf(() => take(body)),
        'shape',
      );
    });

  for (const body of ['null', '[]', '"evt"', '5', '{}'])
    test(`${body} with a good signature (shape)`, () =>
      assert.equal(
        reasonOf(() => take(body)),
        'shape',
      ));

  for (const [what, body] of Object.entries({
    'an object': JSON.parse(BODY),
    'an array': [],
    nothing: undefined,
    null: null,
    'an object written as a string': String({}),
    'a Buffer that went through JSON': Buffer.from(BODY).toJSON(),
  }))
    test(`${what} as body, with advice (body_not_raw)`, () => {
      const error = thrownBy(() => take(body, {}));
      assert.equal(error.reason, 'body_not_raw');
      for (const framework of ['Express', 'Fastify', 'Koa', 'Next.js', 'NestJS', 'Hono'])
        assert.ok(error.hint.includes(framework), framework);
    });

  test('a body that was parsed and written out again, where its bytes differ', () => {
    const body = JSON.stringify(JSON.parse(BODY), null, 2);
    assert.equal(
      reasonOf(() => take(JSON.stringify(JSON.parse(body)), signed(body))),
      'mismatch',
    );
  });
});

describe('time:', () => {
  const at = (seconds) => signed(BODY, { form: 't-v1', timestamp: VECTORS.timestamp + seconds });
  const beside = (seconds) => signed(BODY, { timestamp: VECTORS.timestamp + seconds });

  for (const [where, headers] of Object.entries({ 't=': at, 'x-facesign-timestamp': beside })) {
    test(`${where} may be 300 s off, both ways, and no more`, () => {
      for (const seconds of [-300, 300]) assert.ok(take(BODY, headers(seconds)));
      for (const seconds of [-301, 301]) {
        const error = thrownBy(() => take(BODY, headers(seconds)));
        assert.equal(error.reason, 'timestamp');
        assert.match(error.message, seconds < 0 ? /301 s behind/ : /301 s ahead/);
      }
    });

    test(`${where} may be off by toleranceMs`, () => {
      assert.ok(take(BODY, headers(-3600), SECRET, { toleranceMs: 3_600_000 }));
      assert.equal(
        reasonOf(() => take(BODY, headers(1), SECRET, { toleranceMs: 0 })),
        'timestamp',
      );
    });
  }

  test('a time that is off does not hide a wrong signature', () =>
    assert.equal(
      reasonOf(() => take(BODY, at(-1000), 'another')),
      'mismatch',
    ));

  test('an event may be a day old, and no more', () => {
    const day = 86_400_000;
    assert.ok(take(BODY, undefined, SECRET, { now: () => NOW + day }));
    assert.equal(
      reasonOf(() => take(BODY, undefined, SECRET, { now: () => NOW + day + 1 })),
      'too_old',
    );
  });

  test('a replay is too old even with a fresh time, which nobody signed', () => {
    const later = NOW + 90_000_000;
    const headers = signed(BODY, { form: 't-v1', timestamp: later / 1000 });
    assert.equal(
      reasonOf(() => take(BODY, headers, SECRET, { now: () => later })),
      'too_old',
    );
  });

  test('maxAgeMs: false takes events of any age', () =>
    assert.ok(take(BODY, undefined, SECRET, { now: Date.now, maxAgeMs: false })));

  test('an event from the future passes: the clock of this machine may be behind', () =>
    assert.ok(take(BODY, undefined, SECRET, { now: () => NOW - 10_000_000 })));

  test('receivedAt takes the place of the clock', () => {
    for (const receivedAt of [NOW, new Date(NOW)]) assert.ok(unwrap(BODY, at(0), SECRET, { receivedAt }));
  });
});

test('the fixed clock of a sandbox with a seed is the clock of its events', async (t) => {
  const sandbox = await startSandbox({ seed: 1 });
  t.after(() => sandbox.close());
  const body = JSON.stringify({ ...JSON.parse(BODY), createdAt: sandbox.clock.now() });
  sandbox.clock.advance(86_400_000);
  const options = { now: () => sandbox.clock.now() };
  assert.ok(unwrap(body, signed(body), SECRET, options));
  sandbox.clock.advance(1);
  assert.equal(
    reasonOf(() => unwrap(body, signed(body), SECRET, options)),
    'too_old',
  );
});

describe('secrets:', () => {
  const known = process.env.FACESIGN_WEBHOOK_SECRET;
  afterEach(() => {
    if (known === undefined) delete process.env.FACESIGN_WEBHOOK_SECRET;
    else process.env.FACESIGN_WEBHOOK_SECRET = known;
  });

  test('while they are rotated, each of them may sign, alone or beside the other', () => {
    const both = [SECRET, VECTORS.nextSecret];
    for (const secret of [...both, both]) {
      for (const form of ['hex', 'sha256', 't-v1'])
        assert.ok(take(BODY, sign(BODY, { secret, form, timestamp: VECTORS.timestamp }), both));
    }
  });

  test('a retired one fits no longer', () =>
    assert.equal(
      reasonOf(() => take(BODY, signed(BODY), VECTORS.nextSecret)),
      'mismatch',
    ));

  test('blanks around one do not count', () => assert.ok(take(BODY, signed(BODY), `\n ${SECRET}\r\n`)));

  test('that of the environment is the default', () => {
    process.env.FACESIGN_WEBHOOK_SECRET = ` ${SECRET}\n`;
    assert.ok(unwrap(BODY, signed(BODY), undefined, { now }));
    assert.equal(sign(BODY)['x-facesign-signature'], HEX);
  });

  for (const [what, secret] of Object.entries({
    'an empty one': '',
    'a blank one': ' \t\n',
    'no secrets': [],
    'a blank one among others': [SECRET, ' '],
    'one that is missing among others': [SECRET, undefined],
    null: null,
    'a number': 5,
  }))
    test(`${what} is refused, and never used as an empty key`, () => {
      const forged = { 'x-facesign-signature': createHmac('sha256', '').update(BODY).digest('hex') };
      const error = thrownBy(() => take(BODY, forged, secret));
      assert.deepEqual([error.name, error.param], ['ConfigurationError', 'secret']);
    });

  for (const [what, value] of [
    ['absent', undefined],
    ['blank', ' '],
  ])
    test(`with that of the environment ${what}, the error names the variable`, () => {
      if (value === undefined) delete process.env.FACESIGN_WEBHOOK_SECRET;
      else process.env.FACESIGN_WEBHOOK_SECRET = value;
      assert.match(thrownBy(() => unwrap(BODY, signed(BODY))).message, /FACESIGN_WEBHOOK_SECRET/);
    });
});

describe('arguments:', () => {
  for (const [param, given, call] of [
    ['headers', 'a string', () => take(BODY, 'x-facesign-signature')],
    ['headers', 'an array', () => take(BODY, ['x-facesign-signature'])],
    ['options', 'a string', () => unwrap(BODY, {}, SECRET, 'strict')],
    ['toleranceMs', 'below 0', () => take(BODY, undefined, SECRET, { toleranceMs: -1 })],
    ['maxAgeMs', 'a string', () => take(BODY, undefined, SECRET, { maxAgeMs: '1d' })],
    ['now', 'a number', () => take(BODY, undefined, SECRET, { now: NOW })],
    ['receivedAt', 'an invalid Date', () => take(BODY, undefined, SECRET, { receivedAt: new Date('never') })],
    ['form', 'unknown', () => sign(BODY, { secret: SECRET, form: 'base64' })],
    ['timestamp', 'below 0', () => sign(BODY, { secret: SECRET, timestamp: -1 })],
    ['timestamp', 'milliseconds', () => sign(BODY, { secret: SECRET, timestamp: NOW })],
  ])
    test(`${param} that is ${given} is named`, () => {
      const error = thrownBy(call);
      assert.deepEqual([error.name, error.param], ['ConfigurationError', param]);
      assert.ok(error.message.startsWith(param), error.message);
    });

  test('what someone put on Object.prototype is not a field of an event', (t) => {
    t.after(() => delete Object.prototype.sessionId);
    Object.prototype.sessionId = 's1';
    const { sessionId, ...event } = JSON.parse(BODY);
    assert.equal(
      reasonOf(() => take(JSON.stringify(event))),
      'shape',
    );
  });

  test('what someone put on Object.prototype loosens nothing', (t) => {
    t.after(() => delete Object.prototype.maxAgeMs);
    Object.prototype.maxAgeMs = false;
    for (const options of [undefined, {}])
      assert.equal(
        reasonOf(() => unwrap(BODY, signed(BODY), SECRET, options)),
        'too_old',
      );
  });
});

test('verify makes the checks of unwrap and gives nothing back', () => {
  assert.equal(verify(BODY, signed(BODY), SECRET, { now }), undefined);
  assert.equal(
    reasonOf(() => verify(BODY, signed(BODY), SECRET)),
    'too_old',
  );
});

test('a rejection is a FaceSignError with the fields of one', () => {
  const error = thrownBy(() => take(BODY, {}));
  assert.ok(error instanceof WebhookVerificationError && error instanceof FaceSignError);
  const { type, operation, outcome, retryable, attempts } = error;
  assert.deepEqual([type, operation, outcome], ['webhook_verification_error', 'webhooks', 'not_sent']);
  assert.deepEqual([retryable, attempts], [false, []]);
  assert.equal(JSON.parse(JSON.stringify(error)).reason, 'missing');
});

describe('fetchSession', () => {
  const client = { session: { retrieve: async (args, options) => ({ session: { args, options } }) } };

  test('reads the session of the event, with the options of the call, each time anew', async () => {
    const options = { timeoutMs: 5 };
    const [first, second] = [
      await fetchSession(client, { sessionId: 's1' }, options),
      await fetchSession(client, { sessionId: 's1' }, options),
    ];
    assert.deepEqual(first, { args: { sessionId: 's1' }, options });
    assert.notEqual(first, second);
  });

  for (const event of [undefined, { id: 'e' }, { sessionId: '' }])
    test(`rejects before it asks: ${JSON.stringify(event)} has no session`, () =>
      assert.rejects(fetchSession(client, event), { name: 'ConfigurationError', param: 'event' }));

  for (const other of [undefined, {}])
    test(`rejects ${JSON.stringify(other)} as a client`, () =>
      assert.rejects(fetchSession(other, { sessionId: 's' }), { param: 'client' }));
});
