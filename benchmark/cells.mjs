// Runs one cell in a fresh process and returns its measurements, with the number of connections that it opened.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { KEY } from './clients/index.mjs';
import { exampleFile } from './server.mjs';
import { numberIn, prefixOf, SESSION, SPECIALS, WORKLOADS } from './workloads.mjs';

const CELL = fileURLToPath(new URL('cell.mjs', import.meta.url));
const SPECIAL = fileURLToPath(new URL('special.mjs', import.meta.url));
const TIMEOUT_MS = 120_000;

/** The options of a client. */
function optionsFor(client, ports, { workload, protocol, load }) {
  const scheme = protocol === 'plain' ? 'http' : 'https';
  const base = `${scheme}://127.0.0.1:${ports[protocol]}${prefixOf(workload, load)}`;
  const ca = protocol === 'plain' ? undefined : ports.ca;
  const inFlight = workload === 'burst' ? numberIn(load) : undefined;
  return { base, ca, key: KEY, h2: protocol === 'h2', inFlight, folder: client.folder };
}

/** Variables that would give clients extra work: proxies, additional authorities. */
const UNWANTED = /^((https?|all|no)_proxy|NODE_EXTRA_CA_CERTS|NODE_OPTIONS|SSL_CERT_(FILE|DIR))$/i;

const plainEnvironment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !UNWANTED.test(name)));

/**
 * Runs a program to its end and reads its last line as JSON.
 * @param {string[]} command
 * @param {Record<string, string>} [env]
 */
function readJson([program, ...args], env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...plainEnvironment(), ...env },
      timeout: TIMEOUT_MS,
    });
    const output = { out: '', err: '' };
    child.stdout.on('data', (part) => (output.out += part));
    child.stderr.on('data', (part) => (output.err += part));
    child.on('error', reject).on('close', (code, signal) => {
      if (code === 0) return resolve(JSON.parse(output.out.trim().split('\n').at(-1)));
      reject(
        new Error(`${program} ${args.join(' ').slice(0, 300)} ended with ${code ?? signal}:\n${output.err}`),
      );
    });
  });
}

/** The server's authority, for peers without an option for it. */
const trust = (ports, protocol) => (protocol === 'plain' ? {} : { NODE_EXTRA_CA_CERTS: ports.caFile });

function commandOf(client, ports, scenario, times, node) {
  const { workload, load } = scenario;
  const job = { module: client.module, given: optionsFor(client, ports, scenario), workload, load, times };
  if (workload in SPECIALS) return [node, SPECIAL, JSON.stringify(job)];
  if (!client.rust) return [node, CELL, JSON.stringify(job)];
  const inRust = { ...job, call: WORKLOADS[workload].call, body: JSON.stringify(SESSION) };
  return [exampleFile('bench-floor'), JSON.stringify(inRust)];
}

/** @returns {Promise<object>} the measurements, and the number of connections */
export async function runCell({ ports, connections }, client, scenario, times, node) {
  const { protocol } = scenario;
  const before = await connections();
  const measured = await readJson(commandOf(client, ports, scenario, times, node), trust(ports, protocol));
  const after = await connections();
  return { ...measured, connections: after[protocol] - before[protocol] };
}
