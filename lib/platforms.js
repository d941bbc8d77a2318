// @ts-check
'use strict';

// The machines that the addon is built for, as npm names them: made from `napi.targets` of package.json, the one
// list. The loader, its messages, the doctor and the packing scripts read it here.

const { existsSync } = require('node:fs');
const { napi } = require('./package.js');

/**
 * @typedef {object} Platform
 * @property {string} target as Rust names it
 * @property {string} name as napi names it: the end of the package's name and of the file's
 * @property {string} os a value of `process.platform`
 * @property {string} cpu a value of `process.arch`
 * @property {string | undefined} libc as npm names it; on Linux only
 */

/** @type {Record<string, string>} */
const NPM_NAMES = { x86_64: 'x64', aarch64: 'arm64', windows: 'win32', gnu: 'glibc' };

/** @param {string} name */
function npmName(name) {
  return NPM_NAMES[name] ?? name;
}

/** @param {string} target @returns {Platform} */
function platformOf(target) {
  const [cpu = '', , os = '', abi] = target.split('-');
  return {
    target,
    name: [npmName(os), npmName(cpu), abi].filter(Boolean).join('-'),
    os: npmName(os),
    cpu: npmName(cpu),
    libc: os === 'linux' && abi ? npmName(abi) : undefined,
  };
}

/** All platforms, in the order of the list: on Linux glibc before musl. */
const PLATFORMS = napi.targets.map(platformOf);

/**
 * Whether the system has musl's loader. A process of glibc may run on such a system too (Debian's package `musl`), so
 * this decides the order only. Under Node's permission model the question may be forbidden, and throws.
 * @param {Platform} platform
 */
function hasMusl({ target, libc }) {
  const [cpu] = target.split('-');
  try {
    return libc === 'musl' && existsSync(`/lib/ld-musl-${cpu}.so.1`);
  } catch {
    return false;
  }
}

/**
 * The builds that could fit this machine, that of its C library first. Yarn 1 installs both, and on musl that of glibc
 * may half load: musl passes for libc.so.6, and gcompat for the rest.
 */
function platformsHere() {
  const fitting = PLATFORMS.filter(({ os, cpu }) => os === process.platform && cpu === process.arch);
  return fitting.some(hasMusl) ? fitting.reverse() : fitting;
}

module.exports = { PLATFORMS, platformsHere };
