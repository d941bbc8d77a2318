// Puts the JavaScript of the package into a folder as it is published: lib/index.js with all that it needs in one file,
// which starts in half the time of fifteen, and beside it what only the doctor and a failed start read. With an addon
// beside that, it is a whole package, for what measures or trains a build before it is packed.

import { cpSync, mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LIB = join(ROOT, 'lib');
const BESIDE = ['diagnosis.js', 'doctor.js', 'installer.js', 'package.js', 'platforms.js'];

/** @param {string} folder becomes `lib` of the package */
export function bundleLib(folder) {
  mkdirSync(folder, { recursive: true });
  for (const file of BESIDE) cpSync(join(LIB, file), join(folder, file));
  buildSync({
    entryPoints: [join(LIB, 'index.js')],
    outfile: join(folder, 'index.js'),
    // Stands beside it, and is read only where no addon can be loaded.
    external: ['./diagnosis.js'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    banner: { js: '// The modules of lib/ in one file: scripts/bundle.mjs. Read them in the repository.' },
    logLevel: 'warning',
  });
}

/** @param {string} folder becomes a package that loads `addon` @param {string} addon @param {string} name as the loader asks for it */
export function assemble(folder, addon, name = basename(addon)) {
  mkdirSync(folder, { recursive: true });
  for (const part of ['index.js', 'package.json']) cpSync(join(ROOT, part), join(folder, part));
  bundleLib(join(folder, 'lib'));
  if (resolve(addon) !== join(resolve(folder), name)) cpSync(addon, join(folder, name));
  return folder;
}
