#!/usr/bin/env node
// @ts-check
'use strict';

// The command `facesign`.

const { main } = require('./main.js');

main(process.argv.slice(2)).then((code) => {
  // Not process.exit(), which drops output that a pipe hasn't taken yet.
  process.exitCode = code;
});
