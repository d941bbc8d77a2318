// @ts-check
'use strict';

// Who installed the package, told by what each installer leaves in node_modules, and its command that installs an
// addon which is missing. Read only when none could be loaded.

const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');

/**
 * @typedef {object} Installer
 * @property {string} mark what it leaves in node_modules
 * @property {(addon: string) => string} mend its command, for a package and version
 */

/** @type {Installer} */
const NPM = {
  mark: '.package-lock.json',
  // Names the package itself, since npm passes over what a wrong lockfile lacks.
  mend: (addon) => `npm install --no-save --include=optional ${addon}`,
};

/** @type {Installer} */
const YARN = { mark: '.yarn-state.yml', mend: () => 'yarn install' };

/** @type {Installer[]} */
const INSTALLERS = [
  NPM,
  { mark: '.modules.yaml', mend: () => 'pnpm install --force --config.optional=true' },
  { mark: '.yarn-integrity', mend: () => 'yarn install --force' },
  YARN,
];

/** The folders above a place, nearest first. @param {string} place @returns {string[]} */
function above(place) {
  const parent = dirname(place);
  return parent === place ? [] : [parent, ...above(parent)];
}

/** npm where nothing tells. @param {string} [place] where the package lies @returns {Installer} */
function installer(place = __dirname) {
  if (process.versions.pnp) return YARN;
  for (const folder of above(place)) {
    const found = INSTALLERS.find(({ mark }) => existsSync(join(folder, mark)));
    if (found) return found;
  }
  return NPM;
}

module.exports = { installer };
