// The benchmark: every client in every scenario, each cell in a fresh process, in interleaved rounds. Writes what was
// measured to benchmark/results/ and prints a summary; benchmark/report.mjs makes tables and charts of it.
//
//   npm run bench                                  everything, about an hour; --cold-build times that, too
//   npm run bench -- --quick                       two minutes
//   node benchmark/run.mjs --addon old=/tmp/a --addon new=/tmp/b --clients ours,oldsdk,undici --workloads small,list

import { parseArgs } from 'node:util';
import { buildAddon, coldBuildSeconds, parseAddon } from './addon.mjs';
import { runCell } from './cells.mjs';
import { able, CLIENTS } from './clients/index.mjs';
import { machine } from './machine.mjs';
import { prepare } from './prepare.mjs';
import { save } from './results.mjs';
import { startServer } from './server.mjs';
import { printScenario } from './summary.mjs';
import { FULL, nameOf, QUICK, SPECIALS, scenario } from './workloads.mjs';

const { values: flags } = parseArgs({
  options: {
    addon: { type: 'string', multiple: true, default: [] },
    clients: { type: 'string' },
    scenarios: { type: 'string' },
    workloads: { type: 'string' },
    protocols: { type: 'string', default: 'plain' },
    loads: { type: 'string', default: 'c1,c16,c256' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    node: { type: 'string', default: process.execPath },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
    'cold-build': { type: 'boolean', default: false },
  },
});

const QUICK_MS = 95_000;

/** @param {string} text */
const words = (text) => text.split(',').filter(Boolean);

/** Named one by one, or as all combinations of workloads, protocols and loads. */
function chosenScenarios() {
  if (flags.scenarios) return words(flags.scenarios).map(scenario);
  if (!flags.workloads) return (flags.quick ? QUICK : FULL).map(scenario);
  const names = words(flags.workloads).flatMap((workload) =>
    words(flags.protocols).flatMap((protocol) =>
      words(flags.loads).map((load) => `${workload}-${protocol}-${load}`),
    ),
  );
  return names.map(scenario);
}

/** Clients with `ours` replaced by the builds. @param {{label: string, folder: string}[]} builds */
function chosenClients(builds) {
  const names = flags.clients ? words(flags.clients) : Object.keys(CLIENTS);
  const labels = builds.map(({ label }) => label);
  return [
    ...new Set(names.flatMap((name) => (name === 'ours' || labels.includes(name) ? labels : [name]))),
  ].map((name) => {
    const build = builds.find(({ label }) => label === name);
    if (!build && !(name in CLIENTS))
      throw new Error(`there is no client ${name}: ${Object.keys(CLIENTS)} ${labels}`);
    return { name, module: build ? 'ours' : name, folder: build?.folder, ...CLIENTS[build ? 'ours' : name] };
  });
}

const times = flags.seconds
  ? { warmupMs: Number(flags.seconds) * 800, measureMs: Number(flags.seconds) * 1000 }
  : flags.quick
    ? { warmupMs: 300, measureMs: 400 }
    : { warmupMs: 1000, measureMs: 1200 };
const usualRounds = Number(flags.rounds ?? (flags.quick ? 3 : 5));
prepare({ fresh: flags.addon.length === 0 });
const builds = (flags.addon.length ? flags.addon : [buildAddon('target/bench-addon')]).map(parseAddon);
const clients = chosenClients(builds);
const results = {
  machine: machine(flags.node),
  settings: { ...times, rounds: usualRounds, quick: flags.quick },
  builds: builds.map(({ label, from, bytes }) => ({ label, from, bytes })),
  ...(flags['cold-build'] && { coldBuildSeconds: coldBuildSeconds() }),
  cells: [],
};

/** `--quick` gives up further rounds rather than its promise, on a machine that is slow. */
const overtime = () => flags.quick && performance.now() > QUICK_MS;

/** One client's failure is no reason to lose the rest, but the run has failed. @param {Error} error */
function failed(error) {
  console.error(error.message);
  process.exitCode = 1;
  return { error: error.message.slice(0, 500) };
}

const server = await startServer();
results.settings.server = server.command;
for (const chosen of chosenScenarios()) {
  const taking = clients.filter((client) => able(client, chosen));
  const { rounds = usualRounds } = SPECIALS[chosen.workload] ?? {};
  for (let round = 0; round < rounds && (round === 0 || !overtime()); round += 1) {
    for (const client of round % 2 ? [...taking].reverse() : taking) {
      const measured = await runCell(server, client, chosen, times, flags.node).catch(failed);
      results.cells.push({ scenario: nameOf(chosen), client: client.name, round, ...measured });
    }
  }
  printScenario(nameOf(chosen), results.cells);
  save(results, flags.out);
}
await server.stop();
console.log(`\n${save(results, flags.out)}`);
