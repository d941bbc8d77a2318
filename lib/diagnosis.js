// @ts-check
'use strict';

// Why no native addon could be loaded, and what fixes it. Read only when that has happened, and by the doctor, so it may
// take the time to look around.

const { finding, shown } = require('./causes.js');
const { name: packageName } = require('./package.js');
const { PLATFORMS, platformsHere } = require('./platforms.js');

/** @typedef {import('./binding.js').Attempt} Attempt */

/** The C library as npm names it and its version; undefined where there is none to choose, or none may be asked. */
function libc() {
  if (process.platform !== 'linux') return undefined;
  try {
    const glibc = glibcVersion();
    return glibc ? { name: 'glibc', text: `glibc ${glibc}` } : { name: 'musl', text: 'musl' };
  } catch {
    // Deno without --allow-sys makes no report.
    return undefined;
  }
}

/** Of the glibc that runs this process. The report is made without its network part, which can take seconds. */
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
  return [system, libc()?.text, runtime].filter(Boolean).join(', ');
}

/** The platform of this machine, its C library included where that may be asked. */
function platformHere() {
  const name = libc()?.name;
  const fitting = platformsHere();
  return fitting.find((platform) => platform.libc === name) ?? fitting[0];
}

/** @param {Attempt[]} tried @returns {import('./causes.js').Finding} */
function found(tried) {
  const here = platformHere();
  if (here) return finding(tried, here);
  return {
    cause: `This machine is not supported. There are builds for: ${PLATFORMS.map(shown).join(', ')}.`,
    fix: 'Run the program on one of these; none can be installed here.',
  };
}

/** @param {Attempt[]} tried */
function explained(tried) {
  const { cause, fix } = found(tried);
  return [
    `This machine: ${machine()}.`,
    'Looked for:',
    ...(tried.length ? tried.map(({ place, reason }) => `  ${place}: ${reason}`) : ['  nothing']),
    `Likely cause: ${cause}`,
    `Fix: ${fix}`,
  ];
}

/** The one error of a machine without an addon. @param {Attempt[]} tried */
function loadError(tried) {
  const message = [`${packageName} found no native addon that it could load.`, ...explained(tried)].join(
    '\n',
  );
  return Object.assign(new Error(message), { code: 'ERR_FACESIGN_ADDON' });
}

module.exports = { loadError, machine };
