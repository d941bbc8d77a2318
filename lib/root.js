// @ts-check
'use strict';

// The package's folder. What is published has its own line here (scripts/bundle.mjs).

const { join } = require('node:path');

module.exports = join(__dirname, '..');
