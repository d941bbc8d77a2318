// @ts-check
'use strict';

// What the package exports: the class itself with every name as a property, so that each way to import the old SDK
// works (docs/api-contract.md#the-package): require(…), .default, .Client, and pkg.default from ES modules.

// Not by its own name: in the one file that is published the class would get another one to tell the two apart.
const TheClient = require('./client.js').Client;
const { define } = require('./define.js');
const endpoints = require('./endpoints.js');
const enums = require('./enums.js');
const { classes } = require('./errors.js');

// The 26 names of docs/api-contract.md#runtime-exports in their order, then what this package adds.
const { ILogLevel, Method, SessionStatus, ...otherEnums } = enums;
const names = {
  default: TheClient,
  ILogLevel,
  Method,
  SessionStatus,
  ...endpoints,
  ...otherEnums,
  Client: TheClient,
  ...classes,
};

module.exports = Object.assign(TheClient, names);

// For the entries beside this one, which in what is published is the only file with the addon and the classes.
define(
  TheClient,
  Symbol.for('@facesignai/api-native.internals'),
  // Loaded when asked for: few programs do.
  { flow: () => require('./flow.js') },
  false,
);
