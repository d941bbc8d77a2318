// @ts-check
'use strict';

// The package's folder, or '' in a bundle of ES modules, which has no `__dirname`. The published bundle replaces this file
// (scripts/bundle.mjs).

const { join } = require('node:path');

module.exports = typeof __dirname === 'string' ? join(__dirname, '..') : '';
