// @ts-check
// What the server changes in a submitted flow since 1.0.44 (docs/api-contract.md#server-side-validation): a liveness node without a target for
// `inconclusive` gets the one of `noFace`. The text of the warning is made up; no real one is known.

/** @typedef {Record<string, any>} Node */
/** @typedef {{ nodeId: string, outcome: string, filledWith: string }} Normalization */

/** Old flows are no lists and pass as they are. @param {unknown} flow */
function normalizeFlow(flow) {
  /** @type {Normalization[]} */
  const normalizations = [];
  if (!Array.isArray(flow)) return { flow, normalizations, warnings: [] };
  const filled = flow.map((node) => {
    if (!lacksInconclusive(node)) return node;
    const filledWith = node.outcomes.noFace;
    normalizations.push({ nodeId: node.id, outcome: 'inconclusive', filledWith });
    return { ...node, outcomes: { ...node.outcomes, inconclusive: filledWith } };
  });
  return { flow: filled, normalizations, warnings: normalizations.map(warningOf) };
}

/** @param {Node | null} node */
function lacksInconclusive(node) {
  const outcomes = node?.type === 'liveness_detection' ? node.outcomes : undefined;
  return typeof outcomes?.noFace === 'string' && outcomes.inconclusive === undefined;
}

/** @param {Normalization} normalization */
function warningOf({ nodeId, outcome, filledWith }) {
  return `Node ${nodeId} had no target for ${outcome}; ${filledWith} was used`;
}

module.exports = { normalizeFlow };
