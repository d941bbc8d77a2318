// @ts-check
'use strict';

// The secrets that a signature may be made with: one, or several while they are rotated. None may be empty: everyone
// can sign with an empty key.

const { describeType } = require('../lib/describe-type.js');
const { configurationError } = require('./errors.js');

const VARIABLE = 'FACESIGN_WEBHOOK_SECRET';

/** @param {unknown} given undefined means that of the environment @returns {string[]} */
function secretsOf(given) {
  if (given === undefined) return [ofEnvironment()];
  if (!Array.isArray(given)) return [checked(given, 'secret')];
  if (given.length === 0)
    throw configurationError('secret', 'secret must hold at least one, got an empty array');
  return given.map((secret, at) => checked(secret, `secret[${at}]`));
}

function ofEnvironment() {
  const secret = globalThis.process?.env[VARIABLE]?.trim();
  if (secret) return secret;
  const message = `there is no webhook secret: pass it as secret, or set the environment variable ${VARIABLE}`;
  throw configurationError('secret', message);
}

/** @param {unknown} secret @param {string} name */
function checked(secret, name) {
  const trimmed = typeof secret === 'string' ? secret.trim() : undefined;
  if (trimmed) return trimmed;
  const got = typeof secret === 'string' ? 'a blank one' : describeType(secret);
  throw configurationError('secret', `${name} must be a string that isn't blank, got ${got}`);
}

module.exports = { secretsOf };
