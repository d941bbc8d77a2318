// Puts the JavaScript of the package into a folder as it is published: index.js with all that it needs in one file, which
// starts in half the time of seventeen, webhooks/ likewise, and in lib/ what both share (the error classes, which have to
// be the same objects everywhere) and what only the command line and a failed start read. With an addon beside that, it is
// a whole package, for what measures or trains a build before it is packed.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { name, version, napi } = createRequire(import.meta.url)('../package.json');
const BESIDE = ['causes.js', 'cli', 'diagnosis.js', 'installer.js', 'package.js', 'platforms.js', 'root.js'];
/** The entries, each with the one line that becomes a bundle. */
const ENTRIES = {
  'index.js': "module.exports = require('./lib/index.js');",
  'browser.js': "module.exports = require('./lib/browser.js');",
};
/** Files that become a bundle as a whole, and that no other bundle takes in. */
const WHOLE = ['lib/errors.js', 'webhooks/index.js'];
/** What stands beside the latter as it is. */
const TYPED = ['webhooks/index.mjs', 'webhooks/index.d.ts', 'webhooks/index.d.mts'];
/** The lines of lib/addons.js that bundlers show in their errors. */
const REQUIRED = new RegExp(`return \\{ native: require\\("${name}-.*?"\\) \\};`, 'g');
const ADVICE = `// Keep it external: ${name}, or copy the addon (esbuild: --loader:.node=copy; Nitro: traceDeps).`;
/** What a bundle knows without a manifest beside it. In a bundle of ES modules there is no \`__dirname\`. */
const BAKED = {
  'package.js': `module.exports = ${JSON.stringify({ name, version, napi })};\n`,
  'root.js': "module.exports = typeof __dirname === 'string' ? __dirname : '';\n",
};

/** @param {string} folder becomes that of the package */
export function bundle(folder) {
  const stage = mkdtempSync(join(tmpdir(), 'facesign-bundle-'));
  try {
    for (const name of ['lib', 'webhooks']) cpSync(join(ROOT, name), join(stage, name), { recursive: true });
    writeFileSync(join(stage, 'lib/package.js'), BAKED['package.js']);
    beside(join(stage, 'lib'), join(folder, 'lib'));
    writeFileSync(join(stage, 'lib/root.js'), BAKED['root.js']);
    for (const [entry, line] of Object.entries(ENTRIES)) {
      // The entry's other lines stay as they are, for tools that only read the file.
      const text = readFileSync(join(ROOT, entry), 'utf8');
      writeFileSync(
        join(folder, entry),
        text.replace(line, () => bundled(stage, entry, join('lib', entry))),
      );
    }
    for (const file of WHOLE) writeFileSync(made(folder, file), bundled(stage, file, file));
    for (const file of TYPED) cpSync(join(ROOT, file), made(folder, file));
  } finally {
    rmSync(stage, { recursive: true });
  }
}

/** What only the command line and a failed start read. */
function beside(from, to) {
  mkdirSync(to, { recursive: true });
  for (const file of BESIDE) cpSync(join(from, file), join(to, file), { recursive: true });
}

/** The path of a file whose folder is there. @param {string} folder @param {string} file */
function made(folder, file) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  return join(folder, file);
}

/** What a source exports, as CommonJS text that stands at `file`. */
function bundled(stage, file, source) {
  const others = WHOLE.filter((whole) => whole !== source).map((whole) => join(stage, whole));
  const { outputFiles } = buildSync({
    absWorkingDir: stage,
    entryPoints: [join(stage, source)],
    outfile: join(stage, file),
    write: false,
    allowOverwrite: true,
    // The first is read only where no addon can be loaded.
    external: [join(stage, 'lib/diagnosis.js'), `${name}-*`, ...others],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  return outputFiles[0].text.replaceAll(REQUIRED, `$& ${ADVICE}`);
}

/** @param {string} folder becomes a package that loads `addon` @param {string} addon @param {string} name as the loader asks for it */
export function assemble(folder, addon, name = basename(addon)) {
  bundle(folder);
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  if (resolve(addon) !== join(resolve(folder), name)) cpSync(addon, join(folder, name));
  return folder;
}
