// @ts-check
'use strict';

// The package's own manifest. It is read as a file, since `require` of JSON fails on Node.js 20 in packages that a loader
// hook loads (`tsx program.cts`). The published package holds the values instead (scripts/bundle.mjs), because a bundle has
// no manifest to read.

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const root = require('./root.js');

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {{ binaryName: string, targets: string[] }} napi
 */

/** @type {Manifest} */
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

module.exports = manifest;
