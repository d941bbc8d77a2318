// @ts-check
// The errors of the flow check (docs/flow): a flow with one of them can't work for any end user.

/** @typedef {typeof import('../flow/index.js').lintFlow} LintFlow */

/** Loaded at the first create, since the sandbox itself needs no addon. @type {LintFlow | undefined} */
let lintFlow;

/** Where no addon can be loaded, every flow passes. @returns {LintFlow} */
function load() {
  try {
    return require('../flow/index.js').lintFlow;
  } catch {
    return () => /** @type {any} */ ({ findings: [] });
  }
}

/**
 * What the flow check says about the first error in a flow, such as
 * `flow[1].outcomes.noFace: no node has the id "x" (links/target)`.
 * @param {Record<string, unknown>} settings of a create
 * @returns {string | undefined}
 */
function flowError(settings) {
  lintFlow ??= load();
  const { findings } = lintFlow(/** @type {any} */ (settings));
  const finding = findings.find(({ severity }) => severity === 'error');
  return finding && `${finding.path}: ${finding.message} (${finding.rule})`;
}

module.exports = { flowError };
