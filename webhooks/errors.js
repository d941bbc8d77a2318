// @ts-check
'use strict';

// The errors of this entry. No message has the secret or any part of a signature.

const { classes } = require('../lib/errors.js');

/** @typedef {import('../types/errors.js').WebhookRejection} WebhookRejection */

/** @param {WebhookRejection} reason @param {string} message @param {string} [hint] */
function rejected(reason, message, hint) {
  return new classes.WebhookVerificationError(message, { reason, hint });
}

/** @param {string} param @param {string} message */
function configurationError(param, message) {
  return new classes.ConfigurationError(message, { param, operation: 'webhooks' });
}

/**
 * Whether the sender of a request is at fault, and not this server: a body that was parsed before it could be verified is
 * the server's mistake.
 * @param {unknown} error
 */
function isSendersMistake(error) {
  return (
    error instanceof classes.WebhookVerificationError && /** @type {any} */ (error).reason !== 'body_not_raw'
  );
}

module.exports = { classes, configurationError, isSendersMistake, rejected };
