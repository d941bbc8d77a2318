// @ts-check
// The picture of a flow: drawn by Graphviz (@viz-js/viz) where that is installed and the addon loads, else missing. The page
// lists the nodes, too.

const { flowTools } = require('../flow-rules.js');
const { readFlow } = require('../walk.js');

/** @typedef {import('../walk').Visit} Visit */
/** @typedef {import('../../types/flow').FlowFinding} FlowFinding */
/** @typedef {{ renderString(dot: string, options: { format: string }): string }} Graphviz */

/** As a `string`, so that TypeScript doesn't load its types, which need the DOM's. @type {string} */
const GRAPHVIZ = '@viz-js/viz';
/** Larger flows make pictures that nobody can read, and take Graphviz seconds. */
const MAX_NODES = 60;

/** @type {Promise<Graphviz | undefined> | undefined} */
let loading;

async function load() {
  try {
    return await (await import(GRAPHVIZ)).instance();
  } catch {
    return undefined;
  }
}

/**
 * @param {Record<string, unknown>} settings of a session @param {readonly Visit[]} path @param {readonly FlowFinding[]} findings
 * @returns {Promise<string | undefined>} SVG
 */
async function drawFlow(settings, path, findings) {
  const { nodes } = readFlow(settings.flow);
  const tools = flowTools();
  if (!tools || nodes.length === 0 || nodes.length > MAX_NODES) return undefined;
  loading ??= load();
  const graphviz = await loading;
  if (!graphviz) return undefined;
  const dot = tools.renderFlow(/** @type {any} */ (settings), { format: 'dot', findings });
  try {
    return withoutTitles(graphviz.renderString(withPath(dot, settings.flow, path), { format: 'svg' }));
  } catch {
    return undefined; // An odd id that Graphviz can't draw.
  }
}

/**
 * Adds CSS classes to the DOT of a flow: what was passed, and where it stands. The renderer calls the nodes n0, n1, …
 * @param {string} dot @param {unknown} flow @param {readonly Visit[]} path
 */
function withPath(dot, flow, path) {
  const { nodes, after } = readFlow(flow);
  const all = Array.isArray(flow) ? flow : [];
  const nameOf = (/** @type {unknown} */ node) => `n${all.indexOf(node)}`;
  const start = nodes.find(({ type }) => type === 'start');
  const passed = [...(start ? [start] : []), ...path.map(({ node }) => node)];
  const current = after(path);
  const stops = current ? [...passed, current] : passed;
  const steps = stops.slice(1).map((node, at) => {
    const outcome = path[at - 1]?.end.name ?? '';
    return { arrow: `${nameOf(stops[at])} -> ${nameOf(node)}`, label: `label=${JSON.stringify(outcome)}` };
  });
  const marks = [
    ...passed.map((node) => `  ${nameOf(node)} [class="passed"];`),
    ...(current ? [`  ${nameOf(current)} [class="current"];`] : []),
  ];
  const lines = dot.trimEnd().split('\n').slice(0, -1);
  return [...lines.map((line) => markArrow(line, lines, steps)), ...marks, '}'].join('\n');
}

/**
 * Of several arrows between two nodes, the one with the outcome's name.
 * @param {string} line @param {string[]} lines @param {{ arrow: string, label: string }[]} steps
 */
function markArrow(line, lines, steps) {
  const [arrow = ''] = /^ {2}(n\d+ -> n\d+)(?=[ ;])/.exec(line) ?? [];
  const taken = steps.filter((step) => arrow.trim() === step.arrow);
  const isTaken = taken.some(
    ({ label }) => line.includes(label) || !lines.some((one) => one.startsWith(arrow) && one.includes(label)),
  );
  if (!isTaken) return line;
  return line.endsWith('];')
    ? `${line.slice(0, -2)}, class="passed"];`
    : `${line.slice(0, -1)} [class="passed"];`;
}

/** Only the drawing: titles would show as tooltips such as `n0`. @param {string} svg */
function withoutTitles(svg) {
  return svg
    .slice(svg.indexOf('<svg'))
    .replace(/<title>[^<]*<\/title>\n?/g, '')
    .replace(/<!--[^>]*-->\n?/g, '');
}

module.exports = { drawFlow };
