// Measures a process while it makes calls: calls per second, latencies, CPU, event-loop delay, timer delay, memory.

import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

const TIMER_MS = 2;
const BUSY_MS = 5;

/** CPU time of the thread that runs JavaScript, in µs. Its id is that of the process. */
export function mainThreadCpu() {
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e3;
}

/** CPU time of all threads, in µs. */
export function processCpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** @param {() => Promise<unknown>} call @param {number[]} latencies in ms */
async function timed(call, latencies) {
  const started = performance.now();
  await call();
  latencies.push(performance.now() - started);
}

/** Runs `concurrency` loops. Each starts its next call when the previous one has its response. */
async function closed(call, concurrency, ms, latencies) {
  const end = performance.now() + ms;
  const loop = async () => {
    while (performance.now() < end) await timed(call, latencies);
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
}

/** Starts calls at a fixed rate, however long the responses take. */
async function paced(call, perSecond, ms, latencies) {
  const [started, calls] = [performance.now(), []];
  while (performance.now() < started + ms) {
    const due = Math.floor(((performance.now() - started) * perSecond) / 1e3);
    while (calls.length < due) calls.push(timed(call, latencies));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(calls);
}

/** A timer that should fire every 2 ms; `latest()` is its longest delay so far, in ms. */
export function watchTimer() {
  let [due, latest, timer] = [0, 0, undefined];
  const late = () => Math.max(latest, performance.now() - due);
  const arm = () => {
    due = performance.now() + TIMER_MS;
    timer = setTimeout(() => {
      latest = late();
      arm();
    }, TIMER_MS);
  };
  arm();
  return { latest: late, stop: () => clearTimeout(timer) };
}

/** Runs a JavaScript task that takes half of the main thread. */
function keepBusy() {
  const timer = setInterval(() => {
    const end = performance.now() + BUSY_MS;
    while (performance.now() < end);
  }, 2 * BUSY_MS);
  return () => clearInterval(timer);
}

/** @param {number[]} sorted */
const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

/**
 * @param {() => Promise<unknown>} call
 * @param {{concurrency: number, perSecond: number, busy: boolean}} load
 * @param {{warmupMs: number, measureMs: number}} times
 */
export async function measure(call, load, { warmupMs, measureMs }) {
  const run = (ms, latencies) =>
    load.perSecond
      ? paced(call, load.perSecond, ms, latencies)
      : closed(call, load.concurrency, ms, latencies);
  const relax = load.busy ? keepBusy() : () => {};
  await run(warmupMs, []);
  const [delay, timer, latencies] = [monitorEventLoopDelay({ resolution: TIMER_MS }), watchTimer(), []];
  delay.enable();
  const before = {
    at: performance.now(),
    main: mainThreadCpu(),
    cpu: processCpu(),
    loop: performance.eventLoopUtilization(),
  };
  await run(measureMs, latencies);
  const seconds = (performance.now() - before.at) / 1e3;
  const [main, cpu] = [mainThreadCpu() - before.main, processCpu() - before.cpu];
  const latestTimerMs = timer.latest();
  const utilization = performance.eventLoopUtilization(before.loop).utilization;
  delay.disable();
  timer.stop();
  relax();
  latencies.sort((one, other) => one - other);
  return {
    calls: latencies.length,
    perSecond: latencies.length / seconds,
    p50Us: percentile(latencies, 0.5) * 1e3,
    p99Us: percentile(latencies, 0.99) * 1e3,
    mainUs: main / latencies.length,
    cpuUs: cpu / latencies.length,
    loopDelayP99Ms: delay.percentile(99) / 1e6,
    latestTimerMs,
    utilization,
    rssMb: process.memoryUsage.rss() / 2 ** 20,
  };
}
