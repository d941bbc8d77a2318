// @ts-check
'use strict';

// The entry for browsers: enums, error classes, and a client whose constructor throws. Nothing here needs Node.js.

const enums = require('./enums.js');
const { classes } = require('./errors.js');
const { withResponse } = require('./with-response.js');

/** Stands in for the client. */
class TheClient {
  constructor() {
    const message =
      'Client of @facesignai/api-native runs on servers only: it needs Node.js, and its API key must not reach a ' +
      'browser. Call it in server code (Next.js: runtime "nodejs"; Jest: testEnvironment "node").';
    throw Object.assign(new Error(message), { code: 'ERR_FACESIGN_SERVER_ONLY' });
  }
}

const names = { default: TheClient, ...enums, Client: TheClient, ...classes, withResponse };
module.exports = Object.assign(TheClient, names);
