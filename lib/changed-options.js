// @ts-check
'use strict';

// The options of a client that `withOptions` makes: those of the client that it is called on, with changes. JavaScript
// merges the plain ones. The core has the only copy of those with secrets, and gets the names of those that stay.

const { USER_AGENT, proxiesOf, readClientOptions, withoutSecrets } = require('./options.js');
const { has } = require('./read.js');

/** @typedef {Record<string, any>} Plain */

/**
 * @param {object} changes undefined keeps an option, `null` restores its default
 * @param {Plain} kept the options that JavaScript kept of the client
 * @param {NodeJS.ProcessEnv} env
 * @returns {{json: string, kept: Plain}} as `clientOptions` in options.js
 */
function changedOptions(changes, kept, env) {
  const changed = readClientOptions(changes, true);
  const merged = merge(kept, withoutSecrets(changed));
  const replaced = { ...replacedSecrets(changed, env), keep: whatStays(changes, changed) };
  return {
    json: JSON.stringify({ ...merged, ...replaced, userAgent: USER_AGENT }),
    kept: merged,
  };
}

/** @param {Plain} kept @param {Plain} changes @returns {Plain} */
function merge(kept, changes) {
  const merged = { ...kept };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete merged[name];
    else merged[name] = name === 'retry' ? merge(kept[name] ?? {}, value) : value;
  }
  return merged;
}

/** @param {Plain} changed @param {NodeJS.ProcessEnv} env */
function replacedSecrets({ auth, headers, proxy, ca, cert, key }, env) {
  const entries = Object.entries(headers ?? {});
  return {
    auth,
    headers: Object.fromEntries(entries.filter(([, value]) => value !== null)),
    removedHeaders: entries.filter(([, value]) => value === null).map(([name]) => name),
    proxy: proxy === null ? proxiesOf(env) : proxy,
    ca: ca ?? undefined,
    cert,
    key,
  };
}

/**
 * What the core keeps (src/core/config/options.rs). Any `auth` replaces the key: `auth: undefined` must not leave another
 * tenant's. `cert` and `key` belong together.
 * @param {object} changes
 * @param {Plain} changed
 */
function whatStays(changes, { headers, proxy, ca, cert, key }) {
  return {
    auth: !has(changes, 'auth'),
    headers: headers !== null,
    proxy: proxy === undefined,
    ca: ca === undefined,
    identity: cert === undefined && key === undefined,
  };
}

module.exports = { changedOptions };
