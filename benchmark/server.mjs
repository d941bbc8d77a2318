// Starts the benchmark's server (benchmark/server), on its own core if there are several, and reads how many connections were
// opened.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

// Cargo's folder of release builds: one deeper if a target is given.
const RELEASE = fileURLToPath(
  new URL(`../target/${process.env.CARGO_BUILD_TARGET ?? '.'}/release`, import.meta.url),
);

/** @param {string} name of an example in Cargo.toml */
export const exampleFile = (name) => join(RELEASE, 'examples', name);

/** Pins a program to the last core. Without taskset the system decides. */
function pinned(program) {
  const cores = availableParallelism();
  if (cores < 2 || spawnSync('taskset', ['--version']).status !== 0) return [program];
  return ['taskset', '--cpu-list', String(cores - 1), program];
}

/** @typedef {{plain: number, tls: number, h2: number, control: number, ca: string, caFile: string}} Ports */

/** @returns {Promise<{ports: Ports, command: string, connections(): Promise<Record<string, number>>, stop(): Promise<void>}>} */
export async function startServer() {
  const [program, ...args] = pinned(exampleFile('bench-server'));
  const server = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await Promise.race([
    once(createInterface(server.stdout), 'line'),
    once(server, 'exit').then(([code]) => {
      throw new Error(
        `the benchmark's server ended at once with ${code}. Run it by hand: ${program} ${args.join(' ')}`,
      );
    }),
  ]);
  const ports = JSON.parse(line);
  const folder = mkdtempSync(join(tmpdir(), 'facesign-bench-'));
  ports.caFile = join(folder, 'ca.pem');
  writeFileSync(ports.caFile, ports.ca);
  return {
    ports,
    command: [program, ...args].join(' '),
    connections: () => readCounts(ports.control),
    stop: async () => {
      const ended = once(server, 'exit');
      server.stdin.end();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** @param {number} port */
async function readCounts(port) {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  let json = '';
  for await (const part of socket) json += part;
  return JSON.parse(json);
}
