// Hostile input: whatever arrives, a webhook is verified or rejected with a reason; nothing else is thrown, nothing secret
// shows, and nothing that FaceSign didn't sign passes. scripts/hostile.mjs counts the cases.

import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { sign, unwrap, WebhookVerificationError } from '@facesignai/api-native/webhooks';
import fc from 'fast-check';
import { anyText } from '../support/generators.mjs';
import { BODY, NOW, now, SECRET, signed, take, thrownBy } from './support.mjs';

const REASONS = [
  'missing',
  'malformed',
  'mismatch',
  'timestamp',
  'too_old',
  'body_not_raw',
  'not_json',
  'shape',
];
const RUNS = { numRuns: 1000 };
const HEX = signed(BODY)['x-facesign-signature'];

/** The parts of headers in random order. */
const header = fc
  .array(
    fc.oneof(
      fc.constantFrom('t=', 'v1=', 'sha256=', ',', ' ', '\t', '=', HEX, HEX.toUpperCase(), '1789000000'),
      anyText({ maxLength: 6 }),
      fc.string({ minLength: 62, maxLength: 66, unit: fc.constantFrom(...'0123456789abcdefABCDEF') }),
      fc.integer({ min: 0, max: 70 }).map((end) => HEX.slice(0, end)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const headers = fc.dictionary(
  fc.constantFrom(
    'x-facesign-signature',
    'FaceSign-Signature',
    'X-FACESIGN-TIMESTAMP',
    'content-type',
    '__proto__',
  ),
  fc.oneof(header, fc.array(header, { maxLength: 3 }), fc.constant(undefined)),
);

const body = fc.oneof(anyText(), fc.uint8Array(), fc.json(), fc.constantFrom(BODY, Buffer.from(BODY)));

/** The reason of the rejection; anything else that is thrown fails. @param {() => unknown} call */
function verdict(call) {
  try {
    call();
    return 'verified';
  } catch (error) {
    assert.ok(error instanceof WebhookVerificationError, inspect(error));
    assert.ok(REASONS.includes(error.reason));
    return error.reason;
  }
}

test('any headers around any body: verified, or rejected with a reason', () => {
  fc.assert(
    fc.property(body, headers, (given, around) => {
      verdict(() => take(given, around));
    }),
    RUNS,
  );
});

test('nothing passes that has no signature of the secret', () => {
  fc.assert(
    fc.property(body, headers, (given, around) => {
      // Of everything that is drawn, only the body of the fixtures has a signature that is drawn, too.
      if (String(given) === BODY) return;
      assert.notEqual(
        verdict(() => take(given, around)),
        'verified',
      );
    }),
    RUNS,
  );
});

test('an event that is signed passes in every form, as a string and as bytes, with any further fields', () => {
  const form = fc.constantFrom('hex', 'sha256', 't-v1');
  fc.assert(
    fc.property(fc.dictionary(anyText(), fc.jsonValue()), form, fc.boolean(), (more, how, raw) => {
      const text = JSON.stringify({ ...more, ...JSON.parse(BODY) });
      const given = raw ? Buffer.from(text) : text;
      const around = sign(given, { secret: SECRET, form: how, timestamp: NOW / 1000 });
      assert.deepEqual(take(given, around), JSON.parse(text));
    }),
    RUNS,
  );
});

test('one changed bit in body or signature is a mismatch', () => {
  const bits = (length) => fc.nat({ max: length * 8 - 1 });
  const flipped = (bytes, bit) => {
    const copy = Buffer.from(bytes);
    copy[bit >> 3] ^= 1 << (bit & 7);
    return copy;
  };
  const check = (given, hex) =>
    assert.equal(
      verdict(() => take(given, { 'x-facesign-signature': hex })),
      'mismatch',
    );
  fc.assert(
    fc.property(bits(BODY.length), (bit) => check(flipped(Buffer.from(BODY), bit), HEX)),
    RUNS,
  );
  fc.assert(
    fc.property(bits(32), (bit) => check(BODY, flipped(Buffer.from(HEX, 'hex'), bit).toString('hex'))),
    RUNS,
  );
});

test('signed JSON of any kind is an event, or has no shape of one', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      assert.ok(['shape', 'verified', 'too_old'].includes(verdict(() => take(text))));
    }),
    RUNS,
  );
});

