// @ts-check
'use strict';

// The entry that bundlers take for browsers, and for runtimes without addons.

module.exports = require('./lib/browser.js');
