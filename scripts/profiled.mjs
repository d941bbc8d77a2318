// A release build whose code is laid out by how calls really run (profile-guided optimisation, docs/decisions/0016):
//   node scripts/profiled.mjs [--target <rust target>] -- <the command that builds>
// Builds an addon that counts, trains it (scripts/training.mjs), and runs the command with the counts: whatever it
// builds for that target is laid out by them. The machine has to be one that runs what is built.

import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { assemble } from './bundle.mjs';
import { binaryFile, platformsHere } from './manifests.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LIBRARIES = ['libfacesign_api_native.so', 'libfacesign_api_native.dylib', 'facesign_api_native.dll'];

/** What it prints goes to standard error. @param {string[]} command @param {NodeJS.ProcessEnv} env */
export function run([program, ...args], env) {
  const { status, error } = spawnSync(program, args, { cwd: ROOT, env, stdio: ['ignore', 2, 2] });
  const told = error?.message ?? `it ended with ${status}`;
  if (status !== 0) throw new Error(`${[program, ...args].join(' ')} failed: ${told}`);
}

/** @param {string} program @param {...string} args @returns {string} empty where it does not run */
const output = (program, ...args) => spawnSync(program, args, { encoding: 'utf8' }).stdout ?? '';
/** A line of what the compiler says of itself. @param {'host' | 'LLVM version'} name */
const ofCompiler = (name) => new RegExp(`^${name}: (\\S+)`, 'm').exec(output('rustc', '-vV'))?.[1] ?? '';

/** One more flag for the compiler. A path may hold spaces, so flags are encoded. @param {NodeJS.ProcessEnv} env */
function withFlag(env, flag) {
  const { RUSTFLAGS = '', CARGO_ENCODED_RUSTFLAGS, ...rest } = env;
  const given = CARGO_ENCODED_RUSTFLAGS?.split('\x1f') ?? RUSTFLAGS.split(' ');
  return { ...rest, CARGO_ENCODED_RUSTFLAGS: [...given, flag].filter(Boolean).join('\x1f') };
}

/** The tool of the compiler's own LLVM: its component, or the system's. */
function profdata() {
  const bin = join(output('rustc', '--print', 'sysroot').trim(), 'lib/rustlib', ofCompiler('host'), 'bin');
  const [major] = ofCompiler('LLVM version').split('.');
  const tools = [join(bin, 'llvm-profdata'), join(bin, 'llvm-profdata.exe'), `llvm-profdata-${major}`];
  const found = tools.find((tool) => output(tool, 'merge', '--help'));
  if (found) return found;
  throw new Error(
    `llvm-profdata, which reads the counts, is missing. Run: rustup component add llvm-tools (or apt-get install llvm-${major})`,
  );
}

/**
 * For speed: what the counts show to run seldom is built for size nevertheless. Both builds need the same level, or the
 * counts do not fit.
 */
const LEVEL = { CARGO_PROFILE_RELEASE_OPT_LEVEL: '2' };

/**
 * What cargo-zigbuild 0.24 sets where it builds for the machine's own system. It gives most crates another hash, and only
 * crates with the same one find their counts. It cannot build what counts: zig takes the linker's `-u` for a file.
 */
const AS_ZIGBUILD = {
  __CARGO_TEST_CHANNEL_OVERRIDE_DO_NOT_USE_THIS: 'nightly',
  CARGO_UNSTABLE_TARGET_APPLIES_TO_HOST: 'true',
  CARGO_TARGET_APPLIES_TO_HOST: 'false',
};

/** The addon that counts, as a whole package in `folder`. */
function countingPackage(folder, raw, target, env) {
  const command = ['cargo', 'build', '--locked', '--release', '--target', target];
  run(command, withFlag(env, `-Cprofile-generate=${raw}`));
  const release = join(targetFolder(env), target, 'release');
  const built = LIBRARIES.map((name) => join(release, name)).find(existsSync);
  if (!built)
    throw new Error(`the addon that counts is not in ${release}: ${command.join(' ')} put it elsewhere`);
  const [platform] = platformsHere();
  return assemble(folder, built, binaryFile(platform));
}

const targetFolder = ({ CARGO_TARGET_DIR = 'target' }) => resolve(ROOT, CARGO_TARGET_DIR);

/**
 * Runs `command`, which builds for `target`, with the counts of a training.
 * @param {string[]} command
 * @param {{ target?: string, env?: NodeJS.ProcessEnv }} [how] default: this machine, this environment
 */
export function buildProfiled(command, { target = ofCompiler('host'), env: given = process.env } = {}) {
  const env = { ...given, ...LEVEL };
  const tool = profdata();
  const folder = join(targetFolder(env), 'profiled');
  const [raw, counts] = [join(folder, 'raw'), join(folder, 'counts.profdata')];
  rmSync(folder, { recursive: true, force: true });
  const counting = command.includes('zigbuild') ? { ...env, ...AS_ZIGBUILD } : env;
  const trained = countingPackage(join(folder, 'package'), raw, target, counting);
  run([process.execPath, join(ROOT, 'scripts/training.mjs'), trained], env);
  run([tool, 'merge', '--output', counts, raw], env);
  run(command, withFlag(env, `-Cprofile-use=${counts}`));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = /** @type {const} */ ({ target: { type: 'string' } });
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (positionals.length === 0)
    throw new Error('which command builds? Use: node scripts/profiled.mjs -- npm run build');
  buildProfiled(positionals, values);
}
