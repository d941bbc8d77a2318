// @ts-check
// The rules of the flow check that can never hold for an end user: its errors (docs/flow).

/** @typedef {typeof import('../flow/index.js').lintFlow} LintFlow */

/** Loaded at the first create; `undefined` where no addon can be loaded, since the sandbox itself needs none. @type {{ lintFlow: LintFlow | undefined } | undefined} */
let loaded;

/** @returns {LintFlow | undefined} */
function lintFlow() {
  loaded ??= { lintFlow: load() };
  return loaded.lintFlow;
}

/** @returns {LintFlow | undefined} */
function load() {
  try {
    return require('../flow/index.js').lintFlow;
  } catch {
    return undefined;
  }
}

/**
 * What the flow check says about the first error in a flow, such as
 * `flow[1].outcomes.noFace: no node has the id "x" (links/target)`.
 * @param {Record<string, unknown>} settings of a create
 * @returns {string | undefined}
 */
function flowError(settings) {
  const finding = lintFlow()?.(/** @type {any} */ (settings)).findings.find(
    ({ severity }) => severity === 'error',
  );
  return finding && `${finding.path}: ${finding.message} (${finding.rule})`;
}

module.exports = { flowError };
