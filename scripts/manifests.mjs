// The package.json files that are published: the root's and one per platform. They are made from the repository's
// own package.json at packing time, since npm could not install a repository that demands packages of a version that
// is not published yet.

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const source = require('../package.json');
export const { PLATFORMS, platformsHere } = require('../lib/platforms.js');

/** What only the repository needs. */
const PRIVATE = ['scripts', 'devDependencies', 'private'];

export const platformPackage = ({ name }) => `${source.name}-${name}`;
/** Read by bundlers only (scripts/bundled.mjs). */
export const BUNDLED = 'bundled.js';
/** The licenses of what is linked into the addon: `npm run notices`. */
export const NOTICES = 'THIRD-PARTY-NOTICES.txt';
export const binaryFile = ({ name }) => `${source.napi.binaryName}.${name}.node`;

/** The root's, with every platform package as an optional dependency of exactly this version. */
export function rootManifest() {
  const shown = Object.entries(source).filter(([field]) => !PRIVATE.includes(field));
  return {
    ...Object.fromEntries(shown),
    optionalDependencies: Object.fromEntries(
      PLATFORMS.map((platform) => [platformPackage(platform), source.version]),
    ),
  };
}

/** That of the package which holds the addon for one platform. */
export function platformManifest(platform) {
  const { version, license, engines, repository, homepage, bugs, author } = source;
  const { os, cpu, libc } = platform;
  return defined({
    name: platformPackage(platform),
    version,
    description: `The native addon of ${source.name} for ${[os, cpu, libc].filter(Boolean).join(' ')}.`,
    ...{ license, author, homepage, repository, bugs, engines },
    os: [os],
    cpu: [cpu],
    libc: libc && [libc],
    main: binaryFile(platform),
    // No `type`: bundlers read bundled.js as an ES module only where nothing says that it is none.
    files: [binaryFile(platform), BUNDLED, NOTICES],
  });
}

/** @param {object} fields */
function defined(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
