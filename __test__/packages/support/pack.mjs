// The tarballs that the checks install: the root, this machine's addon, and packages for other systems with an empty
// addon, which must be skipped, or reported if someone forces their installation.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { binaryFile, PLATFORMS } from '../../../scripts/manifests.mjs';
import { localBuild, packPlatform, packRoot } from '../../../scripts/pack.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * @param {string} out folder; emptied
 * @returns {{ root: string, addon: string, others: string[] }} paths of tarballs
 */
export function packAll(out) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const platform = localBuild().platform;
  const binary = process.env.FACESIGN_PACK_PROFILE === 'dev' ? stripped(out) : released(out, platform);
  const empty = join(out, 'empty.node');
  writeFileSync(empty, '');
  const others = PLATFORMS.filter((other) => other !== platform);
  return {
    root: packRoot(out),
    addon: packPlatform(out, platform, binary),
    others: others.map((other) => packPlatform(out, other, empty)),
  };
}

/** The build that is there, as small as a release, so that installations take as long. */
function stripped(out) {
  const { platform, binary } = localBuild();
  const copy = join(out, binaryFile(platform));
  copyFileSync(binary, copy);
  execFileSync('strip', ['--strip-debug', '--strip-unneeded', copy]);
  return copy;
}

function released(out, platform) {
  const args = ['run', '--silent', 'build', '--', '--output-dir', out];
  execFileSync('npm', args, { cwd: ROOT, stdio: 'inherit' });
  return join(out, binaryFile(platform));
}
