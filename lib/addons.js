// @ts-nocheck: bundlers define some of these globals, and only this machine's package is installed.
'use strict';

// Loads the addon of one platform. Generated from `napi.targets` of package.json by scripts/addons.mjs; do not edit.
//
// Each bundler must see only its own branch: webpack fails on an addon, which it can't parse, and Turbopack on a name that
// isn't a literal. They drop a branch only if its condition is right here, around the `require`.

const { existsSync } = require('node:fs');
const { join } = require('node:path');
const root = require('./root.js');

/**
 * @param {string} name of a platform
 * @returns {{ native?: typeof import('../native.js'), error?: unknown }}
 */
function addon(name) {
  // Bundlers accept a missing package only inside of `try`.
  try {
    if (typeof __webpack_modules__ === 'undefined' && process.turbopack) {
      // Turbopack bundles `bundled.js`, which has the path of the addon.
      switch (name) {
        case 'linux-x64-gnu':
          return load(require('@facesignai/api-native-linux-x64-gnu/bundled.js').default);
        case 'linux-arm64-gnu':
          return load(require('@facesignai/api-native-linux-arm64-gnu/bundled.js').default);
        case 'linux-x64-musl':
          return load(require('@facesignai/api-native-linux-x64-musl/bundled.js').default);
        case 'linux-arm64-musl':
          return load(require('@facesignai/api-native-linux-arm64-musl/bundled.js').default);
        case 'darwin-x64':
          return load(require('@facesignai/api-native-darwin-x64/bundled.js').default);
        case 'darwin-arm64':
          return load(require('@facesignai/api-native-darwin-arm64/bundled.js').default);
        case 'win32-x64-msvc':
          return load(require('@facesignai/api-native-win32-x64-msvc/bundled.js').default);
        case 'win32-arm64-msvc':
          return load(require('@facesignai/api-native-win32-arm64-msvc/bundled.js').default);
      }
    } else if (!process.turbopack) {
      if (typeof __webpack_modules__ !== 'undefined') {
        // webpack, Rspack and ncc bundle the `bundled.js` of every package that matches.
        return load(require(`@facesignai/api-native-${name}/bundled.js`).default);
      } else {
        // Node.js and all others. A local build in the package's folder comes first.
        const local = join(root, `facesign.${name}.node`);
        if (root && isFile(local)) return load(local);
        switch (name) {
          case 'linux-x64-gnu':
            return { native: require('@facesignai/api-native-linux-x64-gnu') };
          case 'linux-arm64-gnu':
            return { native: require('@facesignai/api-native-linux-arm64-gnu') };
          case 'linux-x64-musl':
            return { native: require('@facesignai/api-native-linux-x64-musl') };
          case 'linux-arm64-musl':
            return { native: require('@facesignai/api-native-linux-arm64-musl') };
          case 'darwin-x64':
            return { native: require('@facesignai/api-native-darwin-x64') };
          case 'darwin-arm64':
            return { native: require('@facesignai/api-native-darwin-arm64') };
          case 'win32-x64-msvc':
            return { native: require('@facesignai/api-native-win32-x64-msvc') };
          case 'win32-arm64-msvc':
            return { native: require('@facesignai/api-native-win32-arm64-msvc') };
        }
      }
    }
  } catch (error) {
    return { error };
  }
}

/** Under a permission model `existsSync` may throw. @param {string} path */
function isFile(path) {
  try {
    return existsSync(path);
  } catch {
    return false;
  }
}

/** Uses Node's own `require`: it loads the addon once, and works in a single executable application. @param {string} file */
function load(file) {
  const { createRequire } = require('node:module');
  return { native: createRequire(file)(file) };
}

module.exports = { addon };
