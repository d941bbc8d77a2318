// Writes the package's JavaScript into a folder as it is published: index.js in one file, which starts in half the time of
// seventeen, webhooks/ likewise, and in lib/ the error classes, which both share, and the files that only the command line
// and a failed start need. With an addon it is a whole package, for tools that measure a build before it is packed.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { name, version, napi } = createRequire(import.meta.url)('../package.json');
/** The files that stay in lib/. */
const UNBUNDLED = [
  'causes.js',
  'cli',
  'diagnosis.js',
  'enums.js',
  'installer.js',
  'package.js',
  'platforms.js',
  'root.js',
  'strings.js',
];
/** The entries, each with the one line that becomes a bundle. */
const ENTRIES = {
  'index.js': "module.exports = require('./lib/index.js');",
  'browser.js': "module.exports = require('./lib/browser.js');",
};
/** Bundled as a whole, and part of no other bundle: the error classes are the same objects in every entry. */
const SEPARATE = ['lib/errors.js', 'webhooks/index.js'];
/** Copied beside the latter. */
const BESIDE_WEBHOOKS = ['webhooks/index.mjs', 'webhooks/index.d.ts', 'webhooks/index.d.mts'];
/** The lines of lib/addons.js that bundlers quote in their errors. */
const QUOTED_LINES = new RegExp(`return \\{ native: require\\("${name}-.*?"\\) \\};`, 'g');
const ADVICE = `// Keep it external: ${name}, or copy the addon (esbuild: --loader:.node=copy; Nitro: traceDeps).`;
/** Replacements for modules that look for files around them. */
const REPLACEMENTS = {
  'package.js': `module.exports = ${JSON.stringify({ name, version, napi })};\n`,
  'root.js': "module.exports = typeof __dirname === 'string' ? __dirname : '';\n",
};

/** @param {string} folder the package's */
export function bundle(folder) {
  const stage = mkdtempSync(join(tmpdir(), 'facesign-bundle-'));
  try {
    for (const folderName of ['lib', 'webhooks'])
      cpSync(join(ROOT, folderName), join(stage, folderName), { recursive: true });
    writeFileSync(join(stage, 'lib/package.js'), REPLACEMENTS['package.js']);
    copyUnbundled(join(stage, 'lib'), join(folder, 'lib'));
    writeFileSync(join(stage, 'lib/root.js'), REPLACEMENTS['root.js']);
    for (const [entry, line] of Object.entries(ENTRIES)) {
      // The entry's other lines stay, for tools that only read the file.
      const source = readFileSync(join(ROOT, entry), 'utf8');
      writeFileSync(
        join(folder, entry),
        source.replace(line, () => bundled(stage, entry, join('lib', entry))),
      );
    }
    for (const file of SEPARATE) writeFileSync(pathIn(folder, file), bundled(stage, file, file));
    for (const file of BESIDE_WEBHOOKS) cpSync(join(ROOT, file), pathIn(folder, file));
  } finally {
    rmSync(stage, { recursive: true });
  }
}

function copyUnbundled(from, to) {
  mkdirSync(to, { recursive: true });
  for (const file of UNBUNDLED) cpSync(join(from, file), join(to, file), { recursive: true });
}

/** The path of a file, whose folder is made if it is missing. @param {string} folder @param {string} file */
function pathIn(folder, file) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  return join(folder, file);
}

/** The bundle of `source`, as a CommonJS module at `file` in the package's folder. */
function bundled(stage, file, source) {
  const others = SEPARATE.filter((separate) => separate !== source).map((separate) => join(stage, separate));
  const { outputFiles } = buildSync({
    absWorkingDir: stage,
    entryPoints: [join(stage, source)],
    outfile: join(stage, file),
    write: false,
    allowOverwrite: true,
    // The first is loaded only if no addon can be.
    external: [join(stage, 'lib/diagnosis.js'), `${name}-*`, ...others],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  return outputFiles[0].text.replaceAll(QUOTED_LINES, `$& ${ADVICE}`);
}

/** Makes a package that loads `addon`. @param {string} folder @param {string} addon @param {string} name of the addon's file in it */
export function assemble(folder, addon, name = basename(addon)) {
  bundle(folder);
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  if (resolve(addon) !== join(resolve(folder), name)) cpSync(addon, join(folder, name));
  return folder;
}
