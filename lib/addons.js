// @ts-nocheck: bundlers define what is tested here, and only this machine's package is installed.
'use strict';

// Loads the addon of one platform. Made from `napi.targets` of package.json by scripts/addons.mjs; do not edit.
//
// Each bundler has to see its own branch and no other: webpack stops at an addon, which it can't parse, and Turbopack at
// a name that isn't a literal. They drop a branch only if its condition stands here, around the `require`.

const { existsSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const root = require('./root.js');

/**
 * @param {string} name of a platform
 * @returns {{ native?: typeof import('../native.js'), error?: unknown }}
 */
function addon(name) {
  // Only within `try` may a package be missing.
  try {
    if (typeof __webpack_modules__ === 'undefined' && process.turbopack) {
      // Turbopack takes `bundled.js` in, which says where the addon lies.
      switch (name) {
        case 'linux-x64-gnu':
          return loaded(require('@facesignai/api-native-linux-x64-gnu/bundled.js').default);
        case 'linux-arm64-gnu':
          return loaded(require('@facesignai/api-native-linux-arm64-gnu/bundled.js').default);
        case 'linux-x64-musl':
          return loaded(require('@facesignai/api-native-linux-x64-musl/bundled.js').default);
        case 'linux-arm64-musl':
          return loaded(require('@facesignai/api-native-linux-arm64-musl/bundled.js').default);
        case 'darwin-x64':
          return loaded(require('@facesignai/api-native-darwin-x64/bundled.js').default);
        case 'darwin-arm64':
          return loaded(require('@facesignai/api-native-darwin-arm64/bundled.js').default);
        case 'win32-x64-msvc':
          return loaded(require('@facesignai/api-native-win32-x64-msvc/bundled.js').default);
        case 'win32-arm64-msvc':
          return loaded(require('@facesignai/api-native-win32-arm64-msvc/bundled.js').default);
      }
    } else if (!process.turbopack) {
      if (typeof __webpack_modules__ !== 'undefined') {
        // webpack, Rspack and ncc take in the `bundled.js` of every package that matches.
        return loaded(require(`@facesignai/api-native-${name}/bundled.js`).default);
      } else {
        // Node.js and all others. A build of your own beside the package goes first.
        const local = join(root, `facesign.${name}.node`);
        if (root && isFile(local)) return loaded(local);
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

/** Permissions may forbid the question. @param {string} path */
function isFile(path) {
  try {
    return existsSync(path);
  } catch {
    return false;
  }
}

/** Through Node's own `require`, so that the addon is loaded once, also from one executable file. @param {string} file */
function loaded(file) {
  return { native: createRequire(file)(file) };
}

module.exports = { addon };
