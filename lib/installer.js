// @ts-check
'use strict';

// Who installed the package, told by what each installer leaves in node_modules, and its command that installs a
// missing addon. Read only when none could be loaded.

const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');

/**
 * @typedef {object} Installer
 * @property {string} mark what it leaves in node_modules
 * @property {(addon: string) => string} fix its command, for a package and version
 */

/** @type {Installer} */
const NPM = {
  mark: '.package-lock.json',
  // Names the package itself, since npm passes over what a wrong lockfile lacks.
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

/** A folder and those above it, nearest first. @param {string} place @returns {string[]} */
function upwards(place) {
  const parent = dirname(place);
  return parent === place ? [place] : [place, ...upwards(parent)];
}

/** @param {string} place folder of the package @returns {Installer | undefined} undefined where nothing tells */
function installer(place) {
  if (process.versions.pnp) return YARN;
  for (const folder of upwards(place)) {
    const found = INSTALLERS.find(({ mark }) => existsSync(join(folder, mark)));
    if (found) return found;
  }
  return undefined;
}

module.exports = { installer, NPM };
