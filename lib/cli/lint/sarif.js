// @ts-check
'use strict';

// SARIF 2.1.0, which the code scanning of GitHub, GitLab and Azure DevOps reads.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

const { name: packageName, version } = require('../../package.js');
const { locator } = require('./positions.js');

/**
 * @typedef {import('../../../types/flow.js').FlowReport} FlowReport
 * @typedef {import('../../../types/flow.js').FlowFinding} FlowFinding
 * @typedef {import('../../../types/flow.js').FlowRule} FlowRule
 * @typedef {import('./input.js').Source} Source
 */

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
const LEVELS = { error: 'error', warning: 'warning', info: 'note' };

/** @param {FlowReport} report @param {Source} source @param {readonly FlowRule[]} rules */
function sarif({ findings, ruleset, leftOut }, { name, json, value }, rules) {
  const find = json === undefined ? undefined : locator(json, Array.isArray(value));
  const uri = encodeURI(name.replaceAll('\\', '/'));
  const driver = { name: packageName, semanticVersion: version, rules: rules.map(describe) };
  const results = findings.map((finding) => {
    const region = find && regionOf(find(finding.pointer));
    const ruleIndex = rules.findIndex((rule) => rule.id === finding.rule);
    return { ...result(finding), ruleIndex, locations: [location(finding, uri, region)] };
  });
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results, properties: { ruleset, leftOut } };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

/** @param {FlowRule} rule */
function describe({ id, severity, basis, summary, why, source, fix }) {
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: { text: `${fix}. Source: ${source}` },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { basis },
  };
}

/** @param {FlowFinding} finding */
function result({ rule, severity, message, fix, pointer, witness }) {
  return {
    ruleId: rule,
    level: LEVELS[severity],
    message: { text: `${message}. ${fix}.` },
    // Identifies the finding when lines have moved.
    partialFingerprints: { 'pointer/v1': `${rule}:${pointer}` },
    ...(witness && { properties: { witness } }),
  };
}

/** @param {FlowFinding} finding @param {string} uri @param {object | undefined} region */
function location({ path }, uri, region) {
  return {
    physicalLocation: { artifactLocation: { uri }, ...(region && { region }) },
    logicalLocations: [{ fullyQualifiedName: path }],
  };
}

/** @param {import('./positions.js').Position} position */
function regionOf({ line, column }) {
  return { startLine: line, startColumn: column };
}

module.exports = { sarif };
