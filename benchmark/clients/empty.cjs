// See commonjs.mjs.
