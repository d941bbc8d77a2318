// The published package.json files: the root's and one per platform. They are derived from the repository's package.json
// when packing: if that one required the platform packages, npm couldn't install the repository before they are published.

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const source = require('../package.json');
export const { PLATFORMS, platformsHere } = require('../lib/platforms.js');

/** Fields that only the repository needs. */
const PRIVATE = ['scripts', 'devDependencies', 'private'];

export const platformPackage = ({ name }) => `${source.name}-${name}`;
/** Read by bundlers only (scripts/bundled.mjs). */
export const BUNDLED = 'bundled.js';
/** The licenses of the crates in the addon: `npm run notices`. */
export const NOTICES = 'THIRD-PARTY-NOTICES.txt';
export const binaryFile = ({ name }) => `${source.napi.binaryName}.${name}.node`;

/** The root's, with every platform package as an optional dependency of exactly this version. */
export function rootManifest() {
  const published = Object.entries(source).filter(([field]) => !PRIVATE.includes(field));
  return {
    ...Object.fromEntries(published),
    optionalDependencies: Object.fromEntries(
      PLATFORMS.map((platform) => [platformPackage(platform), source.version]),
    ),
  };
}

/** The manifest of the package with the addon for one platform. */
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
    // No `type`: with one, bundlers would not read bundled.js as an ES module.
    files: [binaryFile(platform), BUNDLED, NOTICES],
  });
}

/** @param {object} fields */
function defined(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
