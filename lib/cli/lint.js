// @ts-check
'use strict';

// `facesign lint`: checks the flow in a file and prints what it finds, or the flow's picture. The exit code is the value
// of `lint`: 0 for a flow without errors, 1 for findings, 2 for wrong usage.

const { parseArgs } = require('node:util');
const { flowRules, lintFlow, renderFlow, renderFlowSvg } = require('../flow.js');
const { github } = require('./lint/github.js');
const { pretty } = require('./lint/pretty.js');
const { readInput } = require('./lint/input.js');
const { sarif } = require('./lint/sarif.js');

/**
 * @typedef {import('../../index.js').FlowReport} FlowReport
 * @typedef {import('./lint/input.js').Source} Source
 * @typedef {{ stdin: AsyncIterable<Uint8Array | string>, stdout: Output, stderr: Output }} Io
 * @typedef {{ write(text: string): unknown, isTTY?: boolean | undefined }} Output
 */

const USAGE = `Usage: facesign lint <file> [options]

Checks the flow of a session. The file holds the array of nodes, or the settings of session.create, as JSON or as the
default export of a module. - reads JSON from the standard input.

  --format <format>     pretty (default), json, github, sarif, mermaid, dot or svg
  --rule <id>=<level>   error, warning, info or off; may be given again
  --max-warnings <n>    more warnings than that are a failure (default: any number is fine)
  --help                this text

Exit code: 0 without errors, 1 with errors or too many warnings, 2 for wrong usage.
`;

/** @type {import('node:util').ParseArgsConfig['options']} */
const OPTIONS = {
  format: { type: 'string', default: 'pretty' },
  rule: { type: 'string', multiple: true, default: [] },
  'max-warnings': { type: 'string' },
  help: { type: 'boolean' },
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

/** A mistake in how the command was called. */
class UsageError extends Error {}

/**
 * @param {string[]} argv what follows `facesign lint`
 * @param {Io} [io]
 * @returns {Promise<number>} the exit code
 */
async function lint(argv, io = process) {
  try {
    const options = readOptions(argv);
    if (!options) return print(io.stdout, USAGE, 0);
    const source = await readInput(options.file, io.stdin);
    const report = lintFlow(source.value, { rules: options.rules });
    print(io.stdout, await options.format(report, source, io.stdout), 0);
    return !report.ok || report.counts.warning > options.maxWarnings ? 1 : 0;
  } catch (error) {
    const hint = error instanceof UsageError ? '\nTry facesign lint --help.' : '';
    return print(io.stderr, `facesign lint: ${/** @type {Error} */ (error).message}${hint}\n`, 2);
  }
}

/** @param {Output} output @param {string} text @param {number} code */
function print(output, text, code) {
  output.write(text);
  return code;
}

/** @param {string[]} argv @returns what was asked for; undefined for the help */
function readOptions(argv) {
  const { values, positionals } = parsed(argv);
  if (values.help) return undefined;
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0)
    throw new UsageError(`expects one file, got ${positionals.length}`);
  const format = Object.hasOwn(FORMATS, values.format) ? FORMATS[values.format] : undefined;
  if (!format) throw new UsageError(`--format must be one of ${Object.keys(FORMATS).join(', ')}`);
  return { file, format, rules: levelsOf(values.rule), maxWarnings: maxWarnings(values['max-warnings']) };
}

/** @param {string[]} argv @returns {{ values: Record<string, any>, positionals: string[] }} */
function parsed(argv) {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message);
  }
}

/** @param {string[]} rules `id=level` each; the ids and levels are lintFlow's to check */
function levelsOf(rules) {
  const pairs = rules.map((rule) => rule.split('='));
  const wrong = pairs.findIndex((pair) => pair.length !== 2);
  if (wrong >= 0) throw new UsageError(`--rule must be <id>=<level>, got ${rules[wrong]}`);
  return Object.fromEntries(pairs);
}

/** @param {string | undefined} given */
function maxWarnings(given) {
  if (given === undefined) return Number.POSITIVE_INFINITY;
  if (/^\d+$/.test(given)) return Number(given);
  throw new UsageError(`--max-warnings must be a number from 0, got ${given}`);
}

/** @param {Output} output */
function hasColors(output) {
  return output.isTTY === true && !process.env.NO_COLOR;
}

module.exports = { lint };
