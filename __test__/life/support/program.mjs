// Runs a program of the folder `programs` in its own process, and watches it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../programs/', import.meta.url));

/** A program that hangs is ended and shows by its signal. */
const LONGEST_MS = 60_000;

/**
 * Starts a program. No variable of a proxy or a key is handed on.
 * @param {string} name
 * @param {{ args?: string[], flags?: string[], env?: Record<string, string>, longestMs?: number, under?: string[] }} [options]
 *   `under`: the command that runs it
 * @returns `line()` gives its next line on stdout, `ended` its end, with the time when that came
 */
export function start(name, { args = [], flags = [], env = {}, longestMs = LONGEST_MS, under = [] } = {}) {
  const { PATH, HOME, TMPDIR } = process.env;
  const usual = Object.entries({ PATH, HOME, TMPDIR }).filter(([, value]) => value);
  const [command, ...words] = [...under, process.execPath, ...flags, folder + name, ...args];
  const child = spawn(command, words, {
    env: { ...Object.fromEntries(usual), ...env },
    stdio: 'pipe',
    timeout: longestMs,
    killSignal: 'SIGKILL',
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = end(child);
  return { child, line: () => nextLine(lines, name, ended), ended };
}

async function nextLine(lines, name, ended) {
  const { value, done } = await lines.next();
  if (done) throw new Error(`${name} ended without a further line: ${JSON.stringify(await ended)}`);
  return value;
}

async function end(child) {
  const errors = child.stderr.setEncoding('utf8').toArray();
  const [code, signal] = await once(child, 'exit');
  const at = Date.now();
  return { code, signal, at, stderr: (await errors).join('') };
}
