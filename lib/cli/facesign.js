#!/usr/bin/env node
// @ts-check
'use strict';

// The command `facesign`.

const { main } = require('./main.js');

main(process.argv.slice(2)).then((code) => {
  // Not process.exit(): what was written to a pipe may still be on its way.
  process.exitCode = code;
});
