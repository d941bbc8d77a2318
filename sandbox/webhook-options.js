// @ts-check
// The option `webhooks` of startSandbox: its validation and its defaults.

const { checkFields } = require('./check.js');
const { isLoopbackUrl, urlOf } = require('./post.js');

/** @typedef {import('./index').SandboxWebhooks} SandboxWebhooks */

const FORMS = ['hex', 'sha256', 't-v1'];
/** createNodeWebhook and createWebWebhook respond within 10 s. */
const DEFAULT_TIMEOUT_MS = 15_000;

/** @type {import('./check.js').Checks} */
const CHECKS = {
  url: { isValid: (v) => urlOf(v) !== undefined, expected: 'an http or https address' },
  secret: {
    isValid: isSecret,
    expected: 'a string that is not blank, or an array of such; it defaults to FACESIGN_WEBHOOK_SECRET',
  },
  form: { isValid: (v) => FORMS.includes(v), expected: "'hex', 'sha256' or 't-v1'" },
  timeoutMs: { isValid: (v) => Number.isInteger(v) && v > 0, expected: 'a positive integer' },
  deliveryLimit: { isValid: (v) => Number.isInteger(v) && v > 0, expected: 'a positive integer' },
  allowRemote: { isValid: (v) => typeof v === 'boolean', expected: 'true or false' },
};
const OWNER = { owner: 'webhooks', kind: 'option' };

/** @param {unknown} secret */
function isSecret(secret) {
  const secrets = Array.isArray(secret) ? secret : [secret];
  return secrets.length > 0 && secrets.every((one) => typeof one === 'string' && one.trim() !== '');
}

/** @param {SandboxWebhooks | undefined} given */
function resolveWebhooks(given) {
  if (given === undefined) return undefined;
  const secret = given.secret ?? process.env.FACESIGN_WEBHOOK_SECRET;
  checkFields(CHECKS, { ...given, url: given.url ?? '', secret: secret ?? '' }, OWNER);
  const url = new URL(given.url);
  if (!given.allowRemote && !isLoopbackUrl(url)) throw remoteError(url);
  return {
    url,
    secret: /** @type {string | string[]} */ (secret),
    form: given.form ?? 'hex',
    timeoutMs: given.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    deliveryLimit: given.deliveryLimit ?? 10_000,
  };
}

/** @typedef {NonNullable<ReturnType<typeof resolveWebhooks>>} Target */

/** @param {URL} url */
function remoteError({ hostname }) {
  const message = `The option 'url' of webhooks leads to ${hostname}, not to this machine. Use 127.0.0.1, ::1 or localhost, or set allowRemote: true.`;
  return Object.assign(new TypeError(message), { option: 'allowRemote' });
}

module.exports = { resolveWebhooks };
