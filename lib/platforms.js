// @ts-check
'use strict';

// The platforms that the addon is built for, as npm names them. They come from `napi.targets` of package.json, for the
// loader, its messages, the doctor and the packing scripts.

const { existsSync } = require('node:fs');
const { napi } = require('./package.js');

/**
 * @typedef {object} Platform
 * @property {string} target Rust's name for it
 * @property {string} name napi's name for it, with which the names of the package and the file end
 * @property {string} os a value of `process.platform`
 * @property {string} cpu a value of `process.arch`
 * @property {string | undefined} libc npm's name for it; on Linux only
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

/** All platforms, in the order of `napi.targets`: on Linux glibc before musl. */
const PLATFORMS = napi.targets.map(platformOf);

/**
 * Whether the system has musl's loader. A glibc system may have it too (Debian's package `musl`), so this only decides the
 * order. Under Node.js's permission model `existsSync` may throw.
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
 * The builds that could fit this machine, the one for its C library first. Yarn 1 installs both, and on musl the glibc build
 * may load in part: musl serves as libc.so.6, and gcompat as the rest.
 */
function platformsHere() {
  const fitting = PLATFORMS.filter(({ os, cpu }) => os === process.platform && cpu === process.arch);
  return fitting.some(hasMusl) ? fitting.reverse() : fitting;
}

module.exports = { PLATFORMS, platformsHere };
