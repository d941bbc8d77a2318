// Writes lib/addons.js, which loads the addon, from `napi.targets` of package.json: node scripts/addons.mjs.
// Bundlers and file tracers follow only a `require` whose name they can read, so there is one for each platform. The
// file is committed, so that tests run what programs run; __test__/manifests.test.mjs compares it with the list.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { binaryFile, PLATFORMS, platformPackage } from './manifests.mjs';

/** As text of the module that is made. */
const NAME = `\${name}`;
export const ADDONS = fileURLToPath(new URL('../lib/addons.js', import.meta.url));

/** The text of lib/addons.js. */
export function addonsModule() {
  return `// @ts-nocheck: bundlers define what is tested here, and only this machine's package is installed.
'use strict';

// Loads the addon of one platform. Made from \`napi.targets\` of package.json by scripts/addons.mjs; do not edit.
//
// Each bundler has to see its own branch and no other: webpack stops at an addon, which it can't parse, and Turbopack at
// a name that isn't a literal. They drop a branch only if its condition stands here, around the \`require\`.

const { existsSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const root = require('./root.js');

/**
 * @param {string} name of a platform
 * @returns {{ native?: typeof import('../native.js'), error?: unknown }}
 */
function addon(name) {
  // Only within \`try\` may a package be missing.
  try {
    if (typeof __webpack_modules__ === 'undefined' && process.turbopack) {
      // Turbopack takes \`bundled.js\` in, which says where the addon lies.
      switch (name) {
${cases(({ name }) => `return loaded(require('${platformPackage({ name })}/bundled.js').default);`)}
      }
    } else if (!process.turbopack) {
      if (typeof __webpack_modules__ !== 'undefined') {
        // webpack, Rspack and ncc take in the \`bundled.js\` of every package that matches.
        return loaded(require(\`${platformPackage({ name: NAME })}/bundled.js\`).default);
      } else {
        // Node.js and all others. A build of your own beside the package goes first.
        const local = join(root, \`${binaryFile({ name: NAME })}\`);
        if (root && isFile(local)) return loaded(local);
        switch (name) {
${cases(({ name }) => `return { native: require('${platformPackage({ name })}') };`, '  ')}
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

/** Through Node's own \`require\`, so that the addon is loaded once, also from one executable file. @param {string} file */
function loaded(file) {
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
