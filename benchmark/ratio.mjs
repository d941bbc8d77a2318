// The coarse check for CI: the addon makes at least twice as many calls as the old SDK (half of its goal on an idle machine),
// by the median of the ratios of each round. Absolute times don't count.
//
//   npm run bench:ratio [-- --addon path]          without a path, the release addon is built

import { parseArgs } from 'node:util';
import { buildAddon, parseAddon } from './addon.mjs';
import { runCell } from './cells.mjs';
import { CLIENTS } from './clients/index.mjs';
import { buildExamples } from './prepare.mjs';
import { startServer } from './server.mjs';
import { paired } from './stats.mjs';
import { scenario } from './workloads.mjs';

const MIN_RATIO = 2;
const ROUNDS = 9;
const TIMES = { warmupMs: 500, measureMs: 500 };

const { values: flags } = parseArgs({ options: { addon: { type: 'string' } } });
buildExamples('bench-server');
const { folder } = parseAddon(flags.addon ?? buildAddon('target/bench-addon'));
const clients = [
  { name: 'ours', module: 'ours', folder, ...CLIENTS.ours },
  { name: 'oldsdk', module: 'oldsdk', ...CLIENTS.oldsdk },
];

const server = await startServer();
const cells = [];
for (let round = 0; round < ROUNDS; round += 1) {
  for (const client of round % 2 ? [...clients].reverse() : clients) {
    const measured = await runCell(server, client, scenario('small-plain-c16'), TIMES, process.execPath);
    cells.push({ client: client.name, round, ...measured });
  }
}
await server.stop();

const { median, min, max } = paired(cells, 'ours', 'oldsdk', 'perSecond');
const result = `${median.toFixed(1)}× the calls of the old SDK [${min.toFixed(1)}–${max.toFixed(1)}]`;
console.log(`small calls, 16 at once: ${result}; at least ${MIN_RATIO}× is required`);
if (!(median >= MIN_RATIO)) {
  console.error(
    'The addon has become slower: compare builds with node benchmark/run.mjs --addon before=… --addon after=…',
  );
  process.exitCode = 1;
}
