// The soak test's evaluation finds a leak that is hidden in noise, and none where there is only noise.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sample, trend, youngGeneration } from './soak/memory.mjs';

const SAMPLES = 40;
const CALLS = 5000;
const MB = 1024 * 1024;

/** Samples as of a soak: a level, a rise per call, and noise of ± 5 MB that looks random and is the same each time. */
function series(perCall) {
  return Array.from({ length: SAMPLES }, (_, index) => {
    const noise = (((index * 7919) % 101) / 50 - 1) * 5 * MB;
    return { calls: index * CALLS, rss: 100 * MB + perCall * index * CALLS + noise };
  });
}

const SERIES = {
  'no rise': { perCall: 0, flat: true },
  'a fall, as of caches that are given back': { perCall: -100, flat: true },
  'a leak of 64 bytes a call': { perCall: 64, flat: false },
  'a leak of a kilobyte a call': { perCall: 1024, flat: false },
};

for (const [name, { perCall, flat }] of Object.entries(SERIES))
  test(`${name}: ${flat ? 'flat' : 'found'}`, () => {
    const found = trend(series(perCall), 'rss');
    assert.equal(found.flat, flat, JSON.stringify(found));
  });

test('pages that V8 gives to its young generation do not count as growth of resident memory', () => {
  // The first round has the code paged in that the second one runs.
  fillYoungGeneration(1000);
  const [before, youngBefore] = [sample(), youngGeneration()];
  fillYoungGeneration(10_000);
  const [rise, youngRise] = [sample().rss - before.rss, youngGeneration() - youngBefore];
  assert.ok(youngRise > 4 * MB, `V8 should have made its young generation larger, by ${youngRise} bytes`);
  assert.ok(rise < youngRise / 4, `${rise} bytes of rise, of which the young generation's are ${youngRise}`);
});

/** Makes short-lived objects of which so many are alive at a time: the more, the more pages V8 takes for them. */
function fillYoungGeneration(atOnce) {
  let alive = [];
  for (let made = 0; made < 1e6; made += 1) {
    alive.push({ made, list: [made] });
    if (alive.length === atOnce) alive = [];
  }
}
