// The judge of the soak finds a leak that is hidden in noise, and finds none where there is only noise.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trend } from './soak/memory.mjs';

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
