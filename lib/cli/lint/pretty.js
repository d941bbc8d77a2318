// @ts-check
'use strict';

// The report for humans.

const { oneLine } = require('../../strings.js');

/** @typedef {import('../../../types/flow.js').FlowFinding} FlowFinding */
/** @typedef {import('../../../types/flow.js').FlowReport} FlowReport */

const SIGNS = { error: '✖', warning: '▲', info: '●' };
/** ANSI color codes. */
const COLORS = { error: 31, warning: 33, info: 34 };
const DIM = 2;

/** @param {FlowReport} report @param {string} name @param {boolean} hasColors */
function pretty(report, name, hasColors) {
  const color = (/** @type {number} */ code, /** @type {string} */ string) =>
    hasColors ? `\u001b[${code}m${string}\u001b[0m` : string;
  const findings = report.findings.map((finding) => block(finding, color));
  return [oneLine(name), ...findings, summary(report)].join('\n\n').concat('\n');
}

/** @param {FlowFinding} finding @param {(code: number, string: string) => string} color */
function block({ severity, path, nodeId, message, fix, rule, docs, witness, witnessLeftOut }, color) {
  const node = nodeId === undefined ? '' : ` (${nodeId})`;
  const sign = color(COLORS[severity], `${SIGNS[severity]} ${severity}`);
  const lines = [`${sign} ${oneLine(`${path}${node}: ${message}`)}`, `    Fix: ${oneLine(fix)}`];
  if (witness) lines.push(`    Path: ${oneLine(pathOf(witness, witnessLeftOut ?? 0))}`);
  lines.push(color(DIM, `    ${rule}, see ${docs}`));
  return `  ${lines.join('\n  ')}`;
}

/** @param {string[]} witness @param {number} leftOut number of nodes omitted from its middle */
function pathOf(witness, leftOut) {
  const middle = leftOut > 0 ? [`(${leftOut} more)`] : [];
  const half = leftOut > 0 ? witness.length / 2 : witness.length;
  return [...witness.slice(0, half), ...middle, ...witness.slice(half)].join(' → ');
}

/** @param {FlowReport} report */
function summary({ counts, leftOut }) {
  const parts = [
    counted(counts.error, 'error'),
    counted(counts.warning, 'warning'),
    `${counts.info} worth knowing`,
  ];
  return `${parts.join(', ')}${leftOut > 0 ? `. ${leftOut} of them aren't shown` : ''}`;
}

/** @param {number} count @param {string} noun */
function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

module.exports = { pretty };
