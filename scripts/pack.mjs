// Packs what is published into dist/: the root tarball and those of platform packages.
//   node scripts/pack.mjs                                   root, and this machine's addon from the working folder
//   node scripts/pack.mjs --root                            the root alone
//   node scripts/pack.mjs --target <rust target> --binary <file>   one platform package alone
//   … --out <folder>                                        another folder than dist/
// Prints one path a line, and the command that installs both where both are packed. It builds nothing and publishes
// nothing.

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
/** npm puts these into every package that has them. */
const ALWAYS = ['README.md', 'LICENSE'];
const MADE = ['index.js', 'browser.js', 'lib', 'webhooks'];

/** Packs the root. @param {string} out folder @returns {string} the tarball */
export function packRoot(out) {
  const manifest = rootManifest();
  return packed(out, manifest, (stage) => {
    const files = manifest.files.filter((file) => !MADE.includes(file)).map((file) => file.split('/*')[0]);
    for (const file of [...ALWAYS, ...files]) copy(join(ROOT, file), join(stage, file));
    bundle(stage);
  });
}

/** Packs the addon of one platform. @param {string} out @param {object} platform @param {string} binary */
export function packPlatform(out, platform, binary) {
  const manifest = platformManifest(platform);
  return packed(out, manifest, (stage) => {
    copy(binary, join(stage, binaryFile(platform)));
    writeFileSync(join(stage, BUNDLED), bundledModule(binaryFile(platform)));
    for (const paper of ['LICENSE', NOTICES]) copy(join(ROOT, paper), join(stage, paper));
    writeFileSync(join(stage, 'README.md'), readme(manifest));
  });
}

/** The build in the working folder that fits this machine. */
export function localBuild() {
  for (const platform of platformsHere()) {
    const binary = join(ROOT, binaryFile(platform));
    if (existsSync(binary)) return { platform, binary };
  }
  throw new Error('there is no build of the addon for this machine. Run: npm run build');
}

function packed(out, manifest, fill) {
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
  const answer = JSON.parse(execFileSync('npm', args, { encoding: 'utf8', cwd: stage }));
  // npm 12 answers with an object by name where npm 11 has a list.
  const [{ filename }] = Object.values(answer);
  return join(out, filename);
}

function copy(from, to) {
  if (!existsSync(from)) throw new Error(`${from} is to be published, but is not there`);
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
  // A path may hold spaces, and on Windows its backslashes are no escapes.
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
    `${target} is none of napi.targets in package.json: ${PLATFORMS.map((p) => p.target).join(', ')}`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
