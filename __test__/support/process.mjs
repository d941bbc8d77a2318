// Programs that use the package, run in their own process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Longer than any program here needs; one that hangs is ended and shows by its signal. */
const LONGEST_MS = 20_000;

/**
 * Runs an ES module given as a string. Variables of proxies and of the key are not handed on unless `env` names them.
 * @param {string} program
 * @param {{ env?: Record<string, string>, args?: string[], flags?: string[], limits?: string }} [options]
 *   flags: of Node's own; limits: a command of the shell that it runs under, such as `ulimit -n 100`
 * @returns {Promise<{ code: number | null, signal: string | null, stdout: string, stderr: string }>}
 */
export async function run(program, { env = {}, args = [], flags = [], limits } = {}) {
  const { PATH, HOME, TMPDIR } = process.env;
  const node = [process.execPath, ...flags, '--input-type=module', '--eval', program, '--', ...args];
  const [command, ...rest] = limits ? ['sh', '-c', `${limits} && exec "$@"`, 'sh', ...node] : node;
  const child = spawn(command, rest, {
    cwd: root,
    env: {
      ...Object.fromEntries(Object.entries({ PATH, HOME, TMPDIR }).filter(([, value]) => value)),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  const texts = [child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8').toArray());
  const [[code, signal], [stdout, stderr]] = await Promise.all([
    once(child, 'close'),
    Promise.all(texts).then((chunks) => chunks.map((chunk) => chunk.join(''))),
  ]);
  return { code, signal, stdout, stderr };
}
