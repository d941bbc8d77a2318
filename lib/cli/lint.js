// @ts-check
'use strict';

// `facesign lint`: checks the flow in a file and prints the findings, or a picture of the flow.

const { flowRules, lintFlow, renderFlow, renderFlowSvg } = require('../../flow/index.js');
const { github } = require('./lint/github.js');
const { pretty } = require('./lint/pretty.js');
const { readInput } = require('./lint/input.js');
const { sarif } = require('./lint/sarif.js');
const { UsageError } = require('./options.js');

/**
 * @typedef {import('../../types/flow.js').FlowReport} FlowReport
 * @typedef {import('./lint/input.js').Source} Source
 * @typedef {import('./options.js').Output} Output
 */

const USAGE = `Usage: facesign lint <file> [options]

Checks the flow of a session. The file holds the array of nodes, or the settings of session.create, as JSON or as the
default export of a module. - reads JSON from standard input.

  --format <format>     pretty (default), json, github, sarif, mermaid, dot or svg
  --rule <id>=<level>   error, warning, info or off; repeatable
  --max-warnings <n>    fail with more warnings than this (default: no limit)
  --help                print this help

Exit codes: 0 no errors, 1 errors or too many warnings, 2 wrong usage.
`;

/** @type {import('./options.js').Options} */
const OPTIONS = {
  format: { type: 'string' },
  rule: { type: 'string', multiple: true },
  'max-warnings': { type: 'string' },
};

/** The function that prints each format. @type {Record<string, (report: FlowReport, source: Source, output: Output) => string | Promise<string>>} */
const FORMATS = {
  pretty: (report, { name }, output) => pretty(report, name, hasColors(output)),
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  github,
  sarif: (report, source) => sarif(report, source, flowRules),
  mermaid: ({ findings }, { value }) => renderFlow(value, { format: 'mermaid', findings }),
  dot: ({ findings }, { value }) => renderFlow(value, { format: 'dot', findings }),
  svg: ({ findings }, { value }) => renderFlowSvg(value, { findings }),
};

/**
 * @param {Record<string, any>} given
 * @param {string[]} operands
 * @param {import('./options.js').Io} io
 * @returns {Promise<number>} the exit code
 */
async function run(given, operands, { stdin, stdout }) {
  const [file] = /** @type {[string]} */ (operands);
  const print = readFormat(String(given.format ?? 'pretty'));
  const rules = readLevels(given.rule ?? []);
  const maximum = readMaxWarnings(given['max-warnings']);
  const source = await readInput(file, stdin).catch((error) => {
    throw usageError(error.message);
  });
  const report = lint(source.value, rules);
  stdout.write(await print(report, source, stdout));
  return !report.ok || report.counts.warning > maximum ? 1 : 0;
}

/** @param {string} name */
function readFormat(name) {
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format) return format;
  throw usageError(`--format must be one of ${Object.keys(FORMATS).join(', ')}, got ${name}`);
}

/** @param {any} flow @param {Record<string, any>} rules */
function lint(flow, rules) {
  try {
    return lintFlow(flow, { rules });
  } catch (error) {
    throw usageError(/** @type {Error} */ (error).message);
  }
}

/** @param {string} message */
const usageError = (message) => new UsageError(message, 'lint');

/** @param {string[]} rules `id=level` each; lintFlow checks the ids and levels */
function readLevels(rules) {
  const pairs = rules.map((rule) => rule.split('='));
  const at = pairs.findIndex((pair) => pair.length !== 2);
  if (at >= 0) throw usageError(`--rule must be <id>=<level>, got ${rules[at]}`);
  return Object.fromEntries(pairs);
}

/** @param {string | undefined} given */
function readMaxWarnings(given) {
  if (given === undefined) return Number.POSITIVE_INFINITY;
  if (/^\d+$/.test(given)) return Number(given);
  throw usageError(`--max-warnings must be a number from 0, got ${given}`);
}

/** @param {Output} output */
function hasColors(output) {
  return output.isTTY === true && !process.env.NO_COLOR;
}

module.exports = { usage: USAGE, options: OPTIONS, operand: 'file', run };
