// Measures lintFlow by the number of nodes. Prints Markdown: a table, and a chart that GitHub renders.
//   npm run build && node benchmark/flow.mjs

import { lintFlow } from '../flow/index.mjs';

const SIZES = [6, 100, 1000, 2500, 5000, 7500, 10_000];
const ROUNDS = 25;

/** A chain of various nodes, with edges back and to the end. @param {number} count */
function flow(count) {
  const nodes = [{ id: 'start', type: 'start', outcome: 'n0' }];
  for (let at = 0; at < count - 2; at += 1) nodes.push(node(at, at + 3 < count ? `n${at + 1}` : 'end'));
  return [...nodes, { id: 'end', type: 'end' }];
}

const GREETING = 'Say: Welcome. I will check that you are who you say you are. It takes two minutes.';
const TIER = { source: 'providedData', field: 'tier' };

function node(at, next) {
  const id = `n${at}`;
  const back = `n${Math.max(at - 1, 0)}`;
  const kinds = [
    { type: 'conversation', prompt: GREETING, outcomes: [{ id: 'next', targetNodeId: next, condition: '' }] },
    {
      type: 'liveness_detection',
      outcomes: { livenessDetected: next, deepfakeDetected: 'end', noFace: back, inconclusive: back },
    },
    { type: 'face_scan', outcomes: { passed: next, notPassed: 'end', cancelled: 'end', error: back } },
    { type: 'external_call', request: { url: 'https://hooks.example.com/risk' }, outcome: next },
    {
      type: 'field_condition',
      rules: [{ left: TIER, operator: 'equals', right: { type: 'literal', value: 'gold' }, outcome: next }],
      default: 'end',
    },
  ];
  return { id, ...kinds[at % kinds.length] };
}

/** The median of the rounds, in milliseconds. @param {number} count */
function measure(count) {
  const input = flow(count);
  lintFlow(input);
  const times = Array.from({ length: ROUNDS }, () => {
    const before = performance.now();
    lintFlow(input);
    return performance.now() - before;
  });
  return times.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)];
}

const measured = SIZES.map((size) => ({ size, ms: measure(size) }));
const rows = measured.map(
  ({ size, ms }) => `| ${size} | ${ms.toFixed(2)} | ${((1000 * ms) / size).toFixed(1)} |`,
);
console.log(`| nodes | ms | µs per node |\n| ----: | -: | --------: |\n${rows.join('\n')}

\`\`\`mermaid
xychart-beta
  title "lintFlow by the number of nodes"
  x-axis "nodes" [${SIZES.join(', ')}]
  y-axis "ms"
  line [${measured.map(({ ms }) => ms.toFixed(2)).join(', ')}]
\`\`\``);
