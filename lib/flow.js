// @ts-check
'use strict';

// The functions of `@facesignai/api-native/flow`. The check and the pictures are Rust (src/flow/); here arguments are
// checked and become text.

const native = require('./binding.js');
const { configurationError } = require('./failures.js');
const { guarded, isArray, isObject, kind, property } = require('./read.js');

/**
 * @typedef {import('../types/flow.js').FlowReport} FlowReport
 * @typedef {import('../types/flow.js').FlowRule} FlowRule
 * @typedef {import('../types/flow.js').FlowFinding} FlowFinding
 */

/** @type {readonly FlowRule[]} */
const flowRules = Object.freeze(JSON.parse(native.flowRules()).map(Object.freeze));

const LEVELS = ['error', 'warning', 'info', 'off'];
const FORMATS = ['mermaid', 'dot'];
/** By this name alone, so that its types, which need those of the DOM, aren't asked for. @type {string} */
const GRAPHVIZ = '@viz-js/viz';
/** What rules read of the settings. */
const SETTINGS = ['flow', 'nodes', 'edges', 'langs', 'providedData', 'extractionSchema', 'customization'];

/** @param {unknown} input @param {unknown} [options] @returns {FlowReport} */
function lintFlow(input, options) {
  const levels = levelsOf(property(optionsOf(options), 'rules'));
  return JSON.parse(native.lintFlow(textOf(input), JSON.stringify(levels)));
}

/** @param {unknown} input @param {unknown} options @returns {string} */
function renderFlow(input, options) {
  const given = optionsOf(options);
  const format = property(given, 'format');
  if (typeof format !== 'string' || !FORMATS.includes(format))
    throw configurationError('format', `format must be mermaid or dot, got ${shown(format)}`);
  const marks = marksOf(property(given, 'findings'));
  return native.renderFlow(textOf(input), format === 'mermaid', JSON.stringify(marks));
}

/** @param {unknown} input @param {unknown} [options] @returns {Promise<string>} */
async function renderFlowSvg(input, options) {
  const dot = renderFlow(input, { findings: property(optionsOf(options), 'findings'), format: 'dot' });
  const { instance } = await graphviz();
  return (await instance()).renderString(dot, { format: 'svg' });
}

async function graphviz() {
  try {
    return await import(GRAPHVIZ);
  } catch (cause) {
    const message = `renderFlowSvg needs the package ${GRAPHVIZ}: npm install ${GRAPHVIZ} (see cause)`;
    throw configurationError(GRAPHVIZ, message, { cause });
  }
}

/** @param {unknown} options @returns {object} */
function optionsOf(options) {
  const given = options ?? {};
  if (isObject(given)) return given;
  throw configurationError('options', `options must be an object, got ${kind(given)}`);
}

/**
 * The flow as JSON text, as session.create would send it. One that has no JSON is reported by the check, too.
 * @param {unknown} input
 */
function textOf(input) {
  try {
    return JSON.stringify(isObject(input) ? picked(input) : input) ?? '';
  } catch {
    return '';
  }
}

/** @param {object} settings */
function picked(settings) {
  return Object.fromEntries(SETTINGS.map((name) => [name, property(settings, name)]));
}

/** @param {unknown} rules @returns {Record<string, string>} */
function levelsOf(rules) {
  if (rules === undefined || rules === null) return {};
  if (!isObject(rules))
    throw configurationError(
      'rules',
      `rules must be an object of rule ids and severities, got ${kind(rules)}`,
    );
  const given = guarded('rules', undefined, () => Object.entries(rules));
  return Object.fromEntries(given.filter(([, level]) => level !== undefined).map(checkedLevel));
}

/** @param {[string, unknown]} entry @returns {[string, string]} */
function checkedLevel([id, level]) {
  const param = `rules[${JSON.stringify(id)}]`;
  if (!flowRules.some((rule) => rule.id === id)) {
    const group = flowRules.filter((rule) => rule.id.startsWith(`${id.split('/')[0]}/`));
    const others = group.length > 0 ? group.map((rule) => rule.id) : ['see flowRules'];
    throw configurationError('rules', `there is no rule ${shown(id)}. Known: ${others.join(', ')}`);
  }
  if (typeof level === 'string' && LEVELS.includes(level)) return [id, level];
  throw configurationError('rules', `${param} must be error, warning, info or off, got ${shown(level)}`);
}

/** @param {unknown} findings */
function marksOf(findings) {
  if (findings === undefined || findings === null) return [];
  if (!isArray(findings))
    throw configurationError(
      'findings',
      `findings must be an array of lintFlow's findings, got ${kind(findings)}`,
    );
  return guarded('findings', undefined, () =>
    findings.map((finding) => {
      const { pointer, severity } = /** @type {FlowFinding} */ (finding);
      return { pointer: String(pointer), severity: LEVELS.includes(severity) ? severity : 'info' };
    }),
  );
}

/** A short string as it is, of anything else its kind. @param {unknown} value */
function shown(value) {
  return typeof value === 'string' && value.length <= 40 ? JSON.stringify(value) : kind(value);
}

module.exports = { flowRules, lintFlow, renderFlow, renderFlowSvg };
