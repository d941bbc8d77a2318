// @ts-check
'use strict';

// Loads the native addon: the first build for this machine that loads and has this package's version. If there is none, it
// throws one error with the likely cause.

const { addon } = require('./addons.js');
const { name: packageName, version } = require('./package.js');
const { platformsHere } = require('./platforms.js');

/**
 * @typedef {typeof import('../native.js')} Native
 * @typedef {object} Attempt a build that was not loaded
 * @property {string} name of the platform
 * @property {string} place its package
 * @property {string | undefined} code of the error, such as `ERR_DLOPEN_FAILED`, or its name; undefined if it isn't installed
 * @property {string} reason a message
 */

/** The codes for a missing package in CommonJS, ES modules and single executable applications. */
const MISSING = ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_UNKNOWN_BUILTIN_MODULE'];

/**
 * Tries the builds that could fit this machine, the likely one first. That avoids a subprocess or a report to find out which
 * C library there is.
 * @returns {Native}
 */
function load() {
  /** @type {Attempt[]} */
  const attempts = [];
  for (const { name } of platformsHere()) {
    const { native, error } = addon(name);
    const loadError = native ? versionError(native, name) : error;
    if (native && !loadError) return native;
    attempts.push(describeAttempt(name, loadError));
  }
  // Loaded only when it is needed.
  throw require('./diagnosis.js').loadError(attempts);
}

/**
 * A build of another version could lack functions that lib/ calls, and a bundler may have replaced it by an empty object.
 * @param {Native} native
 * @param {string} name
 */
function versionError(native, name) {
  const found = typeof native.addonVersion === 'function' ? native.addonVersion() : 'unknown';
  if (found === version) return undefined;
  const message = `the version of ${packageName}-${name} is ${found}, but that of ${packageName} is ${version}`;
  return Object.assign(new Error(message), { code: 'ERR_FACESIGN_VERSION' });
}

/** @param {string} name @param {unknown} error @returns {Attempt} */
function describeAttempt(name, error) {
  const { code, message, name: errorName } = /** @type {NodeJS.ErrnoException} */ (error);
  const place = `${packageName}-${name}`;
  if (code && MISSING.includes(code)) return { name, place, code: undefined, reason: 'not installed' };
  const [line = ''] = String(message).split('\n', 1);
  return { name, place, code: code ?? errorName, reason: line };
}

module.exports = load();
