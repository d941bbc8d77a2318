// @ts-check
'use strict';

// Why no addon could be loaded, and how to fix it. Certain causes come before likely ones. Any look at the system may be
// forbidden (Node.js's permission model, Deno), so each is guarded.

const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join, sep } = require('node:path');
const { name: packageName, version, napi } = require('./package.js');
const { installer, NPM } = require('./installer.js');
const { PLATFORMS } = require('./platforms.js');
const root = require('./root.js');

/** @typedef {import('./binding.js').Attempt} Attempt */
/** @typedef {import('./platforms.js').Platform} Platform */
/** @typedef {{ cause: string, fix: string }} Finding */
/** @typedef {(tried: Attempt[], here: Platform) => Finding | undefined} Cause */

/** In the order of the checks. @type {Cause[]} */
const CAUSES = [
  disabled,
  unreadable,
  deno,
  glibcTooOld,
  noexec,
  bundled,
  otherVersion,
  damaged,
  otherSystem,
  copied,
  omitted,
];

/** @param {Attempt[]} tried @param {Platform} here this machine @returns {Finding} */
function finding(tried, here) {
  for (const cause of CAUSES) {
    const found = cause(tried, here);
    if (found) return found;
  }
  throw new Error('unreachable: the last cause always applies');
}

/** @param {Attempt[]} tried @param {string} code */
function withCode(tried, code) {
  return tried.find((attempt) => attempt.code === code);
}

/** @type {Cause} */
function otherVersion(tried, here) {
  if (!withCode(tried, 'ERR_FACESIGN_VERSION')) return undefined;
  return { cause: 'The package and its addon have different versions.', fix: install(here) };
}

/** @type {Cause} */
function disabled(tried) {
  if (!withCode(tried, 'ERR_DLOPEN_DISABLED')) return undefined;
  // `process.permission` exists only under the permission model.
  if (/** @type {any} */ (process).permission)
    return {
      cause: "The addon is installed, but Node.js's permission model forbids addons.",
      fix: 'Start Node.js with --allow-addons in addition to --permission.',
    };
  return {
    cause: 'The addon is installed, but Node.js was started with --no-addons.',
    fix: 'Start Node.js without --no-addons; check NODE_OPTIONS too.',
  };
}

/** @type {Cause} */
function unreadable(tried) {
  const attempt = withCode(tried, 'ERR_ACCESS_DENIED');
  if (!attempt) return undefined;
  return {
    cause: "Node.js's permission model forbids reading the addon.",
    fix: `Start Node.js with --allow-addons and --allow-fs-read for node_modules, ${attempt.place} included.`,
  };
}

/** Deno 2 throws NotCapable, Deno 1 PermissionDenied. @type {Cause} */
function deno(tried) {
  const attempt = withCode(tried, 'NotCapable') ?? withCode(tried, 'PermissionDenied');
  if (!attempt) return undefined;
  return {
    cause: "Deno's permissions forbid the addon: see the reason above.",
    fix: 'Run Deno with --allow-ffi and --allow-env.',
  };
}

/** @type {Cause} */
function glibcTooOld(tried) {
  const [, needed] = tried.map(({ reason }) => /GLIBC_([\d.]+)' not found/.exec(reason)).find(Boolean) ?? [];
  if (!needed) return undefined;
  return {
    cause: `The addon needs glibc ${needed}, which is newer than this system's.`,
    fix: `Run the program on a system with glibc ${needed} or later.`,
  };
}

/** @type {Cause} */
function noexec(tried) {
  const attempt = tried.find(({ reason }) => reason.includes('failed to map segment from shared object'));
  if (!attempt) return undefined;
  return {
    cause: 'The system does not execute code from the folder of the addon: most likely it is mounted noexec.',
    fix: 'Mount that folder without noexec, or move node_modules to a folder that allows programs.',
  };
}

/** @type {Cause} */
function damaged(tried, here) {
  const attempt = tried.find(({ name }) => name === here.name);
  if (!attempt?.code) return undefined;
  return {
    cause: "The addon is installed, but the system can't load it: see the reason above.",
    fix: install(here),
  };
}

/** @type {Cause} */
function bundled(tried, here) {
  if (!isBundled()) return undefined;
  const file = `${napi.binaryName}.${here.name}.node`;
  const instruction = root
    ? `Copy ${file} of ${packageName}-${here.name} into the bundle's folder, or keep`
    : 'Keep';
  return {
    cause: tried.some(({ code }) => code)
      ? `${packageName} was bundled with an addon that doesn't work here: see the reason above.`
      : `${packageName} was bundled, but its addon ${file} isn't in the bundle's folder.`,
    fix:
      `${instruction} ${packageName}, or its alias, external: Next.js serverExternalPackages ` +
      '(14: experimental.serverComponentsExternalPackages), esbuild --external, webpack externals, Vite ssr.external, ' +
      'Nitro traceDeps.',
  };
}

/** @type {Cause} */
function otherSystem(_tried, here) {
  const others = PLATFORMS.filter((platform) => platform !== here && isInstalled(platform));
  if (others.length === 0) return undefined;
  return {
    cause:
      `node_modules was installed for another system (${others.map(describe).join(', ')}): it was copied into a Docker ` +
      'image, or the image has another libc. Install inside the image, and add node_modules to .dockerignore.',
    fix: install(here),
  };
}

/** @type {Cause} */
function copied(_tried, here) {
  if (installer(root)) return undefined;
  return {
    cause:
      'No package manager left its mark in this node_modules: most likely it was copied without the addon.',
    fix: `Copy ${packageName}-${here.name} there too (a file tracer: include its folder), or run: ${install(here)}`,
  };
}

/** @type {Cause} */
function omitted(_tried, here) {
  return {
    cause:
      'Optional dependencies were omitted (--omit=optional, --no-optional, --ignore-optional, or a setting of that ' +
      'name), or the lockfile was written on another system and names only its packages.',
    fix: install(here),
  };
}

/** The install command of the package manager in use. @param {Platform} here */
function install({ name }) {
  return (installer(root) ?? NPM).fix(`${packageName}-${name}@${version}`);
}

/** Such as `linux x64 (glibc)`. @param {Platform} platform */
function describe({ os, cpu, libc }) {
  return libc ? `${os} ${cpu} (${libc})` : `${os} ${cpu}`;
}

/** @param {Platform} platform */
function isInstalled({ name }) {
  try {
    return Boolean(createRequire(join(root, 'index.js')).resolve(`${packageName}-${name}/package.json`));
  } catch {
    return false;
  }
}

/** Whether this code runs from a user's bundle instead of the package's folder. */
function isBundled() {
  if (root.includes(`${sep}node_modules${sep}`)) return false;
  try {
    return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).name !== packageName;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT';
  }
}

module.exports = { describe, finding };
