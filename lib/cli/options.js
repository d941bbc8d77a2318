// @ts-check
'use strict';

// Reads the options of a command. Node.js parses them; mistakes get this command line's own messages.

const { parseArgs } = require('node:util');

/**
 * @typedef {NonNullable<import('node:util').ParseArgsConfig['options']>} Options
 * @typedef {Record<string, any>} Values
 * @typedef {{ write(output: string): unknown, isTTY?: boolean | undefined }} Output
 * @typedef {{ stdin: AsyncIterable<Uint8Array | string>, stdout: Output, stderr: Output }} Io
 * @typedef {object} Command
 * @property {string} usage
 * @property {Options} options all but `--help`
 * @property {string} [operand] the name of its operand, if it takes one
 * @property {(values: Values, operands: string[], io: Io) => Promise<number>} run returns the exit code
 * @typedef {{ kind: string, name?: string, value?: string | undefined, inlineValue?: boolean | undefined }} Token
 */

/** The command line is invalid. */
class UsageError extends Error {
  /** @param {string} message @param {string} command whose help to suggest; '' for the general help */
  constructor(message, command) {
    super(message);
    this.command = command;
  }
}

/**
 * @param {string} name of the command
 * @param {Command} command
 * @param {string[]} args
 * @returns {{ values: Values, operands: string[] }}
 */
function readOptions(name, { options: ownOptions, operand }, args) {
  /** @type {Options} */
  const options = { ...ownOptions, help: { type: 'boolean' } };
  const { values, positionals, tokens } = parseArgs({
    args,
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    const mistake = mistakeIn(token, options);
    if (mistake) throw new UsageError(mistake, name);
  }
  const extra = positionals[operand ? 1 : 0];
  if (extra !== undefined) throw new UsageError(`unexpected argument ${extra}`, name);
  if (operand && positionals.length === 0 && !values.help) throw new UsageError(`missing ${operand}`, name);
  return { values, operands: positionals };
}

/** @param {Token} token @param {Options} options */
function mistakeIn({ kind, name = '', value, inlineValue }, options) {
  if (kind !== 'option') return undefined;
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option) return `unknown option ${name.length > 1 ? '--' : '-'}${name}`;
  if (option.type === 'boolean') return value === undefined ? undefined : `--${name} takes no value`;
  // The next option is in the place of the value.
  const lacksValue = value === undefined || (!inlineValue && value.startsWith('-'));
  return lacksValue ? `--${name} needs a value` : undefined;
}

module.exports = { UsageError, readOptions };
