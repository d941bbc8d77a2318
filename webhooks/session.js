// @ts-check
'use strict';

const { describeType } = require('../lib/describe-type.js');
const { configurationError } = require('./errors.js');

/**
 * Reads the session that an event is about. Each event reads anew: a read that began before the event may be stale.
 * @param {any} client
 * @param {any} event
 * @param {unknown} [options]
 */
async function fetchSession(client, event, options) {
  if (typeof client?.session?.retrieve !== 'function')
    throw configurationError('client', `client must be a Client, got ${describeType(client)}`);
  const sessionId = event?.sessionId;
  if (typeof sessionId !== 'string' || sessionId === '')
    throw configurationError(
      'event',
      `event.sessionId must be the id of a session, got ${describeType(sessionId)}`,
    );
  const { session } = await client.session.retrieve({ sessionId }, options);
  return session;
}

module.exports = { fetchSession };
