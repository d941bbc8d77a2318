// Signed events for the tests, with the fixtures' secret and time.

import { readFileSync } from 'node:fs';
import { sign, unwrap } from '@facesignai/api-native/webhooks';

const fixture = (name) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8');

export const VECTORS = JSON.parse(fixture('webhook_signature_vectors.json'));
export const SECRET = VECTORS.secret;
export const BODY = VECTORS.body;
export const NOW = VECTORS.timestamp * 1000;
/** When the fixtures' events arrive. */
export const now = () => NOW;

/** @param {string} type of event */
export const event = (type) => fixture(`webhook_${type.replace('.', '_')}.json`);

/** Headers as Node.js gives them. @param {string | Uint8Array} body @param {object} [options] */
export const signed = (body, options) => sign(body, { secret: SECRET, ...options });

/** @param {any} body @param {any} [headers] @param {any} [secret] @param {object} [options] */
export const take = (body, headers = signed(body), secret = SECRET, options = undefined) =>
  unwrap(body, headers, secret, { now, ...options });

/** What a call throws; without that the test fails. @param {() => unknown} call */
export function thrownBy(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** The reason for which a webhook is rejected. @param {() => unknown} call */
export const reasonOf = (call) => thrownBy(call).reason;
