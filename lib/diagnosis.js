// @ts-check
'use strict';

// Why no native addon could be loaded, and the one command that mends it. Read only when that has happened, and by
// the doctor, so it may take the time to look around.

const { name: packageName, version } = require('./package.js');
const { installer } = require('./installer.js');
const { PLATFORMS, platformsHere } = require('./platforms.js');

/** @typedef {import('./binding.js').Attempt} Attempt */
/** @typedef {import('./platforms.js').Platform} Platform */
/** @typedef {{ cause: string, mend: string }} Finding */

/** The C library as npm names it and its version; undefined where there is none to choose. */
function libc() {
  if (process.platform !== 'linux') return undefined;
  const glibc = glibcVersion();
  return glibc ? { name: 'glibc', text: `glibc ${glibc}` } : { name: 'musl', text: 'musl' };
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
  const system = `${process.platform} ${process.arch}`;
  return [system, libc()?.text, `Node.js ${process.version}`].filter(Boolean).join(', ');
}

/** Such as `linux x64 (glibc)`. @param {Platform} platform */
function shown({ os, cpu, libc: name }) {
  return name ? `${os} ${cpu} (${name})` : `${os} ${cpu}`;
}

/** The platforms whose packages are installed, fitting or not. */
function installedPlatforms() {
  return PLATFORMS.filter(({ name }) => {
    try {
      return Boolean(require.resolve(`${packageName}-${name}/package.json`));
    } catch {
      return false;
    }
  });
}

/** The platform of this machine, its C library included. */
function platformHere() {
  const name = libc()?.name;
  return platformsHere().find((platform) => platform.libc === undefined || platform.libc === name);
}

/** @param {Attempt[]} tried @returns {Finding} */
function finding(tried) {
  const here = platformHere();
  return here ? (present(tried, here) ?? absent(here)) : unsupported();
}

/** @returns {Finding} */
function unsupported() {
  const list = PLATFORMS.map(shown).join(', ');
  return {
    cause: `This machine is not supported. There are builds for: ${list}.`,
    mend: 'Run the program on one of these; none can be installed here.',
  };
}

/** Something was found and is of no use. @param {Attempt[]} tried @param {Platform} here */
function present(tried, here) {
  const found = tried.filter(({ code }) => code !== 'MODULE_NOT_FOUND');
  if (found.some(({ code }) => code === 'ERR_FACESIGN_VERSION'))
    return { cause: 'The package and its addon are of different versions.', mend: install(here) };
  if (found.some(({ place }) => place.endsWith(here.name) || place.includes(`${here.name}.node`)))
    return {
      cause: 'The addon is there, but the system could not load it: see the reason above.',
      mend: install(here),
    };
  return undefined;
}

/** The addon for this machine is not there. @param {Platform} here @returns {Finding} */
function absent(here) {
  const others = installedPlatforms().filter(({ name }) => name !== here.name);
  const cause = others.length
    ? `node_modules was installed for another system (${others.map(shown).join(', ')}), as when it is copied into a Docker ` +
      'image, or the image has another libc. Install inside the image, and name node_modules in .dockerignore.'
    : 'Optional dependencies were left out (--omit=optional, --no-optional, --ignore-optional, or a setting of that ' +
      'name), or the lockfile was written on another system and names only its packages.';
  return { cause, mend: install(here) };
}

/** The command of the installer that is in use here. @param {Platform} here */
function install({ name }) {
  return installer().mend(`${packageName}-${name}@${version}`);
}

/** @param {Attempt[]} tried */
function explained(tried) {
  const { cause, mend } = finding(tried);
  return [
    `This machine: ${machine()}.`,
    'Looked for:',
    ...(tried.length ? tried.map(({ place, reason }) => `  ${place}: ${reason}`) : ['  nothing']),
    `Likely cause: ${cause}`,
    `To mend it: ${mend}`,
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
