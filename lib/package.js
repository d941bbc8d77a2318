// @ts-check
'use strict';

// The package's own manifest. It is read as a file: on Node.js 20 `require` of JSON fails in packages that a loader
// hook has loaded (`tsx program.cts`, tracing tools that hook ES modules).

const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {{ binaryName: string, targets: string[] }} napi
 */

const PATH = join(__dirname, '..', 'package.json');

/** @returns {Manifest} */
function manifest() {
  const found = read();
  if (found?.napi?.binaryName) return found;
  const message =
    `${PATH} is not the manifest of @facesignai/api-native: most likely a bundler took the package in. ` +
    'Keep it external, as every native addon (esbuild: --external:@facesignai/api-native; Next.js: serverExternalPackages).';
  throw Object.assign(new Error(message), { code: 'ERR_FACESIGN_ADDON' });
}

/** What lies there: in a bundle nothing, or the manifest of somebody else. @returns {Manifest | undefined} */
function read() {
  try {
    return JSON.parse(readFileSync(PATH, 'utf8'));
  } catch {
    return undefined;
  }
}

module.exports = manifest();
