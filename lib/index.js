// @ts-check
'use strict';

// The package's exports: the class itself, with every name as a property. That way each import of the old SDK works
// (docs/api-contract.md#the-package): require(…), .default, .Client, and pkg.default from ES modules.

// Under other names, or the bundler would rename the class and the function to tell them apart.
const TheClient = require('./client.js').Client;
const responses = require('./with-response.js');
const { define } = require('./define.js');
const endpoints = require('./endpoints.js');
const enums = require('./enums.js');
const { classes } = require('./errors.js');

// The 26 names of docs/api-contract.md#runtime-exports in their order, then the names that this package adds.
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
  withResponse: responses.withResponse,
};

module.exports = Object.assign(TheClient, names);

// For the package's other entries: the published index.js is the only file with the addon and the classes.
define(
  TheClient,
  Symbol.for('@facesignai/api-native.internals'),
  // Loaded on demand, since few programs use it.
  { flow: () => require('./flow.js') },
  false,
);
