// @ts-check
'use strict';

// Annotations for GitHub Actions: workflow commands, one per line.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions

const { locator } = require('./positions.js');

/** @typedef {import('../../../types/flow.js').FlowReport} FlowReport */
/** @typedef {import('./input.js').Source} Source */

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' };

/** @param {FlowReport} report @param {Source} source */
function github({ findings, leftOut }, { name, json, value }) {
  const find = json === undefined ? undefined : locator(json, Array.isArray(value));
  const lines = findings.map(({ severity, pointer, rule, path, message, fix }) => {
    const { line, column } = find?.(pointer) ?? { line: 1, column: 1 };
    const properties = `file=${property(name)},line=${line},col=${column},title=${property(rule)}`;
    return `::${COMMANDS[severity]} ${properties}::${data(`${path}: ${message}. ${fix}.`)}\n`;
  });
  if (leftOut > 0) lines.push(`::notice file=${property(name)}::${leftOut} more findings aren't shown\n`);
  return lines.join('');
}

/** @param {string} string */
function data(string) {
  return string.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** @param {string} string */
function property(string) {
  return data(string).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

module.exports = { github };
