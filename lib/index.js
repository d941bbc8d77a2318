// @ts-check
'use strict';

// What the package exports: the class itself with every name as a property, so that each way to import the old SDK
// works (contract 1): require(…), .default, .Client, and pkg.default from ES modules.

const { Client } = require('./client.js');
const endpoints = require('./endpoints.js');
const enums = require('./enums.js');
const { classes } = require('./errors.js');

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
