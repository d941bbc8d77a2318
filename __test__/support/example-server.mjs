// examples/server.mjs in a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Starts it, and resolves once it listens. `log()` is what it has written to its standard error so far.
 * @param {Record<string, string | undefined>} env
 */
export async function startExample(env) {
  const server = spawn(process.execPath, ['examples/server.mjs'], { cwd: root, env });
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (text) => {
    log += text;
  });
  const exited = once(server, 'exit');
  const ended = exited.then(() => Promise.reject(new Error(`the server ended before it listened: ${log}`)));
  const [line] = await Promise.race([once(server.stdout, 'data'), ended]);
  ended.catch(() => {}); // From now on it ends because it is closed.
  return {
    url: String(line).trim(),
    log: () => log,
    logged: () => once(server.stderr, 'data'),
    async close() {
      server.kill();
      await exited;
    },
  };
}
