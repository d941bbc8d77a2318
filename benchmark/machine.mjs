// Describes the machine and the versions that were measured.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';

/** A program's output; undefined without that program. @param {string} program @param {string[]} args */
function outputOf(program, ...args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** @param {string} node the binary that the cells run on */
export function machine(node) {
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1],
    kernel: release(),
    node: outputOf(node, '--version'),
    rustc: outputOf('rustc', '--version'),
    commit: outputOf('git', 'rev-parse', '--short', 'HEAD'),
  };
}
