// Packs the tarballs of the root and of platform packages into dist/.
//   node scripts/pack.mjs                                   root, and this machine's addon from the repository
//   node scripts/pack.mjs --root                            only the root
//   node scripts/pack.mjs --target <rust target> --binary <file>   only one platform package
//   … --out <folder>                                        another folder than dist/
// Prints one path per line, and the command that installs both if both are packed. It neither builds nor publishes.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';
import { bundledModule } from './bundled.mjs';
import {
  BUNDLED,
  binaryFile,
  NOTICES,
  PLATFORMS,
  platformManifest,
  platformsHere,
  rootManifest,
} from './manifests.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** npm adds these to every package that has them. */
const ALWAYS = ['README.md', 'LICENSE'];
const GENERATED = ['index.js', 'browser.js', 'lib', 'webhooks'];

/** Packs the root. @param {string} out folder @returns {string} the tarball */
export function packRoot(out) {
  const manifest = rootManifest();
  return packStage(out, manifest, (stage) => {
    // Of a pattern such as `docs/recipes/*.md` the folder is copied; npm applies the pattern when it packs.
    const files = manifest.files
      .filter((file) => !GENERATED.includes(file))
      .map((file) => file.split('/*')[0]);
    for (const file of [...ALWAYS, ...files]) copy(join(ROOT, file), join(stage, file));
    bundle(stage);
  });
}

/** Packs the addon of one platform. @param {string} out @param {object} platform @param {string} binary */
export function packPlatform(out, platform, binary) {
  const manifest = platformManifest(platform);
  return packStage(out, manifest, (stage) => {
    copy(binary, join(stage, binaryFile(platform)));
    writeFileSync(join(stage, BUNDLED), bundledModule(binaryFile(platform)));
    for (const file of ['LICENSE', NOTICES]) copy(join(ROOT, file), join(stage, file));
    writeFileSync(join(stage, 'README.md'), readme(manifest));
  });
}

/** This machine's build in the repository. */
export function localBuild() {
  for (const platform of platformsHere()) {
    const binary = join(ROOT, binaryFile(platform));
    if (existsSync(binary)) return { platform, binary };
  }
  throw new Error('no build of the addon for this machine. Run: npm run build');
}

function packStage(out, manifest, fill) {
  const stage = mkdtempSync(join(tmpdir(), 'facesign-pack-'));
  try {
    fill(stage);
    writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    return npmPack(stage, resolve(out));
  } finally {
    rmSync(stage, { recursive: true });
  }
}

function npmPack(stage, out) {
  mkdirSync(out, { recursive: true });
  const args = ['pack', stage, '--json', '--ignore-scripts', '--pack-destination', out];
  const output = JSON.parse(execFileSync('npm', args, { encoding: 'utf8', cwd: stage }));
  // npm 12 prints an object by name, npm 11 an array.
  const [{ filename }] = Object.values(output);
  return join(out, filename);
}

function copy(from, to) {
  if (!existsSync(from)) throw new Error(`${from} is missing`);
  cpSync(from, to, { recursive: true });
}

function readme({ name, description, version }) {
  const root = rootManifest().name;
  return `# ${name}\n\n${description} Version ${version}.\n\nInstalled by \`${root}\`; not for use by itself.\n`;
}

function main() {
  const options = { out: {}, root: {}, target: {}, binary: {} };
  for (const [name, option] of Object.entries(options)) option.type = name === 'root' ? 'boolean' : 'string';
  const { out = join(ROOT, 'dist'), root, target, binary } = parseArgs({ options }).values;
  const tarballs = [];
  if (!target) tarballs.push(packRoot(out));
  if (target) tarballs.push(packPlatform(out, platformOf(target), binary));
  else if (!root) tarballs.push(packHere(out));
  console.log(tarballs.join('\n'));
  if (tarballs.length === 2) console.log(`\nInstall both in your project:\n${installCommand(tarballs)}`);
}

/** @param {string[]} tarballs */
export function installCommand(tarballs) {
  // A path may have spaces, and on Windows backslashes.
  return `npm install ${tarballs.map((path) => (/^[\w@%+=:,./-]+$/.test(path) ? path : `"${path}"`)).join(' ')}`;
}

function packHere(out) {
  const { platform, binary } = localBuild();
  return packPlatform(out, platform, binary);
}

function platformOf(target) {
  const platform = PLATFORMS.find((one) => one.target === target);
  if (platform) return platform;
  throw new Error(
    `unknown target ${target}. napi.targets in package.json has: ${PLATFORMS.map((p) => p.target).join(', ')}`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
