// A project outside the repository in which `@facesignai/api` is this checkout.

import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const tsc = join(root, 'node_modules/typescript/bin/tsc');

/** Copies the programs unchanged and lets the name of the old SDK lead here. */
export function makeProject() {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'facesign-drop-in-'));
  cpSync(join(root, '__test__/drop-in/programs'), folder, { recursive: true });
  link(root, join(folder, 'node_modules/@facesignai/api'));
  link(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'));
  link(join(root, 'node_modules/undici-types'), join(folder, 'node_modules/undici-types'));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/** Checks the types of every program and writes JavaScript to `out/`. @param {string} folder */
export function compile(folder) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

/**
 * Runs one program with nothing in its environment but what it reads; no proxy is there, so nothing leaves loopback
 * by mistake.
 * @param {string} file
 * @param {Record<string, string>} env
 */
export async function run(file, env) {
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env.PATH, HTTPS_PROXY: 'http://127.0.0.1:9', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((done) => child.once('close', done));
  const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { status, stdout, stderr };
}

function link(target, path) {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}
