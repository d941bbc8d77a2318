// The workloads, their loads, and the scenarios of a full and of a quick run. The server (benchmark/server/responses.rs)
// recognizes a workload by the prefix of the path.

/** @typedef {'plain' | 'tls' | 'h2'} Protocol plain HTTP/1.1, TLS with HTTP/1.1, TLS with HTTP/2 */
/** @typedef {{workload: string, protocol: Protocol, load: string}} Scenario */

/**
 * The call of each workload: `create` posts 1 KB and gets 2.1 KB, `list` gets 300 KB. `watch` says who watches the calls
 * (benchmark/watch.mjs), and `clients` which clients can be watched.
 */
export const WORKLOADS = {
  small: { prefix: '', call: 'create' },
  delayed: { prefix: '/delayed', call: 'create' },
  list: { prefix: '', call: 'list' },
  gzip: { prefix: '/gzip', call: 'list' },
  text: { prefix: '/text', call: 'list' },
  listened: { prefix: '', call: 'create', watch: 'listener', clients: ['ours', 'undici'] },
  traced: { prefix: '', call: 'create', watch: 'trace', clients: ['ours', 'undici'] },
};

/**
 * Workloads without a steady load, each with its own measurements (benchmark/special.mjs) and clients.
 */
export const SPECIALS = {
  /** Import, client and first response in a new process. */
  cold: { rounds: 15 },
  /** A call, a pause of that many seconds, a call. */
  idle: { rounds: 1, clients: ['ours', 'oldsdk', 'fetch', 'undici'] },
  /** That many concurrent calls, to each of which the server responds after two seconds. */
  burst: { rounds: 3, clients: ['ours', 'oldsdk', 'undici', 'fetch'], prefix: '/held' },
  /** An array of that many MB, one call after the other. */
  large: { rounds: 3, clients: ['ours', 'oldsdk', 'undici', 'json'] },
};

/** The server's path prefix for the workload. @param {string} workload @param {string} load */
export function prefixOf(workload, load) {
  if (workload === 'large') return `/mb/${numberIn(load)}`;
  return (WORKLOADS[workload] ?? SPECIALS[workload]).prefix ?? '';
}

/** The number of `s30`, `c4096`, `mb16`. @param {string} load */
export const numberIn = (load) => Number(load.replace(/\D/g, ''));

/**
 * A load is `c16` (16 concurrent loops of calls) or `r1000` (1,000 calls started per second). With `-busy` a JavaScript task
 * also takes 5 ms of every 10 ms.
 * @param {string} load
 */
export function parseLoad(load) {
  const [, kind, number, busy] = /^([cr])(\d+)(-busy)?$/.exec(load) ?? [];
  if (!kind)
    throw new Error(
      `unknown load ${load}. Use c and a number of concurrent calls, or r and calls per second`,
    );
  return {
    concurrency: kind === 'c' ? Number(number) : 0,
    perSecond: kind === 'r' ? Number(number) : 0,
    busy: !!busy,
  };
}

/** @param {Scenario} scenario */
export const nameOf = ({ workload, protocol, load }) => `${workload}-${protocol}-${load}`;

/** @param {string} name @returns {Scenario} */
export function scenario(name) {
  const [workload, protocol, ...load] = name.split('-');
  const known = Object.keys({ ...WORKLOADS, ...SPECIALS });
  if (!known.includes(workload))
    throw new Error(`${name}: unknown workload ${workload}. The workloads are ${known}`);
  if (!['plain', 'tls', 'h2'].includes(protocol))
    throw new Error(`${name}: the protocol must be plain, tls or h2, got ${protocol}`);
  if (workload in WORKLOADS) parseLoad(load.join('-'));
  return { workload, protocol: /** @type {Protocol} */ (protocol), load: load.join('-') };
}

export const FULL = [
  ...['c1', 'c16', 'c256', 'r1000', 'c16-busy'].map((load) => `small-plain-${load}`),
  ...['list-plain-c1', 'list-plain-c16', 'gzip-plain-c16', 'text-plain-c16', 'delayed-plain-c256'],
  ...['small-tls-c1', 'small-tls-c16', 'small-tls-c256', 'list-tls-c16'],
  ...['small-h2-c16', 'small-h2-c256', 'list-h2-c16', 'gzip-h2-c16'],
  ...['listened-plain-c1', 'listened-plain-c16', 'traced-plain-c1', 'traced-plain-c16'],
  ...['cold-plain-first', 'cold-tls-first', 'cold-h2-first', 'idle-plain-s30'],
  ...['burst-plain-c256', 'burst-plain-c1024', 'burst-plain-c4096'],
  ...['large-plain-mb1', 'large-plain-mb4', 'large-plain-mb16', 'large-plain-mb60'],
];

export const QUICK = ['small-plain-c16', 'list-plain-c16'];

const SENTENCE = 'Ask for the full name as it is on the passport, and for the account that is meant. ';

/** The argument of `session.create`: 1 KB of JSON in fields of the API. */
export const SESSION = {
  clientReferenceId: 'order-7311',
  metadata: { desk: 'north', attempt: 2, tags: ['x', 'y'] },
  providedData: { name: 'Mira Holt', email: 'mira@example.test', phone: '+15550100', tier: 'gold' },
  avatarId: 'Host_A_public',
  langs: ['en', 'no'],
  defaultLang: 'en',
  zone: 'eu',
  flow: [
    { id: 'in', type: 'start', outcome: 'hello' },
    {
      id: 'hello',
      type: 'conversation',
      prompt: SENTENCE.repeat(4),
      outcomes: [
        { id: 'go', targetNodeId: 'out', condition: 'The caller named an account' },
        { id: 'lost', targetNodeId: 'out', condition: 'No answer after three tries' },
      ],
    },
    { id: 'out', type: 'end' },
  ],
};
