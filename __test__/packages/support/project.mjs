// Projects like users': a folder of `projects/` is copied outside the repository and installed, and programs run in it
// without Rust on the PATH.

import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WORK = process.env.FACESIGN_PACKAGES_WORK;
/** Of our own scope. */
export const REGISTRY = process.env.FACESIGN_PACKAGES_REGISTRY;
/** @type {{ root: string, addon: string }} */
export const TARBALLS = JSON.parse(process.env.FACESIGN_PACKAGES_TARBALLS ?? 'null');
export const PACKAGE = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

/** Whether everything is to run, not only what CI runs. */
export const ALL = process.env.FACESIGN_PACKAGES_ALL === '1';

const SOURCES = fileURLToPath(new URL('../projects/', import.meta.url));

/** Settings that would leak from this repository, from Rust or from node's own test runner into a project. */
const LEAKING = /^(npm_|CARGO|RUST|NODE_TEST|NODE_OPTIONS|FACESIGN_PACK|INIT_CWD)/i;

/** The environment of a user: no Rust, no key but what a program is given, no proxy to loopback. */
export const ENV = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !LEAKING.test(name))),
  PATH: process.env.PATH.split(delimiter).filter(isUsers).join(delimiter),
  NO_PROXY: '127.0.0.1,localhost',
  NEXT_TELEMETRY_DISABLED: '1',
  // Tests read what tools print; some color it wherever CI is set.
  NO_COLOR: '1',
};

function isUsers(folder) {
  return !folder.includes('cargo') && !folder.includes('node_modules') && !existsSync(join(folder, 'cargo'));
}

/** A project that was copied, its commands still to be run. @param {string} name @param {string} [source] */
export function copied(name, source = name) {
  const folder = join(WORK, name);
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, 'node_modules', '@facesignai'), { recursive: true, force: true });
  rmSync(join(folder, 'node_modules', '.package-lock.json'), { force: true });
  for (const from of ['shared', source]) cpSync(join(SOURCES, from), folder, { recursive: true });
  writeFileSync(join(folder, '.npmrc'), `@facesignai:registry=${REGISTRY}/\n`);
  return folder;
}

/**
 * A project that npm has installed.
 * @param {string} name
 * @param {string} [source]
 * @returns {Promise<string>} its folder
 */
export async function installed(name, source) {
  const folder = copied(name, source);
  await npm(folder, 'install');
  return folder;
}

/** npm, quiet and from its cache where it has one. @param {string} folder @param {...string} args */
export function npm(folder, ...args) {
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  return run(folder, ['npm', ...args, ...quiet]);
}

/**
 * Runs a command to its end; a program of the project itself is found by its name.
 * @param {string} folder
 * @param {string[]} command
 * @param {Record<string, string>} [env]
 * @returns {Promise<string>} what it printed
 */
export async function run(folder, command, env = {}) {
  const { code, output } = await outcome(folder, command, env);
  if (code === 0) return output;
  throw new Error(`in ${folder}\n$ ${command.join(' ')}\nended with ${code}:\n${output}`);
}

/** As `run`, with the exit code instead of an error. @returns {Promise<{ code: number, output: string }>} */
export function outcome(folder, command, env = {}) {
  const child = start(folder, command, env);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** A process of the project that goes on. */
export function start(folder, [command, ...args], env = {}) {
  // The folder above has them where several programs share one installation.
  const own = [folder, dirname(folder)].map((place) => join(place, 'node_modules', '.bin'));
  const path = [...own, dirname(process.execPath), ENV.PATH].join(delimiter);
  return spawn(command, args, {
    cwd: folder,
    env: { ...ENV, ...env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
