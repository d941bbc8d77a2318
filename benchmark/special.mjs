// One cell without a steady load: a cold start, a pause, a burst, or large responses. Like cell.mjs, it takes its job as JSON
// in the first argument and prints its measurements. The client's module is imported before the measurement; it loads its
// package in `open`, which a cold start includes.

import { numberIn, SESSION } from './workloads.mjs';

const { module, given, workload, load } = JSON.parse(process.argv[2]);
const { open } = await import(`./clients/${module}.mjs`);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const rss = () => process.memoryUsage.rss() / 2 ** 20;

/** The duration in ms. @param {() => Promise<unknown>} work */
async function ms(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function cold() {
  const cpu = process.cpuUsage();
  let client;
  const loadMs = await ms(async () => {
    client = await open(given);
  });
  const firstMs = await ms(() => client.create(SESSION));
  const { user, system } = process.cpuUsage(cpu);
  return {
    loadMs,
    ...client.parts,
    firstMs,
    totalMs: loadMs + firstMs,
    cpuMs: (user + system) / 1e3,
    rssMb: rss(),
  };
}

async function idle() {
  const client = await open(given);
  const firstMs = await ms(() => client.create(SESSION));
  await pause(numberIn(load) * 1e3);
  return { firstMs, secondMs: await ms(() => client.create(SESSION)) };
}

/** Memory is read halfway through the two seconds before the server responds. */
async function burst() {
  const { mainThreadCpu, processCpu } = await import('./measure.mjs');
  const [client, calls] = [await open(given), numberIn(load)];
  await client.create(SESSION);
  const before = { rss: rss(), main: mainThreadCpu(), cpu: processCpu() };
  const waiting = pause(1e3).then(rss);
  const totalMs = await ms(() => Promise.all(Array.from({ length: calls }, () => client.create(SESSION))));
  return {
    totalMs,
    mainUs: (mainThreadCpu() - before.main) / calls,
    cpuUs: (processCpu() - before.cpu) / calls,
    rssPerCallKb: (((await waiting) - before.rss) * 1024) / calls,
    rssMb: rss(),
  };
}

/** The same number of bytes for each size of response, so that a linear cost is a flat line. */
async function large() {
  const { mainThreadCpu, processCpu, watchTimer } = await import('./measure.mjs');
  const [client, megabytes] = [await open(given), numberIn(load)];
  await client.list();
  const [timer, calls] = [watchTimer(), Math.ceil(64 / megabytes)];
  const [main, cpu] = [mainThreadCpu(), processCpu()];
  const totalMs = await ms(async () => {
    for (let call = 0; call < calls; call += 1) await client.list();
  });
  const perMb = 1 / 1e3 / (calls * megabytes);
  return {
    perSecond: (calls * 1e3) / totalMs,
    mainMsPerMb: (mainThreadCpu() - main) * perMb,
    cpuMsPerMb: (processCpu() - cpu) * perMb,
    latestTimerMs: timer.latest(),
    rssMb: rss(),
  };
}

console.log(JSON.stringify(await { cold, idle, burst, large }[workload]()));
process.exit(0);
