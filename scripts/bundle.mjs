// Puts the JavaScript of the package into a folder as it is published: index.js with all that it needs in one file, which
// starts in half the time of seventeen, and in lib/ what only the command line and a failed start read. With an addon beside
// that, it is a whole package, for what measures or trains a build before it is packed.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BESIDE = ['cli', 'diagnosis.js', 'installer.js', 'package.js', 'platforms.js'];
const IN_ENTRY = "module.exports = require('./lib/index.js');";
// A module as esbuild writes it: a method of an object.
const METHOD = /^( {2}"lib\/[\w.-]+")(\(.*?\)) \{$(.*?)^ {2}\}$/gms;

/** @param {string} folder becomes that of the package */
export function bundle(folder) {
  mkdirSync(join(folder, 'lib'), { recursive: true });
  for (const file of BESIDE) cpSync(join(ROOT, 'lib', file), join(folder, 'lib', file), { recursive: true });
  // The entry's other lines stay as they are, for tools that only read the file.
  const entry = readFileSync(join(ROOT, 'index.js'), 'utf8');
  writeFileSync(join(folder, 'index.js'), entry.replace(IN_ENTRY, bundled));
}

/** What lib/index.js exports, as CommonJS text that stands in the root. */
function bundled() {
  const { outputFiles } = buildSync({
    entryPoints: [join(ROOT, 'lib/index.js')],
    outfile: join(ROOT, 'index.js'),
    write: false,
    // Is read only where no addon can be loaded.
    external: [join(ROOT, 'lib/diagnosis.js')],
    define: { __dirname: 'lib' },
    banner: { js: "const lib = require('node:path').join(__dirname, 'lib');" },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  return readOnce(outputFiles[0].text);
}

/**
 * V8 reads a function that stands in parentheses once, and compiles it; any other it reads a second time when it runs:
 * 3.25 ms instead of 3.5 for `require()` of the package.
 * @param {string} text
 */
function readOnce(text) {
  return text.replace(METHOD, '$1: (function$2 {$3  })');
}

/** @param {string} folder becomes a package that loads `addon` @param {string} addon @param {string} name as the loader asks for it */
export function assemble(folder, addon, name = basename(addon)) {
  bundle(folder);
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  if (resolve(addon) !== join(resolve(folder), name)) cpSync(addon, join(folder, name));
  return folder;
}
