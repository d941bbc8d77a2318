// @ts-check
'use strict';

// Loads the native addon: the first build for this machine that loads and is of this version. A machine for which there
// is none gets one error with the cause.

const { addon } = require('./addons.js');
const { name: packageName, version } = require('./package.js');
const { platformsHere } = require('./platforms.js');

/**
 * @typedef {typeof import('../native.js')} Native
 * @typedef {object} Attempt a build that was not loaded
 * @property {string} name of the platform
 * @property {string} place its package
 * @property {string | undefined} code of the error, such as `ERR_DLOPEN_FAILED`, or its name; undefined if it isn't there
 * @property {string} reason in words
 */

/** What Node.js, ES modules and one executable file say of a package that isn't there. */
const MISSING = ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_UNKNOWN_BUILTIN_MODULE'];

/**
 * The builds that could fit this machine are tried, the likely one first, so neither a process nor a report is needed
 * to tell the C libraries apart.
 * @returns {Native}
 */
function load() {
  /** @type {Attempt[]} */
  const tried = [];
  for (const { name } of platformsHere()) {
    const { native, error } = addon(name);
    const failed = native ? unusable(native, name) : error;
    if (native && !failed) return native;
    tried.push(attempt(name, failed));
  }
  // Read only where there is no addon.
  throw require('./diagnosis.js').loadError(tried);
}

/**
 * A build of another version could lack what lib/ calls; a bundler may have put an empty object in its place.
 * @param {Native} native
 * @param {string} name
 */
function unusable(native, name) {
  const found = typeof native.addonVersion === 'function' ? native.addonVersion() : 'unknown';
  if (found === version) return undefined;
  const message = `the version of ${packageName}-${name} is ${found}, but that of ${packageName} is ${version}`;
  return Object.assign(new Error(message), { code: 'ERR_FACESIGN_VERSION' });
}

/** @param {string} name @param {unknown} error @returns {Attempt} */
function attempt(name, error) {
  const { code, message, name: kind } = /** @type {NodeJS.ErrnoException} */ (error);
  const place = `${packageName}-${name}`;
  if (code && MISSING.includes(code)) return { name, place, code: undefined, reason: 'not there' };
  const [line = ''] = String(message).split('\n', 1);
  return { name, place, code: code ?? kind, reason: line };
}

module.exports = load();
