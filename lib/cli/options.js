// @ts-check
'use strict';

// Reads the options of a command. Node.js splits them; what doesn't fit is told in the words of this command line.

const { parseArgs } = require('node:util');

/**
 * @typedef {NonNullable<import('node:util').ParseArgsConfig['options']>} Options
 * @typedef {Record<string, any>} Values
 * @typedef {object} Command
 * @property {string} summary one line
 * @property {string} usage
 * @property {Options} options those besides `--help`
 * @property {(values: Values) => Promise<number>} run gives the exit code
 * @typedef {{ kind: string, name?: string, value?: string | undefined, inlineValue?: boolean | undefined }} Token
 */

/** The command was called in a wrong way. */
class UsageError extends Error {
  /** @param {string} message @param {string} command whose help is of use; '' for the help of all */
  constructor(message, command) {
    super(message);
    this.command = command;
  }
}

/**
 * @param {string} command
 * @param {Options} own
 * @param {string[]} args
 * @returns {Values}
 */
function readOptions(command, own, args) {
  /** @type {Options} */
  const options = { ...own, help: { type: 'boolean' } };
  const { values, tokens } = parseArgs({
    args,
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    const mistake = mistakeIn(token, options);
    if (mistake) throw new UsageError(mistake, command);
  }
  return values;
}

/** @param {Token} token @param {Options} options */
function mistakeIn({ kind, name = '', value, inlineValue }, options) {
  if (kind === 'positional') return `unexpected argument ${value}`;
  if (kind !== 'option') return undefined;
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option) return `there is no option ${name.length > 1 ? '--' : '-'}${name}`;
  if (option.type === 'boolean') return value === undefined ? undefined : `--${name} takes no value`;
  // The next option stands where the value should.
  const lacksValue = value === undefined || (!inlineValue && value.startsWith('-'));
  return lacksValue ? `--${name} needs a value` : undefined;
}

module.exports = { UsageError, readOptions };
