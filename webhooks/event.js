// @ts-check
'use strict';

// The event in a body whose signature holds. What FaceSign adds later, types and fields alike, passes.

const { describeType } = require('../lib/describe-type.js');
const { rejected } = require('./errors.js');

const SESSION = ['session.status', 'analysis.video', 'analysis.screenshot', 'analysis.deepfake'];
const MEDIA = ['media.user_photo', 'media.document_photo', 'media.user_video'];
const SETTINGS = ['settings.avatars', 'settings.langs'];
const UTF8 = new TextDecoder('utf-8', { fatal: true });
const KNOWN = new Set([...SESSION, ...MEDIA, ...SETTINGS]);

/** @typedef {import('../types/webhooks.js').FaceSignWebhookEvent} FaceSignWebhookEvent */

/** @param {string | Uint8Array} body @returns {FaceSignWebhookEvent} */
function eventOf(body) {
  const event = parsed(body);
  const [field, value] = wrongField(event) ?? [];
  if (field === undefined) return /** @type {FaceSignWebhookEvent} */ (event);
  throw rejected('shape', `the signed body is not an event: ${field} is ${describeType(value)}`);
}

/** What `JSON.parse` throws quotes the body, so it isn't passed on. @param {string | Uint8Array} body @returns {unknown} */
function parsed(body) {
  try {
    return JSON.parse(typeof body === 'string' ? body : UTF8.decode(body));
  } catch {
    throw rejected('not_json', 'the signed body is not JSON in UTF-8');
  }
}

/** The first of its own fields without which it isn't an event. @param {any} event @returns {[string, unknown] | undefined} */
function wrongField(event) {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return ['the body', event];
  const field = (/** @type {string} */ name) => (Object.hasOwn(event, name) ? event[name] : undefined);
  const id = field('id');
  const type = field('type');
  const createdAt = field('createdAt');
  const sessionId = field('sessionId');
  const media = field('media');
  if (typeof id !== 'string' || id === '') return ['id', id];
  if (typeof type !== 'string' || type === '') return ['type', type];
  if (!Number.isSafeInteger(createdAt)) return ['createdAt', createdAt];
  if (KNOWN.has(type) && (typeof sessionId !== 'string' || sessionId === '')) return ['sessionId', sessionId];
  if (MEDIA.includes(type) && (typeof media !== 'object' || media === null)) return ['media', media];
  return undefined;
}

module.exports = { eventOf };
