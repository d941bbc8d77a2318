// @ts-check
'use strict';

// The package's folder; '' in a bundle of ES modules, which has no `__dirname`. What is published in one file has its
// own line here (scripts/bundle.mjs).

const { join } = require('node:path');

module.exports = typeof __dirname === 'string' ? join(__dirname, '..') : '';
