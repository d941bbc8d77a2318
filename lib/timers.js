// @ts-check
'use strict';

// The timers of Node.js, taken when the package is loaded, so that fake timers, which tests install later, stop neither
// calls nor waits.

const { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } = require('node:timers');

/** A longer delay fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

module.exports = { MAX_TIMER_MS, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout };
