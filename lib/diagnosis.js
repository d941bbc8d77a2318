// @ts-check
'use strict';

// The error for a machine without a loadable addon: what was tried, the likely cause and the fix. Loaded only then, and by
// `facesign doctor`, so it may take its time.

const { describe, finding } = require('./causes.js');
const { name: packageName } = require('./package.js');
const { PLATFORMS, platformsHere } = require('./platforms.js');

/** @typedef {import('./binding.js').Attempt} Attempt */

/** The C library, by npm's name and with its version; undefined where there is only one, or where it is unknown. */
function libc() {
  if (process.platform !== 'linux') return undefined;
  try {
    const glibc = glibcVersion();
    return glibc ? { name: 'glibc', label: `glibc ${glibc}` } : { name: 'musl', label: 'musl' };
  } catch {
    // Deno needs --allow-sys for a report.
    return undefined;
  }
}

/** The version of glibc in use. The report leaves out the network interfaces, which can take seconds. */
function glibcVersion() {
  const report = /** @type {any} */ (process.report);
  const before = report.excludeNetwork;
  report.excludeNetwork = true;
  try {
    return report.getReport().header.glibcVersionRuntime;
  } finally {
    report.excludeNetwork = before;
  }
}

/** Such as `linux x64, glibc 2.36, Node.js v20.20.2`. */
function machine() {
  const { deno, bun } = process.versions;
  const runtime = (deno && `Deno ${deno}`) || (bun && `Bun ${bun}`) || `Node.js ${process.version}`;
  const system = `${process.platform} ${process.arch}`;
  return [system, libc()?.label, runtime].filter(Boolean).join(', ');
}

/** The platform of this machine, with its C library if that is known. */
function platformHere() {
  const name = libc()?.name;
  const fitting = platformsHere();
  return fitting.find((platform) => platform.libc === name) ?? fitting[0];
}

/** @param {Attempt[]} tried @returns {import('./causes.js').Finding} */
function diagnose(tried) {
  const here = platformHere();
  if (here) return finding(tried, here);
  return {
    cause: `This machine is not supported. The supported platforms are: ${PLATFORMS.map(describe).join(', ')}.`,
    fix: 'Run the program on one of these. None can be installed here.',
  };
}

/** @param {Attempt[]} tried */
function explain(tried) {
  const { cause, fix } = diagnose(tried);
  return [
    `This machine: ${machine()}.`,
    'Looked for:',
    ...(tried.length ? tried.map(({ place, reason }) => `  ${place}: ${reason}`) : ['  nothing']),
    `Likely cause: ${cause}`,
    `Fix: ${fix}`,
  ];
}

/** @param {Attempt[]} tried */
function loadError(tried) {
  const message = [`${packageName} could not load its native addon.`, ...explain(tried)].join('\n');
  return Object.assign(new Error(message), { code: 'ERR_FACESIGN_ADDON' });
}

module.exports = { loadError, machine };
