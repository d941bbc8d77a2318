// Publishes the tarballs of a folder: platform packages first, the root last, so that no root can be installed before its
// addons. Published packages are skipped, so an interrupted release can be run again.
//   node scripts/publish.mjs <folder> --tag v1.2.3 [--dry-run]
// npm authenticates with the workflow's identity (OIDC) and adds provenance. A pre-release such as 1.3.0-rc.1 gets the tag
// `next`, so that only those who ask for it install it.

import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PLATFORMS, platformPackage, rootManifest } from './manifests.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { tag: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
});
const root = rootManifest();
const expected = [...PLATFORMS.map(platformPackage), root.name];

const packages = new Map(tarballsOf(positionals[0] ?? 'dist').map((one) => [one.name, one]));
requireCompleteRelease();
requireRepository();
for (const name of expected) publish(packages.get(name));

function tarballsOf(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.tgz'))
    .map((file) => {
      const manifest = execFileSync('tar', ['-xzOf', join(folder, file), 'package/package.json']);
      const { name, version, repository } = JSON.parse(String(manifest));
      // Absolute, since npm takes `dist/x.tgz` for a GitHub repository.
      return { name, version, repository, file: resolve(folder, file) };
    });
}

/** A release has all packages in the version of the tag. */
function requireCompleteRelease() {
  if (values.tag !== `v${root.version}`)
    throw new Error(
      `the tag is ${values.tag}, but package.json has ${root.version}: tag the commit v${root.version}`,
    );
  const missing = expected.filter((name) => packages.get(name)?.version !== root.version);
  if (missing.length > 0)
    throw new Error(`no tarball in version ${root.version} of: ${missing.join(', ')}. Nothing was published`);
}

/** npm rejects the provenance of a package without the repository of the workflow. */
function requireRepository() {
  const without = expected.filter((name) => !packages.get(name).repository);
  if (without.length > 0)
    throw new Error(
      `package.json had no \`repository\`, which provenance needs, when these were packed: ${without.join(', ')}. ` +
        'Add the repository of the release workflow, and pack again. Nothing was published',
    );
}

function publish({ name, version, file }) {
  if (isPublished(name, version)) return console.log(`${name}@${version} is already published`);
  const args = ['publish', file, '--access', 'public', '--provenance'];
  if (version.includes('-')) args.push('--tag', 'next');
  execFileSync('npm', values['dry-run'] ? [...args, '--dry-run'] : args, { stdio: 'inherit' });
  return console.log(`${name}@${version} published${values['dry-run'] ? ' (dry run)' : ''}`);
}

/** Only E404 means that it isn't published. Any other error ends the release. */
function isPublished(name, version) {
  const result = spawnSync('npm', ['view', `${name}@${version}`, 'version'], { encoding: 'utf8' });
  if (result.status === 0) return result.stdout.trim() === version;
  if (result.stderr.includes('E404')) return false;
  throw new Error(`npm could not say whether ${name}@${version} is published: ${result.stderr}`);
}
