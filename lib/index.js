// @ts-check
'use strict';

// The public entry for CommonJS. `module.exports` is the class itself with every name as a property, so that
// each way to import the old SDK works (contract 1): require(…), .default, .Client, and pkg.default from ES modules.

const { Client } = require('./lib/client.js');
const endpoints = require('./lib/endpoints.js');
const enums = require('./lib/enums.js');
const { classes } = require('./lib/errors.js');

// The 26 names of contract 1.1 in their order, then what this package adds.
const { ILogLevel, Method, SessionStatus, ...otherEnums } = enums;
const names = {
  default: Client,
  ILogLevel,
  Method,
  SessionStatus,
  ...endpoints,
  ...otherEnums,
  Client,
  ...classes,
};

module.exports = Object.assign(Client, names);
// Once more, where tools that only read the file (arethetypeswrong, bundlers) see that there is a default.
module.exports.default = Client;
Object.defineProperty(module.exports, '__esModule', { value: true });
