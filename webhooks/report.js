// @ts-check
'use strict';

// Tells the program of an error, since FaceSign gets nothing but a status.

const { describeType } = require('../lib/describe-type.js');
const { configurationError, isSendersMistake } = require('./errors.js');

/** @typedef {import('../types/webhooks.js').FaceSignWebhookEvent} FaceSignWebhookEvent */

/**
 * Without `onError`, rejected requests are silent, as anyone can send them; all else is a warning of the process.
 * @param {unknown} onError
 * @returns {(error: unknown, event?: FaceSignWebhookEvent) => void}
 */
function reporter(onError) {
  if (onError === undefined) return unlessRejected;
  if (typeof onError !== 'function')
    throw configurationError('onError', `onError must be a function, got ${describeType(onError)}`);
  return (error, event) => {
    Promise.resolve()
      .then(() => onError(error, event))
      .catch((thrown) => warn('onError threw', thrown));
  };
}

/** @param {unknown} error @param {FaceSignWebhookEvent} [event] */
function unlessRejected(error, event) {
  if (isSendersMistake(error)) return;
  warn(
    event ? `the webhook ${event.id} (${event.type}) was not handled` : 'a webhook was not handled',
    error,
  );
}

/** @param {string} what @param {any} error */
function warn(what, error) {
  const detail = [error?.stack ?? String(error), error?.hint].filter(Boolean).join('\n');
  process.emitWarning(what, { type: 'FaceSignWebhookWarning', code: 'FACESIGN_WEBHOOK', detail });
}

module.exports = { reporter };
