// @ts-check
'use strict';

// The report for people.

/** @typedef {import('../../../types/flow.js').FlowFinding} FlowFinding */
/** @typedef {import('../../../types/flow.js').FlowReport} FlowReport */

const SIGNS = { error: '✖', warning: '▲', info: '●' };
/** Codes of ANSI colors. */
const COLORS = { error: 31, warning: 33, info: 34 };
const DIM = 2;

/** @param {FlowReport} report @param {string} name @param {boolean} hasColors */
function pretty(report, name, hasColors) {
  const color = (/** @type {number} */ code, /** @type {string} */ text) =>
    hasColors ? `\u001b[${code}m${text}\u001b[0m` : text;
  const findings = report.findings.map((finding) => block(finding, color));
  return [printable(name), ...findings, summary(report)].join('\n\n').concat('\n');
}

/** @param {FlowFinding} finding @param {(code: number, text: string) => string} color */
function block({ severity, path, nodeId, message, fix, rule, docs, witness, witnessLeftOut }, color) {
  const node = nodeId === undefined ? '' : ` (${nodeId})`;
  const sign = color(COLORS[severity], `${SIGNS[severity]} ${severity}`);
  const lines = [`${sign} ${printable(`${path}${node}: ${message}`)}`, `    Fix: ${printable(fix)}`];
  if (witness) lines.push(`    Path: ${printable(pathOf(witness, witnessLeftOut ?? 0))}`);
  lines.push(color(DIM, `    ${rule}, see ${docs}`));
  return `  ${lines.join('\n  ')}`;
}

/** @param {string[]} witness @param {number} leftOut of its middle */
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

/** On a terminal a file must not speak in control characters. @param {string} text */
function printable(text) {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (letter) => {
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

module.exports = { pretty };
