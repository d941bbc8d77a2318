// The benchmark: every client in every scenario, each cell in a fresh process, in interleaved rounds. Writes the measurements
// to benchmark/results/ and prints a summary; benchmark/report.mjs makes tables and charts of them.
//
//   npm run bench                                  everything, about an hour; --cold-build also times a build
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

/** @param {string} value separated by commas */
const names = (value) => value.split(',').filter(Boolean);

/** Single scenarios, or all combinations of workloads, protocols and loads. */
function chosenScenarios() {
  if (flags.scenarios) return names(flags.scenarios).map(scenario);
  if (!flags.workloads) return (flags.quick ? QUICK : FULL).map(scenario);
  const scenarios = names(flags.workloads).flatMap((workload) =>
    names(flags.protocols).flatMap((protocol) =>
      names(flags.loads).map((load) => `${workload}-${protocol}-${load}`),
    ),
  );
  return scenarios.map(scenario);
}

/** Clients with `ours` replaced by the builds. @param {{label: string, folder: string}[]} builds */
function chosenClients(builds) {
  const clientNames = flags.clients ? names(flags.clients) : Object.keys(CLIENTS);
  const labels = builds.map(({ label }) => label);
  return [
    ...new Set(clientNames.flatMap((name) => (name === 'ours' || labels.includes(name) ? labels : [name]))),
  ].map((name) => {
    const build = builds.find(({ label }) => label === name);
    if (!build && !(name in CLIENTS))
      throw new Error(`unknown client ${name}. The clients are ${Object.keys(CLIENTS)} ${labels}`);
    return { name, module: build ? 'ours' : name, folder: build?.folder, ...CLIENTS[build ? 'ours' : name] };
  });
}

const times = flags.seconds
  ? { warmupMs: Number(flags.seconds) * 800, measureMs: Number(flags.seconds) * 1000 }
  : flags.quick
    ? { warmupMs: 300, measureMs: 400 }
    : { warmupMs: 1000, measureMs: 1200 };
const defaultRounds = Number(flags.rounds ?? (flags.quick ? 3 : 5));
prepare({ fresh: flags.addon.length === 0 });
const builds = (flags.addon.length ? flags.addon : [buildAddon('target/bench-addon')]).map(parseAddon);
const clients = chosenClients(builds);
const results = {
  machine: machine(flags.node),
  settings: { ...times, rounds: defaultRounds, quick: flags.quick },
  builds: builds.map(({ label, from, bytes }) => ({ label, from, bytes })),
  ...(flags['cold-build'] && { coldBuildSeconds: coldBuildSeconds() }),
  cells: [],
};

/** On a slow machine, `--quick` skips rounds to keep its time. */
const overtime = () => flags.quick && performance.now() > QUICK_MS;

/** An error of one client fails the run, but the run goes on. @param {Error} error */
function recordError(error) {
  console.error(error.message);
  process.exitCode = 1;
  return { error: error.message.slice(0, 500) };
}

const server = await startServer();
results.settings.server = server.command;
for (const chosen of chosenScenarios()) {
  const participants = clients.filter((client) => able(client, chosen));
  const { rounds = defaultRounds } = SPECIALS[chosen.workload] ?? {};
  for (let round = 0; round < rounds && (round === 0 || !overtime()); round += 1) {
    for (const client of round % 2 ? [...participants].reverse() : participants) {
      const measured = await runCell(server, client, chosen, times, flags.node).catch(recordError);
      results.cells.push({ scenario: nameOf(chosen), client: client.name, round, ...measured });
    }
  }
  printScenario(nameOf(chosen), results.cells);
  save(results, flags.out);
}
await server.stop();
console.log(`\n${save(results, flags.out)}`);
