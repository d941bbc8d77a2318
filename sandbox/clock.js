// @ts-check
// The clock of a sandbox. Tests advance it instead of waiting. Alarms run when it reaches their time: at once by `advance`,
// and on a running clock by a timer, which doesn't keep the process alive.

/** @typedef {{ time: number, run: () => void, timer?: NodeJS.Timeout | undefined }} Alarm */

/** The maximum of setTimeout. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** @param {number | (() => number)} given a number is a clock that stands still */
function createClock(given) {
  const base = typeof given === 'function' ? given : () => given;
  let offset = 0;
  /** @type {Set<Alarm>} */
  const alarms = new Set();
  const now = () => base() + offset;

  /** @param {Alarm} alarm */
  const cancel = (alarm) => {
    clearTimeout(alarm.timer);
    alarms.delete(alarm);
  };
  /** @param {Alarm} alarm */
  const check = (alarm) => {
    if (!alarms.has(alarm)) return;
    if (alarm.time > now()) return arm(alarm);
    cancel(alarm);
    alarm.run();
  };
  /** @param {Alarm} alarm */
  const arm = (alarm) => {
    clearTimeout(alarm.timer);
    const delay = Math.max(alarm.time - now(), 0);
    if (typeof given === 'function' || delay === 0)
      alarm.timer = setTimeout(check, Math.min(delay, MAX_DELAY_MS), alarm).unref();
  };

  return {
    now,
    /** @param {number} ms */
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) {
        throw new RangeError('ms of advance() must be 0 or more: the sandbox clock only moves forward.');
      }
      offset += ms;
      for (const alarm of [...alarms].sort((a, b) => a.time - b.time)) check(alarm);
    },
    /** Runs a function at a time. @param {number} time @param {() => void} run @returns {() => void} cancels it */
    at(time, run) {
      /** @type {Alarm} */
      const alarm = { time, run };
      alarms.add(alarm);
      arm(alarm);
      return () => cancel(alarm);
    },
    cancelAlarms() {
      for (const alarm of alarms) cancel(alarm);
    },
    reset() {
      offset = 0;
    },
  };
}

/** @typedef {ReturnType<typeof createClock>} Clock */

module.exports = { createClock };
