// One cell: one client and one scenario in a fresh process. The first argument is its job as JSON; it prints its measurements
// as one line of JSON.

import { measure } from './measure.mjs';
import { watchCalls } from './watch.mjs';
import { parseLoad, SESSION, WORKLOADS } from './workloads.mjs';

const { module, given, workload, load, times } = JSON.parse(process.argv[2]);
const { open } = await import(`./clients/${module}.mjs`);
const client = await open(given);
const { watch } = WORKLOADS[workload];
if (watch) await watchCalls(watch, module, client);
const call = WORKLOADS[workload].call === 'create' ? () => client.create(SESSION) : () => client.list();

const response = await call();
const isComplete =
  WORKLOADS[workload].call === 'create' ? response.session?.id : response.sessions?.length === 150;
if (!isComplete) throw new Error(`${module} did not return the response of ${workload} as an object`);

console.log(JSON.stringify(await measure(call, parseLoad(load), times)));
// The pools of some peers would keep the process alive for seconds.
process.exit(0);
