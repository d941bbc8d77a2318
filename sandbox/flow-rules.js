// @ts-check
// The flow check (docs/flow): a flow with one of its errors can't work for any end user.

/** @typedef {Pick<typeof import('../flow/index.js'), 'lintFlow' | 'renderFlow'>} FlowTools */

/** Loaded when first needed, since the sandbox itself needs no addon. @type {FlowTools | null | undefined} */
let tools;

/** Undefined where no addon can be loaded. */
function flowTools() {
  tools = tools === undefined ? load() : tools;
  return tools ?? undefined;
}

/** @returns {FlowTools | null} */
function load() {
  try {
    return require('../flow/index.js');
  } catch {
    return null;
  }
}

/** What the flow check finds; nothing where no addon can be loaded. @param {Record<string, unknown>} settings of a create */
function flowFindings(settings) {
  return flowTools()?.lintFlow(/** @type {any} */ (settings)).findings ?? [];
}

/**
 * What the flow check says about the first error in a flow, such as
 * `flow[1].outcomes.noFace: no node has the id "x" (links/target)`.
 * @param {Record<string, unknown>} settings of a create
 * @returns {string | undefined}
 */
function flowError(settings) {
  const finding = flowFindings(settings).find(({ severity }) => severity === 'error');
  return finding && `${finding.path}: ${finding.message} (${finding.rule})`;
}

module.exports = { flowError, flowFindings, flowTools };
