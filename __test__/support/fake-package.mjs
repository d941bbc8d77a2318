// A copy of the package's JavaScript in its own folder, without an addon, and programs that run in it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const PACKAGE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/**
 * A folder that is gone when the test ends.
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} [files] further files by path; text
 */
export function fakePackage(t, files = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'facesign-fake-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const path of ['package.json', 'index.js', 'lib'])
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  for (const [path, text] of Object.entries(files)) write(join(folder, path), text);
  return folder;
}

/** The files of a platform package whose addon is the given JavaScript. @param {string} name @param {string} code */
export function fakePlatform(name, code = '') {
  const folder = `node_modules/${PACKAGE.name}-${name}`;
  return { [`${folder}/package.json`]: '{"main":"addon.js"}', [`${folder}/addon.js`]: code };
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Runs node there. @param {string} folder @param {string[]} args @param {Record<string, string>} [env] */
export function node(folder, args, env = {}) {
  const { FACESIGN_API_KEY, NODE_TEST_CONTEXT, ...clean } = process.env;
  return spawnSync(process.execPath, args, { cwd: folder, env: { ...clean, ...env }, encoding: 'utf8' });
}
