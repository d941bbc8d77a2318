// @ts-check
'use strict';

// `facesign webhook send` posts a signed sample event; `facesign webhook sign` prints the headers for a body. The secret
// comes from the environment only: other users of the machine can read the arguments of a process.

const { readFile } = require('node:fs/promises');
const { buffer } = require('node:stream/consumers');
const { createIdentifiers } = require('../../sandbox/identifiers.js');
const { isLoopbackUrl, post, shown, urlOf } = require('../../sandbox/post.js');
const { filled } = require('../../sandbox/webhook-events.js');
const webhooks = require('../../webhooks/index.js');
const { WebhookType } = require('../enums.js');
const { UsageError } = require('./options.js');

/** @typedef {import('./options.js').Command} Command */
/** @typedef {import('./options.js').Io} Io */

const SECRET = 'FACESIGN_WEBHOOK_SECRET';
const TIMEOUT_MS = 30_000;
const TYPES = Object.values(WebhookType);
const FORMS = `  --form <form>         of the signature: hex (default), sha256 or t-v1
  --timestamp <n>       time in the headers, in seconds since 1970 (default: now for t-v1, else none)`;
const COMMON = `  --help                print this help

The environment variable ${SECRET} must be set to the secret.`;

const SEND_USAGE = `Usage: facesign webhook send <url> [options]

Posts a signed sample event to your webhook handler, and prints the response. Nothing is retried.

  --type <type>         type of the event (default session.status)
  --session-id <id>     session that it is about (default: a made-up id)
  --id <id>             id of the event (default: a new one; send one twice to test duplicates)
${FORMS}
  --allow-remote        send to another machine, which sees the event
${COMMON}
Types: ${TYPES.join(', ')}

Exit codes: 0 a response with 2xx, 1 another or none, 2 wrong usage.
`;

const SIGN_USAGE = `Usage: facesign webhook sign <file> [options]

Prints the headers of a webhook whose body is in the file, one per line. - reads the body from standard input. With curl:

  facesign webhook sign body.json | curl -H @- -H 'content-type: application/json' --data-binary @body.json <url>

${FORMS}
${COMMON}

Exit codes: 0 success, 2 wrong usage.
`;

/** @type {Command} */
const send = {
  usage: SEND_USAGE,
  options: {
    type: { type: 'string' },
    'session-id': { type: 'string' },
    id: { type: 'string' },
    form: { type: 'string' },
    timestamp: { type: 'string' },
    'allow-remote': { type: 'boolean' },
  },
  operand: 'url',
  async run(given, operands, { stdout, stderr }) {
    const url = readUrl(operands[0], given['allow-remote'] === true);
    const event = sampleEvent(given);
    if (!TYPES.includes(event.type)) stderr.write(`facesign: ${event.type} is not a known type\n`);
    const body = JSON.stringify(event);
    const response = await post(url, body, {
      headers: signed(body, given, 'webhook send'),
      timeoutMs: TIMEOUT_MS,
    });
    if ('error' in response) throw new Error(`no response from ${shown(url)}: ${response.error}`);
    stdout.write(`${body}\n${response.status}${ADVICE[response.status] ?? ''}\n${printable(response.body)}`);
    return response.status >= 200 && response.status < 300 ? 0 : 1;
  },
};

/** @type {Command} */
const sign = {
  usage: SIGN_USAGE,
  options: { form: { type: 'string' }, timestamp: { type: 'string' } },
  operand: 'file',
  async run(given, operands, { stdin, stdout }) {
    const [file] = /** @type {[string]} */ (operands);
    const body = await (file === '-' ? buffer(stdin) : readFile(file)).catch((error) => {
      throw new UsageError(`cannot read ${file} (${error.code ?? error.message})`, 'webhook sign');
    });
    for (const [name, value] of Object.entries(signed(body, given, 'webhook sign')))
      stdout.write(`${name}: ${value}\n`);
    return 0;
  },
};

/** What responses of createNodeWebhook and createWebWebhook mean; they have no body. @type {Record<number, string>} */
const ADVICE = {
  400: `: the signature does not match. Does the handler have the same ${SECRET}?`,
  405: ': the address takes no POST',
  500: ': the handler failed. Its onError or its log says why',
  503: ': the handler took too long, or handles the event already',
};

/** @param {string | undefined} given @param {boolean} allowRemote */
function readUrl(given, allowRemote) {
  const url = urlOf(given);
  if (!url) throw new UsageError('url must be an http or https address', 'webhook send');
  if (allowRemote || isLoopbackUrl(url)) return url;
  const message = `url leads to ${url.hostname}, not to this machine. Add --allow-remote to send there`;
  throw new UsageError(message, 'webhook send');
}

/** @param {Record<string, any>} given */
function sampleEvent({ type = 'session.status', 'session-id': sessionId, id }) {
  if (type === '') throw new UsageError('--type must not be empty', 'webhook send');
  const identifiers = createIdentifiers();
  const missing = {
    id: identifiers.eventId(),
    createdAt: Date.now(),
    sessionId: identifiers.otherSessionId(),
  };
  return filled({ type, sessionId, id }, missing);
}

/**
 * The options of `sign` have the same names as those of the command line.
 * @param {string | Uint8Array} body @param {Record<string, any>} given @param {string} command
 */
function signed(body, { form, timestamp }, command) {
  const seconds = timestamp === undefined ? undefined : Number(timestamp);
  try {
    return webhooks.sign(body, { form, timestamp: seconds });
  } catch (error) {
    const { param, message } = /** @type {any} */ (error);
    if (param === 'secret') throw new UsageError(`${SECRET} is not set; it signs the webhook`, command);
    throw param === undefined ? error : new UsageError(`--${message}`, command);
  }
}

/** Ends with a line break, and has no control characters, which a terminal would obey. @param {string} text */
function printable(text) {
  const safe = text.replace(/(?![\n\t])\p{Cc}/gu, '\uFFFD').trimEnd();
  return safe === '' ? '' : `${safe}\n`;
}

module.exports = { send, sign };
