// Reads our Markdown files (fenced blocks, links, tables) and runs blocks as a reader would: each in a process of
// its own, against a sandbox of its own.
//   <!-- not run: why -->          above a block keeps it from being run
//   <!-- file: examples/x.mjs -->  above a block says that it shows this file, which has a test of its own
//   // → text                      in a block says what it prints at this place
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../sandbox/index.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const globals = new URL('./snippet-globals.mjs', import.meta.url).href;

/** @param {string} file path below the project's root */
export const read = (file) => readFileSync(resolve(root, file), 'utf8');

/**
 * The fenced blocks of a Markdown file.
 * @param {string} file
 * @returns {{ name: string, file: string, language: string, code: string, notRun?: string, shows?: string }[]}
 */
export function blocksOf(file) {
  const markdown = read(file);
  const fence = /^(?:<!-- (not run|file): (.*?) -->\n+)?```(\w*)\n([\s\S]*?)^```$/gm;
  return [...markdown.matchAll(fence)].map((match) => {
    const [all, mark, note, language, code] = match;
    const opening = match.index + all.indexOf('```');
    const line = markdown.slice(0, opening).split('\n').length;
    const marked = mark === 'not run' ? { notRun: note } : mark === 'file' ? { shows: note } : {};
    return { name: `${file}:${line}`, file, language, code, ...marked };
  });
}

/** What a block says that it prints. @param {string} code */
export const expectedOutput = (code) => [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, line]) => line);

/**
 * Runs code against a fresh sandbox.
 * @param {string} code
 * @param {'module' | 'commonjs'} kind
 */
export async function run(code, kind = 'module') {
  const sandbox = await startSandbox();
  try {
    const child = spawn(
      process.execPath,
      ['--import', globals, `--input-type=${kind}`, '--eval', `${code}\n`],
      { cwd: root, env: environment(sandbox), stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const ended = new Promise((done) => child.once('close', done));
    const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { status, stdout, stderr };
  } finally {
    await sandbox.close();
  }
}

/**
 * Only what a snippet needs: a variable of this machine must not decide whether a document is right. No https
 * address can be reached, so that a snippet that forgot `serverUrl` fails here instead of asking the live service.
 */
export function environment(sandbox) {
  return {
    PATH: process.env.PATH,
    FACESIGN_API_KEY: sandbox.keys[0],
    FACESIGN_SERVER_URL: sandbox.url,
    HTTPS_PROXY: 'http://127.0.0.1:9',
  };
}

/** The links of a file that lead nowhere, files and headings alike; other sites are not asked. @param {string} file */
export function brokenLinks(file) {
  const prose = read(file).replace(/^```[\s\S]*?^```$/gm, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target) && !leads(file, target));
}

function leads(file, link) {
  const [path, heading] = link.split('#');
  const target = path === '' ? file : relative(root, resolve(root, dirname(file), path));
  if (!existsSync(resolve(root, target))) return false;
  return heading === undefined || anchors(target).includes(heading);
}

/** The anchors that GitHub makes of headings. */
function anchors(file) {
  const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase());
  return headings.map((heading) => heading.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/ /g, '-'));
}

/**
 * The rows of the first table below a heading, each an array of cells.
 * @param {string} file
 * @param {string} heading
 */
export function tableOf(file, heading) {
  const [, section] = read(file).split(new RegExp(`^#+ ${heading}\n`, 'm'));
  const [, rows] = /^\|.*\n\|[-| :]+\n((?:\|.*\n)+)/m.exec(section ?? '') ?? [];
  if (rows === undefined) throw new Error(`${file} has no table below '${heading}'`);
  return rows.trim().split('\n').map(cells);
}

/** A bar after a backslash belongs to the cell. */
function cells(row) {
  const parts = row.split(/(?<!\\)\|/).slice(1, -1);
  return parts.map((cell) => cell.trim());
}

/** The strings in back-quotes. @param {string} cell */
export const quoted = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
