// @ts-check
'use strict';

// Which package manager installed the package, judged by the file that each leaves in node_modules, and its command that
// installs a missing addon. Loaded only when no addon could be loaded.

const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');

/**
 * @typedef {object} Installer
 * @property {string} mark the file that it leaves in node_modules
 * @property {(addon: string) => string} fix its command, given the addon's package and version
 */

/** @type {Installer} */
const NPM = {
  mark: '.package-lock.json',
  // Names the package, since npm skips packages that a wrong lockfile lacks.
  fix: (addon) => `npm install --no-save --include=optional ${addon}`,
};

/** @type {Installer} */
const YARN = { mark: '.yarn-state.yml', fix: () => 'yarn install' };

/** @type {Installer[]} */
const INSTALLERS = [
  NPM,
  { mark: '.modules.yaml', fix: () => 'pnpm install --force --config.optional=true' },
  { mark: '.yarn-integrity', fix: () => 'yarn install --force' },
  YARN,
];

/** A folder and its parents, nearest first. @param {string} place @returns {string[]} */
function upwards(place) {
  const parent = dirname(place);
  return parent === place ? [place] : [place, ...upwards(parent)];
}

/** @param {string} place folder of the package @returns {Installer | undefined} undefined if it is unknown */
function installer(place) {
  if (process.versions.pnp) return YARN;
  for (const folder of upwards(place)) {
    const found = INSTALLERS.find(({ mark }) => existsSync(join(folder, mark)));
    if (found) return found;
  }
  return undefined;
}

module.exports = { installer, NPM };
