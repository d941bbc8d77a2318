// @ts-check
'use strict';

// The functions of `@facesignai/api-native/flow`. They validate and serialize arguments; the check and the pictures are in
// Rust (src/flow/).

const native = require('./binding.js');
const { configurationError } = require('./error-factory.js');
const { describeType, guarded, isArray, isObject, property } = require('./read.js');

/**
 * @typedef {import('../types/flow.js').FlowReport} FlowReport
 * @typedef {import('../types/flow.js').FlowRule} FlowRule
 * @typedef {import('../types/flow.js').FlowFinding} FlowFinding
 */

/** @type {readonly FlowRule[]} */
const flowRules = Object.freeze(JSON.parse(native.flowRules()).map(Object.freeze));

const LEVELS = ['error', 'warning', 'info', 'off'];
const FORMATS = ['mermaid', 'dot'];
/** As a `string`, so that TypeScript doesn't load its types, which need the DOM's. @type {string} */
const GRAPHVIZ = '@viz-js/viz';
/** The settings that rules read. */
const SETTINGS = ['flow', 'nodes', 'edges', 'langs', 'providedData', 'extractionSchema', 'customization'];

/** @param {unknown} input @param {unknown} [options] @returns {FlowReport} */
function lintFlow(input, options) {
  const levels = readLevels(property(readOptions(options), 'rules'));
  return JSON.parse(native.lintFlow(flowJson(input), JSON.stringify(levels)));
}

/** @param {unknown} input @param {unknown} options @returns {string} */
function renderFlow(input, options) {
  const given = readOptions(options);
  const format = property(given, 'format');
  if (typeof format !== 'string' || !FORMATS.includes(format))
    throw configurationError('format', `format must be mermaid or dot, got ${describe(format)}`);
  const marks = readMarks(property(given, 'findings'));
  return native.renderFlow(flowJson(input), format === 'mermaid', JSON.stringify(marks));
}

/** @param {unknown} input @param {unknown} [options] @returns {Promise<string>} */
async function renderFlowSvg(input, options) {
  const dot = renderFlow(input, { findings: property(readOptions(options), 'findings'), format: 'dot' });
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
function readOptions(options) {
  const given = options ?? {};
  if (isObject(given)) return given;
  throw configurationError('options', `options must be an object, got ${describeType(given)}`);
}

/**
 * The flow as JSON, as session.create would send it. '' if it can't be serialized, which the check reports.
 * @param {unknown} input
 */
function flowJson(input) {
  try {
    return JSON.stringify(isObject(input) ? pickSettings(input) : input) ?? '';
  } catch {
    return '';
  }
}

/** @param {object} settings */
function pickSettings(settings) {
  return Object.fromEntries(SETTINGS.map((name) => [name, property(settings, name)]));
}

/** @param {unknown} rules @returns {Record<string, string>} */
function readLevels(rules) {
  if (rules === undefined || rules === null) return {};
  if (!isObject(rules))
    throw configurationError(
      'rules',
      `rules must be an object of rule ids and severities, got ${describeType(rules)}`,
    );
  const given = guarded('rules', undefined, () => Object.entries(rules));
  return Object.fromEntries(given.filter(([, level]) => level !== undefined).map(checkLevel));
}

/** @param {[string, unknown]} entry @returns {[string, string]} */
function checkLevel([id, level]) {
  const param = `rules[${JSON.stringify(id)}]`;
  if (!flowRules.some((rule) => rule.id === id)) {
    const group = flowRules.filter((rule) => rule.id.startsWith(`${id.split('/')[0]}/`));
    const known = group.length > 0 ? group.map((rule) => rule.id) : ['see flowRules'];
    throw configurationError('rules', `there is no rule ${describe(id)}. Known: ${known.join(', ')}`);
  }
  if (typeof level === 'string' && LEVELS.includes(level)) return [id, level];
  throw configurationError('rules', `${param} must be error, warning, info or off, got ${describe(level)}`);
}

/** @param {unknown} findings */
function readMarks(findings) {
  if (findings === undefined || findings === null) return [];
  if (!isArray(findings))
    throw configurationError(
      'findings',
      `findings must be an array of lintFlow's findings, got ${describeType(findings)}`,
    );
  return guarded('findings', undefined, () =>
    findings.map((finding) => {
      const { pointer, severity } = /** @type {FlowFinding} */ (finding);
      return { pointer: String(pointer), severity: LEVELS.includes(severity) ? severity : 'info' };
    }),
  );
}

/** A short string itself, or the type of any other value. @param {unknown} value */
function describe(value) {
  return typeof value === 'string' && value.length <= 40 ? JSON.stringify(value) : describeType(value);
}

module.exports = { flowRules, lintFlow, renderFlow, renderFlowSvg };
