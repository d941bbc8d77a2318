// @ts-check
'use strict';

// The client option `flowCheck`: checks the flow before `session.create` sends it. Calls of clients without it skip this.

const native = require('./binding.js');
const { configurationError } = require('./error-factory.js');
const { describeType, property } = require('./read.js');

/**
 * @typedef {import('../types/flow.js').FlowReport} FlowReport
 * @typedef {import('../types/flow.js').FlowFinding} FlowFinding
 * @typedef {InstanceType<(typeof import('./logger.js'))['ClientLogger']>} ClientLogger
 * @typedef {(settings: string, logger: ClientLogger) => void} Check takes the settings as JSON, and throws to keep them from
 *   being sent
 */

const OPERATION = 'session.create';
// Programs that generate flows may produce new findings without end.
const MAX_REPORTED = 1000;

/** @param {object} options of the client @returns {Check | null | undefined} `null` for none, `undefined` if not set */
function readFlowCheck(options) {
  const mode = property(options, 'flowCheck');
  if (mode === undefined) return undefined;
  if (mode === 'off' || mode === null) return null;
  if (mode === 'error') return (settings) => reject(lint(settings));
  if (mode === 'warn') return reporter();
  throw configurationError('flowCheck', `flowCheck must be off, warn or error, got ${describeType(mode)}`);
}

/** @param {string} settings @returns {FlowReport} */
function lint(settings) {
  return JSON.parse(native.lintFlow(settings, '{}'));
}

/** @param {FlowReport} report */
function reject({ ok, counts, findings }) {
  if (ok) return;
  const first = /** @type {FlowFinding} */ (findings.find(({ severity }) => severity === 'error'));
  const others = counts.error > 1 ? `, and ${counts.error - 1} more in err.findings` : '';
  const message = `flow can't work, so ${OPERATION} was not sent: ${first.path}: ${first.message} (${first.rule})${others}`;
  throw configurationError('flow', message, { operation: OPERATION, findings });
}

/** Reports each finding once per client, and those that `withOptions` makes of it. @returns {Check} */
function reporter() {
  const seen = new Set();
  return (settings, logger) => {
    for (const finding of lint(settings).findings) {
      const key = `${finding.rule} ${finding.path} ${finding.message}`;
      if (seen.has(key) || seen.size >= MAX_REPORTED) continue;
      seen.add(key);
      report(logger, finding);
    }
  };
}

/**
 * Logs a finding. If the client doesn't log warnings, errors and warnings become process warnings.
 * @param {ClientLogger} logger
 * @param {FlowFinding} finding
 */
function report(logger, { rule, severity, path, nodeId, message, fix, docs }) {
  const line = `flow ${severity} at ${path}: ${message} (${rule})`;
  const level = severity === 'info' ? 'info' : 'warn';
  if (logger.logs('warn')) logger.log(level, line, { rule, severity, path, nodeId, fix, docs });
  else if (level === 'warn') process.emitWarning(`${line}. ${fix}.`, { code: 'FACESIGN_FLOW' });
}

module.exports = { readFlowCheck };
