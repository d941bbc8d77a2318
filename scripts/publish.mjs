// Publishes the tarballs of a folder: platform packages first, the root last, so that nobody can install a root whose
// addons are not out. What is out already is skipped, so a release that broke off is run again.
//   node scripts/publish.mjs <folder> --tag v1.2.3 [--dry-run]
// npm does the signing in: by the workflow's own identity (OIDC), with provenance. A pre-release such as 1.3.0-rc.1 goes
// out under the tag `next`, so that nobody gets it who did not ask for it.

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
const wanted = [...PLATFORMS.map(platformPackage), root.name];

const packages = new Map(tarballsOf(positionals[0] ?? 'dist').map((one) => [one.name, one]));
refuseUnlessComplete();
refuseWithoutRepository();
for (const name of wanted) publish(packages.get(name));

function tarballsOf(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.tgz'))
    .map((file) => {
      const manifest = execFileSync('tar', ['-xzOf', join(folder, file), 'package/package.json']);
      const { name, version, repository } = JSON.parse(String(manifest));
      // npm takes `dist/x.tgz` for a repository at GitHub.
      return { name, version, repository, file: resolve(folder, file) };
    });
}

/** A release is all packages in the version of the tag, or none. */
function refuseUnlessComplete() {
  if (values.tag !== `v${root.version}`)
    throw new Error(
      `the tag is ${values.tag}, but package.json has ${root.version}: tag the commit v${root.version}`,
    );
  const missing = wanted.filter((name) => packages.get(name)?.version !== root.version);
  if (missing.length > 0)
    throw new Error(
      `there is no tarball in version ${root.version} of: ${missing.join(', ')}. Nothing was published`,
    );
}

/** npm refuses the provenance of a package that does not name the repository of the workflow. */
function refuseWithoutRepository() {
  const without = wanted.filter((name) => !packages.get(name).repository);
  if (without.length > 0)
    throw new Error(
      `package.json had no \`repository\`, which provenance needs, when these were packed: ${without.join(', ')}. ` +
        'Name the repository of the release workflow there, and pack again. Nothing was published',
    );
}

function publish({ name, version, file }) {
  if (isOut(name, version)) return console.log(`${name}@${version} is out already`);
  const args = ['publish', file, '--access', 'public', '--provenance'];
  if (version.includes('-')) args.push('--tag', 'next');
  execFileSync('npm', values['dry-run'] ? [...args, '--dry-run'] : args, { stdio: 'inherit' });
  return console.log(`${name}@${version} published${values['dry-run'] ? ' (dry run)' : ''}`);
}

/** Only a plain «not there» means that it is not out; any other failure ends the release. */
function isOut(name, version) {
  const asked = spawnSync('npm', ['view', `${name}@${version}`, 'version'], { encoding: 'utf8' });
  if (asked.status === 0) return asked.stdout.trim() === version;
  if (asked.stderr.includes('E404')) return false;
  throw new Error(`npm could not say whether ${name}@${version} is out: ${asked.stderr}`);
}
