// @ts-check
'use strict';

// The public entry for CommonJS. What is published has lib/ in this one file (scripts/bundle.mjs): each file costs a
// process some 0.4 ms when it starts.

module.exports = require('./lib/index.js');
// Here, where tools that only read the file (arethetypeswrong, bundlers) see that there is a default.
module.exports.default = module.exports.Client;
module.exports.__esModule = true;
Object.defineProperty(module.exports, '__esModule', { __proto__: null, enumerable: false });
