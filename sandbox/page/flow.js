// @ts-check
// A flow on a page: its picture, the findings of the flow check, and all nodes as a list.

const { endsOf, readFlow } = require('../walk.js');
const { html, trusted } = require('./html.js');
const { drawFlow } = require('./picture.js');
const { typeName } = require('./words.js');

/** @typedef {import('../walk').Node} Node */
/** @typedef {import('../walk').Visit} Visit */
/** @typedef {import('../../types/flow').FlowFinding} FlowFinding */

/** More would make a page of megabytes. */
const MAX_NODES = 200;
const SIGNS = { error: '✖', warning: '▲', info: '●' };

/**
 * @param {Record<string, unknown>} settings of a session @param {readonly Visit[]} path
 * @param {readonly FlowFinding[]} findings
 */
async function flowView(settings, path, findings) {
  const { nodes, after } = readFlow(settings.flow);
  if (nodes.length === 0) return '';
  const svg = await drawFlow(settings, path, findings);
  const label = `The flow as a picture. The same is in the list of its nodes.`;
  const list = nodeList(nodes, path, after(path));
  return html`<section class="card flow" aria-labelledby="flow-title"><h2 id="flow-title">Flow</h2>
${svg === undefined ? '' : html`<div class="picture" role="img" aria-label="${label}">${trusted(svg)}</div>`}
${findingsView(findings)}
<details${svg === undefined ? html` open` : ''}><summary>All nodes (${nodes.length})</summary>${list}</details></section>`;
}

/** @param {readonly FlowFinding[]} findings */
function findingsView(findings) {
  if (findings.length === 0) return '';
  const items = findings.map(
    ({ severity, path, message, fix }) =>
      html`<li class="${severity}"><strong><span aria-hidden="true">${SIGNS[severity]}</span> ${severity}</strong> <code>${path}</code> ${message}. <em>Fix:</em> ${fix}.</li>`,
  );
  return html`<details class="findings"><summary>Findings of the flow check (${findings.length})</summary><ul>${items}</ul></details>`;
}

/** @param {Node[]} nodes @param {readonly Visit[]} path @param {Node | undefined} current */
function nodeList(nodes, path, current) {
  const passed = new Set(path.map(({ node }) => node));
  const items = nodes.slice(0, MAX_NODES).map((node) => nodeItem(node, passed.has(node), node === current));
  const left = nodes.length - items.length;
  return html`<ol class="nodes">${items}</ol>${left > 0 ? html`<p>${left} more are not shown.</p>` : ''}`;
}

/** @param {Node} node @param {boolean} isPassed @param {boolean} isCurrent */
function nodeItem(node, isPassed, isCurrent) {
  const state = isCurrent ? 'here' : isPassed ? 'passed' : '';
  const ends = endsOf(node).map(
    ({ name, next }) => html`<li><bdi>${name}</bdi>${name === next ? '' : html` → <bdi>${next}</bdi>`}</li>`,
  );
  return html`<li${isCurrent ? html` aria-current="step"` : ''} class="${state}"><strong><bdi>${node.id}</bdi></strong>
<span class="type">${typeName(node.type)}</span>${state === '' ? '' : html` <span class="state">${state}</span>`}
${ends.length > 0 ? html`<ul>${ends}</ul>` : ''}</li>`;
}

module.exports = { flowView };
