// @ts-check
'use strict';

// `facesign lint`: checks the flow in a file and prints what it finds, or the flow's picture. The exit code is 0 for a flow
// without errors, 1 for errors or too many warnings, 2 for wrong usage.

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
default export of a module. - reads JSON from the standard input.

  --format <format>     pretty (default), json, github, sarif, mermaid, dot or svg
  --rule <id>=<level>   error, warning, info or off; may be given again
  --max-warnings <n>    more warnings than that are a failure (default: any number is fine)
  --help                print this text

Exit code: 0 without errors, 1 with errors or too many warnings, 2 for wrong usage.
`;

/** @type {import('./options.js').Options} */
const OPTIONS = {
  format: { type: 'string' },
  rule: { type: 'string', multiple: true },
  'max-warnings': { type: 'string' },
};

/** What each format prints. @type {Record<string, (report: FlowReport, source: Source, output: Output) => string | Promise<string>>} */
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
async function run(given, [file = '-'], { stdin, stdout }) {
  const print = formatOf(String(given.format ?? 'pretty'));
  const rules = levelsOf(given.rule ?? []);
  const maximum = warningLimit(given['max-warnings']);
  const source = await readInput(file, stdin).catch((error) => {
    throw wrong(error.message);
  });
  const report = checked(source.value, rules);
  stdout.write(await print(report, source, stdout));
  return !report.ok || report.counts.warning > maximum ? 1 : 0;
}

/** @param {string} name */
function formatOf(name) {
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format) return format;
  throw wrong(`--format must be one of ${Object.keys(FORMATS).join(', ')}, got ${name}`);
}

/** @param {any} flow @param {Record<string, any>} rules */
function checked(flow, rules) {
  try {
    return lintFlow(flow, { rules });
  } catch (error) {
    throw wrong(/** @type {Error} */ (error).message);
  }
}

/** @param {string} message */
const wrong = (message) => new UsageError(message, 'lint');

/** @param {string[]} rules `id=level` each; the ids and levels are lintFlow's to check */
function levelsOf(rules) {
  const pairs = rules.map((rule) => rule.split('='));
  const at = pairs.findIndex((pair) => pair.length !== 2);
  if (at >= 0) throw wrong(`--rule must be <id>=<level>, got ${rules[at]}`);
  return Object.fromEntries(pairs);
}

/** @param {string | undefined} given */
function warningLimit(given) {
  if (given === undefined) return Number.POSITIVE_INFINITY;
  if (/^\d+$/.test(given)) return Number(given);
  throw wrong(`--max-warnings must be a number from 0, got ${given}`);
}

/** @param {Output} output */
function hasColors(output) {
  return output.isTTY === true && !process.env.NO_COLOR;
}

module.exports = { usage: USAGE, options: OPTIONS, operand: 'file', run };
