// Recipes that are run as processes, as their users run them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { environment, root } from './snippets.mjs';

const FOLDER = 'docs/recipes/code';

/** @param {object} sandbox @param {string} file @param {{ args?: string[], env?: object }} [options] */
function start(sandbox, file, { args = [], env = {} } = {}) {
  const child = spawn(process.execPath, [`${FOLDER}/${file}`, ...args], {
    cwd: root,
    env: { ...environment(sandbox), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, closed: once(child, 'close') };
}

/** Runs a program to its end. */
export async function runRecipe(sandbox, file, args) {
  const { child, closed } = start(sandbox, file, { args });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { stdout, stderr, status };
}

/** Starts a server that prints its port. */
export async function startRecipe(sandbox, file, env) {
  const { child, closed } = start(sandbox, file, { env: { PORT: '0', ...env } });
  child.stdout.setEncoding('utf8');
  const [port] = await once(child.stdout, 'data');
  return { child, closed, url: `http://127.0.0.1:${port.trim()}` };
}
