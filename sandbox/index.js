// @ts-check
// The CommonJS entry of `@facesignai/api-native/sandbox`. Its types are in index.d.ts, its code in sandbox.js.

module.exports.startSandbox = require('./sandbox.js').startSandbox;
