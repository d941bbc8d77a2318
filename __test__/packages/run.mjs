// `npm run test:packages [words]`: packs the package and uses it in projects outside the repository. Builds a release,
// or strips the existing build if FACESIGN_PACK_PROFILE is `dev`. Runs every *.check.mjs whose name has one of the
// words. FACESIGN_PACKAGES_DIR keeps the projects between runs. `--update` writes the committed files that are generated
// from the package: the API reports and docs/runtimes.md. `--all` also runs what takes too long for CI: older releases
// of Next.js, more bundlers and servers.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packAll } from './support/pack.mjs';
import { startRegistry } from './support/registry.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const kept = process.env.FACESIGN_PACKAGES_DIR;

function checks() {
  const files = readdirSync(here).filter((file) => file.endsWith('.check.mjs'));
  const chosen = files.filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
  if (chosen.length === 0) throw new Error(`no check has one of these in its name: ${words.join(', ')}`);
  return chosen.map((file) => join(here, file));
}

async function run(work, files) {
  const tarballs = packAll(join(work, 'tarballs'));
  const registry = await startRegistry(tarballs);
  const env = {
    ...process.env,
    FACESIGN_PACKAGES_UPDATE: process.argv.includes('--update') ? '1' : '0',
    FACESIGN_PACKAGES_ALL: process.argv.includes('--all') ? '1' : '0',
    FACESIGN_PACKAGES_WORK: work,
    FACESIGN_PACKAGES_REGISTRY: registry.url,
    FACESIGN_PACKAGES_TARBALLS: JSON.stringify(tarballs),
  };
  const args = ['--test', '--test-concurrency=2', ...files];
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit', env }), 'exit');
  registry.close();
  return code ?? 1;
}

const files = checks();
const work = kept ? resolve(kept) : mkdtempSync(join(tmpdir(), 'facesign-packages-'));
mkdirSync(work, { recursive: true });
try {
  process.exitCode = await run(work, files);
} finally {
  if (!kept) rmSync(work, { recursive: true, force: true });
}
