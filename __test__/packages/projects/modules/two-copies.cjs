// The package and its alias are two copies in one process; an error of one is an error for the other.
const assert = require('node:assert/strict');
const native = require('@facesignai/api-native');
const alias = require('@facesignai/api');

assert.notEqual(native, alias);
const options = { auth: process.env.FACESIGN_API_KEY, serverUrl: process.env.FACESIGN_SERVER_URL };
new native.Client(options).session.retrieve({ sessionId: 'unknown' }).catch((error) => {
  assert.ok(error instanceof alias.NotFoundError);
  console.log(error.name);
});
