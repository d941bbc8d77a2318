#!/usr/bin/env node
// @ts-check
'use strict';

// The command `facesign`: finds the command that is meant, reads its options, and ends with its exit code. 0: all is well;
// 1: a check failed, or the command could not do its work; 2: it was called in a wrong way.

const { name: packageName, version } = require('../package.js');
const { UsageError, readOptions } = require('./options.js');

/** @typedef {import('./options.js').Command} Command */

/** Each is loaded when it is called: the sandbox runs where no addon fits. @type {Record<string, () => Command>} */
const COMMANDS = {
  doctor: () => require('./doctor.js'),
  sandbox: () => require('./sandbox.js'),
};

function usage() {
  const lines = Object.entries(COMMANDS).map(([name, load]) => `  ${name.padEnd(10)}${load().summary}\n`);
  return `Usage: facesign <command> [options]

Commands:
${lines.join('')}
Options:
  --version  print the version of ${packageName}
  --help     print this text; facesign <command> --help: that of a command

Exit codes: 0 all is well, 1 a check failed, 2 wrong usage.
`;
}

/** @param {string[]} args @returns {Promise<number>} the exit code */
async function main([first, ...rest]) {
  if (first === '--version') return print(`${version}\n`);
  if (first === '--help') return print(usage());
  if (first === undefined) throw new UsageError('give a command', '');
  const load = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  if (!load) throw new UsageError(unknown(first), '');
  const command = load();
  const values = readOptions(first, command.options, rest);
  return values.help ? print(command.usage) : command.run(values);
}

/** @param {string} word */
function unknown(word) {
  const known = Object.keys(COMMANDS).join(', ');
  return word.startsWith('-')
    ? `there is no option ${word}`
    : `there is no command ${word}; there are ${known}`;
}

/** @param {string} text */
function print(text) {
  process.stdout.write(text);
  return 0;
}

/** @param {unknown} error @returns {number} the exit code */
function report(error) {
  if (error instanceof UsageError) {
    const help = ['facesign', error.command, '--help'].filter(Boolean).join(' ');
    process.stderr.write(`facesign: ${error.message}. Try: ${help}\n`);
    return 2;
  }
  process.stderr.write(`facesign: ${error instanceof Error ? error.message : error}\n`);
  return 1;
}

main(process.argv.slice(2))
  .catch(report)
  .then((code) => {
    // Not process.exit(): what was written to a pipe may still be on its way.
    process.exitCode = code;
  });
