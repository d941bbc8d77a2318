// Runs Debian programs (nginx, squid, tinyproxy) in the foreground, each with its own folder. They end with the process
// of the tests, however it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than any program takes to start, also on a busy machine. */
const START_MS = 20_000;
/** Pause between two polls. */
export const POLL_MS = 10;

/** Debian keeps two of the three out of a user's PATH. */
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

export const isRoot = process.getuid?.() === 0;

/** @type {Set<() => void>} */
const cleanups = new Set();
process.on('exit', () => {
  for (const cleanup of cleanups) cleanup();
});

/** A folder that others may use, too: daemons drop the rights of root. */
export function folder(name) {
  const path = mkdtempSync(join(tmpdir(), `facesign-${name}-`));
  chmodSync(path, 0o777);
  cleanups.add(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    /** @param {string} file @param {string} text @returns {string} the path of the file */
    write(file, text) {
      writeFileSync(join(path, file), text);
      return join(path, file);
    },
    /** @param {string} file */
    read: (file) => readFileSync(join(path, file), 'utf8'),
  };
}

/**
 * Starts a program and waits until all ports accept connections.
 * @param {string} command
 * @param {string[]} args
 * @param {{ ports: number[], stopSignal?: NodeJS.Signals }} options
 */
export async function startDaemon(command, args, { ports, stopSignal = 'SIGTERM' }) {
  const child = spawn(command, args, { env: { ...process.env, PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const ended = once(child, 'close').catch((error) => [error.message]);
  const cleanup = () => child.kill(stopSignal);
  cleanups.add(cleanup);
  const broke = ended.then(([how]) => {
    const hint = 'Is it installed? `bash scripts/install-debian.sh nginx squid tinyproxy redis-server`.';
    throw new Error(`${command} ended (${how}) before it could be used. ${hint}\n${Buffer.concat(said)}`);
  });
  await Promise.race([Promise.all(ports.map((port) => accepting(port, command))), broke]);
  broke.catch(() => {});
  const end = async (signal) => {
    cleanups.delete(cleanup);
    child.kill(signal);
    await ended;
  };
  return {
    child,
    /** Ends it with its own signal. */
    close: () => end(stopSignal),
    /** Ends it at once, as a crash would. */
    kill: () => end('SIGKILL'),
  };
}

/** @param {number} port @param {string} command */
async function accepting(port, command) {
  const deadline = Date.now() + START_MS;
  while (!(await accepts(port))) {
    if (Date.now() > deadline) throw new Error(`${command} did not listen on port ${port} in ${START_MS} ms`);
    await sleep(POLL_MS);
  }
}

/** @param {number} port @returns {Promise<boolean>} */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });
}
