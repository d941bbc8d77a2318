// @ts-check
'use strict';

// What the package knows of itself. It is read as a file: on Node.js 20 `require` of JSON fails in packages that a
// loader hook has loaded (`tsx program.cts`). What is published has the values in place of this
// (scripts/bundle.mjs): in a bundle there is no manifest to read.

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
