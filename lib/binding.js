// @ts-check
'use strict';

// Loads the native addon: a local build beside the package first, then the platform package that npm
// installed. A machine for which none fits, or one of another version, gets one message with the cause.

const { join } = require('node:path');
const { name: packageName, version, napi } = require('./package.js');
const { platformsHere } = require('./platforms.js');

/**
 * @typedef {typeof import('../native.js')} Native
 * @typedef {object} Attempt a build that was not loaded
 * @property {string} place file, or package
 * @property {string | undefined} code `MODULE_NOT_FOUND`, `ERR_DLOPEN_FAILED`, `ERR_FACESIGN_VERSION`
 * @property {string} reason in words
 */

/**
 * The builds that could fit this machine, the likely one first. The next one is tried where that does not load, so
 * neither a process nor a report is needed to tell the C libraries apart.
 * @returns {string[]} files and packages, in the order they are tried
 */
function places() {
  return platformsHere().flatMap(({ name }) => [
    join(__dirname, '..', `${napi.binaryName}.${name}.node`),
    `${packageName}-${name}`,
  ]);
}

/** The first build that loads and is of this version. @returns {Native} */
function load() {
  /** @type {Attempt[]} */
  const tried = [];
  for (const place of places()) {
    try {
      return checked(require(place), place);
    } catch (error) {
      tried.push(attempt(place, error));
    }
  }
  // Only a machine without an addon reads what finds the cause.
  throw require('./diagnosis.js').loadError(tried);
}

/**
 * A build of another version could lack what lib/ calls.
 * @param {Native} native
 * @param {string} place
 */
function checked(native, place) {
  const found = native.addonVersion();
  if (found === version) return native;
  const message = `${place} is version ${found}, but ${packageName} is ${version}`;
  throw Object.assign(new Error(message), { code: 'ERR_FACESIGN_VERSION' });
}

/** @param {string} place @param {unknown} error @returns {Attempt} */
function attempt(place, error) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  const [line = ''] = String(message).split('\n', 1);
  return { place, code, reason: code === 'MODULE_NOT_FOUND' ? 'not there' : line };
}

module.exports = load();
