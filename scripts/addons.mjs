// Writes lib/addons.js, which loads the addon, from `napi.targets` of package.json: node scripts/addons.mjs.
// Bundlers and file tracers only follow a `require` of a literal name, so each platform has its own. The file is committed,
// so that tests run what programs run; checks/manifests.test.mjs compares it with `napi.targets`.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { binaryFile, PLATFORMS, platformPackage } from './manifests.mjs';

/** A template's placeholder in the generated module. */
const NAME = `\${name}`;
export const ADDONS = fileURLToPath(new URL('../lib/addons.js', import.meta.url));

/** The source of lib/addons.js. */
export function addonsModule() {
  return `// @ts-nocheck: bundlers define some of these globals, and only this machine's package is installed.
'use strict';

// Loads the addon of one platform. Generated from \`napi.targets\` of package.json by scripts/addons.mjs; do not edit.
//
// Each bundler must see only its own branch: webpack fails on an addon, which it can't parse, and Turbopack on a name that
// isn't a literal. They drop a branch only if its condition is right here, around the \`require\`.

const { existsSync } = require('node:fs');
const { join } = require('node:path');
const root = require('./root.js');

/**
 * @param {string} name of a platform
 * @returns {{ native?: typeof import('../native.js'), error?: unknown }}
 */
function addon(name) {
  // Bundlers accept a missing package only inside of \`try\`.
  try {
    if (typeof __webpack_modules__ === 'undefined' && process.turbopack) {
      // Turbopack bundles \`bundled.js\`, which has the path of the addon.
      switch (name) {
${cases(({ name }) => `return load(require('${platformPackage({ name })}/bundled.js').default);`)}
      }
    } else if (!process.turbopack) {
      if (typeof __webpack_modules__ !== 'undefined') {
        // webpack, Rspack and ncc bundle the \`bundled.js\` of every package that matches.
        return load(require(\`${platformPackage({ name: NAME })}/bundled.js\`).default);
      } else {
        // Node.js and all others. A local build in the package's folder comes first.
        const local = join(root, \`${binaryFile({ name: NAME })}\`);
        if (root && isFile(local)) return load(local);
        switch (name) {
${cases(({ name }) => `return { native: require('${platformPackage({ name })}') };`, '  ')}
        }
      }
    }
  } catch (error) {
    return { error };
  }
}

/** Under a permission model \`existsSync\` may throw. @param {string} path */
function isFile(path) {
  try {
    return existsSync(path);
  } catch {
    return false;
  }
}

/** Uses Node's own \`require\`: it loads the addon once, and works in a single executable application. @param {string} file */
function load(file) {
  const { createRequire } = require('node:module');
  return { native: createRequire(file)(file) };
}

module.exports = { addon };
`;
}

/** @param {(platform: { name: string }) => string} statement @param {string} [indent] */
function cases(statement, indent = '') {
  const lines = PLATFORMS.flatMap((platform) => [
    `        case '${platform.name}':`,
    `          ${statement(platform)}`,
  ]);
  return lines.map((line) => indent + line).join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(ADDONS, addonsModule());
