// @ts-check
'use strict';

// Unknown options. One that clearly means the API key is an error, since the call would go out with another key or none. All
// others are ignored, as in the old SDK, with one process warning that suggests the right name.

const { configurationError } = require('./error-factory.js');
const { guarded } = require('./read.js');

/** The names of options in other SDKs and in older code, without case, `_` and `-`. */
const ALIASES = {
  apikey: 'auth',
  authorization: 'auth',
  token: 'auth',
  baseurl: 'serverUrl',
  endpoint: 'serverUrl',
  host: 'serverUrl',
  url: 'serverUrl',
  timeout: 'timeoutMs',
  requesttimeout: 'timeoutMs',
  connecttimeout: 'connectTimeoutMs',
  totaltimeout: 'totalTimeoutMs',
  retries: 'maxRetries',
  maxattempts: 'maxRetries',
  abortsignal: 'signal',
};

const KEY_NAMES = ['apiKey', 'api_key', 'token'];
const MAX_NAME_LENGTH = 40;
/** Names may come from a program's input, so the memory for them is limited. */
const MAX_WARNINGS = 100;

/**
 * @typedef {object} Names
 * @property {'client' | 'call'} owner
 * @property {readonly string[]} known
 * @property {string} [prefix] of the names in a group, such as `retry.`
 * @property {readonly string[]} [ofClient] the names of client options
 * @property {string} [operation] of the call
 */

/** @type {Set<string>} */
const warned = new Set();

/**
 * The client would use the key of the environment instead, which may belong to another tenant.
 * @param {object} options of a client without `auth`
 */
function rejectKeyAliases(options) {
  const name = KEY_NAMES.find((one) => guarded(one, undefined, () => Object.hasOwn(options, one)));
  if (name)
    throw configurationError(name, `${name} is not an option of the client. Pass the API key as auth`);
}

/**
 * Warns once for each name that is not an option.
 * @param {object} given
 * @param {Names} names
 */
function warnOfUnknown(given, names) {
  const param = names.prefix?.slice(0, -1) ?? 'options';
  for (const name of guarded(param, names.operation, () => Object.keys(given)))
    if (!names.known.includes(name)) warn(name, names);
}

/** @param {string} name @param {Names} names */
function warn(name, names) {
  const { owner, prefix = '' } = names;
  const id = `${owner} ${prefix}${name}`;
  if (warned.has(id) || warned.size >= MAX_WARNINGS) return;
  warned.add(id);
  const shown = JSON.stringify(prefix + name.slice(0, MAX_NAME_LENGTH));
  process.emitWarning(`Unknown ${owner} option ${shown} is ignored. ${advice(name, names)}`, {
    code: 'FACESIGN_UNKNOWN_OPTION',
  });
}

/** @param {string} name @param {Names} names */
function advice(name, { known, prefix = '', ofClient = [] }) {
  const likely = likelyName(name, known);
  if (likely) return `Did you mean ${prefix}${likely}?`;
  return ofClient.includes(name) ? 'Set it on the client' : 'Remove it, or check its name';
}

/** @param {string} name @param {readonly string[]} known @returns {string | undefined} */
function likelyName(name, known) {
  const plain = plainName(name.slice(0, MAX_NAME_LENGTH));
  const alias = Object.hasOwn(ALIASES, plain) ? Reflect.get(ALIASES, plain) : undefined;
  if (known.includes(alias)) return alias;
  const [nearest] = known
    .map((option) => ({ option, distance: editDistance(plain, plainName(option)) }))
    .filter(({ option, distance }) => distance <= option.length / 3)
    .sort((a, b) => a.distance - b.distance);
  return nearest?.option;
}

/** @param {string} name */
function plainName(name) {
  return name.toLowerCase().replace(/[_-]/g, '');
}

/** The Levenshtein distance, row by row. @param {string} from @param {string} to */
function editDistance(from, to) {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let at = 1; at <= to.length; at += 1) {
      const replaced = Number(row[at - 1]) + (to[at - 1] === letter ? 0 : 1);
      next.push(Math.min(replaced, Number(row[at]) + 1, Number(next[at - 1]) + 1));
    }
    row = next;
  }
  return Number(row.at(-1));
}

module.exports = { rejectKeyAliases, warnOfUnknown };
