// Reads a tarball that npm packed, without unpacking it.

import { execFileSync } from 'node:child_process';

/** @param {string} tarball @param {string} path within the package @returns {string} the file's text */
export function textIn(tarball, path) {
  return execFileSync('tar', ['xzOf', tarball, `package/${path}`], { encoding: 'utf8' });
}

/** @param {string} tarball */
export function manifestIn(tarball) {
  return JSON.parse(textIn(tarball, 'package.json'));
}
