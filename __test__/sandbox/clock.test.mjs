// The alarms of the sandbox clock.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const PATH = fileURLToPath(new URL('../../sandbox/clock.js', import.meta.url));
const { createClock } = createRequire(import.meta.url)(PATH);

// The timers of alarms don't keep this process alive either.
const alive = setInterval(() => {}, 60_000);
after(() => clearInterval(alive));

describe('alarms', () => {
  test('run when advance() reaches their time, in the order of their times', () => {
    const clock = createClock(1000);
    const rung = [];
    for (const ms of [30, 20, 10, 40]) clock.at(1000 + ms, () => rung.push(ms));
    clock.advance(29);
    assert.deepEqual(rung, [10, 20]);
    clock.advance(1);
    assert.deepEqual(rung, [10, 20, 30]);
  });

  test('run once', () => {
    const clock = createClock(0);
    let count = 0;
    clock.at(1, () => {
      count += 1;
    });
    clock.advance(1);
    clock.advance(1);
    assert.equal(count, 1);
  });

  test('that are canceled do not run, not even by another one at the same time', () => {
    const clock = createClock(0);
    const rung = [];
    const cancels = [];
    clock.at(1, () => cancels[0]());
    cancels.push(clock.at(1, () => rung.push('canceled')));
    clock.at(2, () => rung.push('canceled too'));
    clock.advance(1);
    clock.cancelAlarms();
    clock.advance(1);
    assert.deepEqual(rung, []);
  });

  for (const [kind, now] of [
    ['a clock that stands still', 5],
    ['a clock that runs', Date.now],
  ])
    test(`whose time has come run soon, on ${kind}`, async () => {
      const clock = createClock(now);
      await new Promise((resolve) => clock.at(clock.now(), resolve));
    });

  test('on a clock that runs need no advance()', async () => {
    const clock = createClock(Date.now);
    const time = clock.now() + 5;
    await new Promise((resolve) => clock.at(time, resolve));
    assert.ok(clock.now() >= time);
  });

  test('wait again when the clock was slower than the timer', async () => {
    const times = [0, 0, 1];
    const clock = createClock(() => times.shift() ?? 10);
    await new Promise((resolve) => clock.at(10, resolve));
  });

  test('may be further away than a timer can be', (t) => {
    const clock = createClock(Date.now);
    t.after(clock.cancelAlarms);
    // Node.js would warn of it, and run it after 1 ms.
    const warnings = t.mock.method(process, 'emitWarning', () => {});
    clock.at(clock.now() + 2 ** 31, () => {});
    assert.equal(warnings.mock.callCount(), 0);
  });

  test('do not keep the process alive', () => {
    const code = `require(${JSON.stringify(PATH)}).createClock(Date.now).at(Date.now() + 600_000, () => {});`;
    const { status, signal } = spawnSync(process.execPath, ['-e', code], { timeout: 60_000 });
    assert.deepEqual([status, signal], [0, null]);
  });
});
