// @ts-check
'use strict';

// The command line: finds the command, reads its options, and returns the exit code. 0: success; 1: a check failed, or the
// command itself; 2: wrong usage.

const { name: packageName, version } = require('../package.js');
const { UsageError, readOptions } = require('./options.js');

/**
 * @typedef {import('./options.js').Command} Command
 * @typedef {import('./options.js').Io} Io
 */

/** Loaded on demand: the sandbox also runs where there is no addon. @type {Record<string, { summary: string, load: () => Command }>} */
const COMMANDS = {
  doctor: {
    summary: 'check the installation, the environment and a call to the server',
    load: () => require('./doctor.js'),
  },
  lint: { summary: 'check the flow in a file, or draw it', load: () => require('./lint.js') },
  sandbox: {
    summary: 'start a local FaceSign server for tests and demos',
    load: () => require('./sandbox.js'),
  },
  'webhook send': {
    summary: 'post a signed sample event to a webhook handler',
    load: () => require('./webhook.js').send,
  },
  'webhook sign': {
    summary: 'print the headers of a webhook with a given body',
    load: () => require('./webhook.js').sign,
  },
};

function usage() {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(14)}${summary}\n`);
  return `Usage: facesign <command> [options]

Commands:
${lines.join('')}
Options:
  --version  print the version of ${packageName}
  --help     print this help; facesign <command> --help prints that of a command

Exit codes: 0 success, 1 a check failed, 2 wrong usage.
`;
}

/**
 * @param {string[]} args
 * @param {Io} [io]
 * @returns {Promise<number>} the exit code
 */
async function main(args, io = process) {
  try {
    return await run(args, io);
  } catch (error) {
    return report(error, io);
  }
}

/** @param {string[]} args @param {Io} io @returns {Promise<number>} */
async function run(args, io) {
  const [first, second] = args;
  if (first === '--version') return print(io, `${version}\n`);
  if (first === '--help' || (second === '--help' && isGroup(first))) return print(io, usage());
  if (first === undefined) throw new UsageError('missing command', '');
  const name = isGroup(first) ? `${first} ${second}` : first;
  const found = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!found) throw new UsageError(unknownMessage(first), '');
  const command = found.load();
  const { values, operands } = readOptions(name, command, args.slice(name.split(' ').length));
  return values.help ? print(io, command.usage) : command.run(values, operands, io);
}

/** Whether commands consist of this word and another one. @param {string | undefined} word */
function isGroup(word) {
  return Object.keys(COMMANDS).some((name) => name.startsWith(`${word} `));
}

/** @param {string} argument */
function unknownMessage(argument) {
  const names = Object.keys(COMMANDS);
  const group = names.filter((name) => name.startsWith(`${argument} `));
  if (group.length > 0) return `${argument} is not a command; the commands are ${group.join(', ')}`;
  return argument.startsWith('-')
    ? `unknown option ${argument}`
    : `unknown command ${argument}; the commands are ${names.join(', ')}`;
}

/** @param {Io} io @param {string} output */
function print(io, output) {
  io.stdout.write(output);
  return 0;
}

/** @param {unknown} error @param {Io} io @returns {number} the exit code */
function report(error, io) {
  if (error instanceof UsageError) {
    const help = ['facesign', error.command, '--help'].filter(Boolean).join(' ');
    io.stderr.write(`facesign: ${error.message}. Try: ${help}\n`);
    return 2;
  }
  io.stderr.write(`facesign: ${error instanceof Error ? error.message : error}\n`);
  return 1;
}

module.exports = { main };