test('any body, headers and secret that are not what they should be: a typed error, and never a verified event', () => {
  fc.assert(
    fc.property(
      fc.anything(),
      fc.anything(),
      fc.anything(),
      fc.anything(),
      (given, around, secret, options) => {
        const error = thrownBy(() => unwrap(given, around, secret, options));
        assert.ok(['ConfigurationError', 'WebhookVerificationError'].includes(error.name), inspect(error));
      },
    ),
    RUNS,
  );
});

test('clocks that are off by anything: the tolerance decides, and then the age', () => {
  const seconds = fc.integer({ min: -1e9, max: 1e9 });
  fc.assert(
    fc.property(seconds, seconds, (ofHeader, ofClock) => {
      const time = NOW + ofClock * 1000;
      const around = signed(BODY, { form: 't-v1', timestamp: NOW / 1000 + ofHeader });
      const expected =
        Math.abs(ofClock - ofHeader) > 300 ? 'timestamp' : ofClock > 86_400 ? 'too_old' : 'verified';
      assert.equal(
        verdict(() => take(BODY, around, SECRET, { now: () => time })),
        expected,
      );
    }),
    RUNS,
  );
});

test('neither secret nor signature shows in an error, whatever is wrong', () => {
  const secret = 'whsec_MARKED_secret';
  fc.assert(
    fc.property(body, headers, header, (given, around, further) => {
      const all = { ...around, 'x-facesign-signature': `${HEX},${further}` };
      const wrong = ['', [secret, ' '], [secret, null], secret];
      for (const secrets of wrong) {
        let error;
        try {
          unwrap(given, all, secrets, { now });
        } catch (thrown) {
          error = thrown;
        }
        if (!error) continue;
        const shown = [
          error.message,
          error.stack,
          JSON.stringify(error),
          inspect(error, { depth: 9, showHidden: true }),
        ];
        for (const text of shown)
          assert.ok(!text.includes('MARKED') && !text.includes(HEX.slice(0, 12)), text);
      }
    }),
    { numRuns: 300 },
  );
});

test('every candidate is compared with every secret, also after one has fitted', (t) => {
  const compare = t.mock.method(crypto, 'timingSafeEqual');
  // The functions are taken off the module when it is loaded: a copy of its own sees the watched one.
  const { isSigned } = fresh('../../webhooks/hmac.js');
  const [right, wrong] = [Buffer.from(HEX), Buffer.alloc(64)];
  for (const candidates of [
    [right, wrong, wrong],
    [wrong, right, wrong],
    [wrong, wrong, wrong],
  ]) {
    compare.mock.resetCalls();
    assert.equal(isSigned(BODY, ['other', SECRET, 'third'], candidates), candidates.includes(right));
    assert.equal(compare.mock.callCount(), 9);
    for (const { arguments: pair } of compare.mock.calls)
      assert.deepEqual(
        pair.map(({ length }) => length),
        [64, 64],
      );
  }
});

/** A module loaded once more. @param {string} path */
function fresh(path) {
  const require = createRequire(import.meta.url);
  delete require.cache[require.resolve(path)];
  return require(path);
}

/** Each file: a request as `{ headers, body }`, and the verdict it must get with the fixtures' secret and clock. */
const corpus = new URL('corpus/', import.meta.url);
for (const file of readdirSync(corpus).sort()) {
  const cases = JSON.parse(readFileSync(new URL(file, corpus), 'utf8'));
  for (const { what, expected, around, given = BODY, base64 } of cases)
    test(`corpus/${file}: ${what} is ${expected}`, () => {
      const raw = base64 ? Buffer.from(base64, 'base64') : given;
      assert.equal(
        verdict(() => take(raw, around ?? signed(raw))),
        expected,
      );
    });
}

test('a header of 4096 characters costs no time that grows with its square', () => {
  const around = ['a'.repeat(4096), ','.repeat(4096), `${' '.repeat(4095)}x`, `${'='.repeat(4096)}`];
  const began = performance.now();
  for (let round = 0; round < 100; round += 1)
    for (const value of around) verdict(() => take(BODY, { 'x-facesign-signature': value }));
  // 400 headers take some 100 ms; by the square they would take minutes.
  assert.ok(performance.now() - began < 10_000);
});
