// One cell: one client, one scenario, in a fresh process. What to do comes as JSON in the first argument, what was
// measured goes out as one line of JSON.

import { measure } from './measure.mjs';
import { parseLoad, SESSION, WORKLOADS } from './workloads.mjs';

const { module, given, workload, load, times } = JSON.parse(process.argv[2]);
const { open } = await import(`./clients/${module}.mjs`);
const client = await open(given);
const call = WORKLOADS[workload].call === 'create' ? () => client.create(SESSION) : () => client.list();

const answer = await call();
const right = WORKLOADS[workload].call === 'create' ? answer.session?.id : answer.sessions?.length === 150;
if (!right) throw new Error(`${module} did not hand back the answer of ${workload} as an object`);

console.log(JSON.stringify(await measure(call, parseLoad(load), times)));
// Pools keep some peers alive for seconds.
process.exit(0);
