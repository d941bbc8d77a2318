// @ts-check
'use strict';

// `facesign sandbox`: runs a local FaceSign server until SIGINT or SIGTERM.

const { startSandbox } = require('../../sandbox/index.js');
const { shown } = require('../../sandbox/post.js');
const { UsageError } = require('./options.js');

const DEFAULT_PORT = 4010;
const DEFAULT_HOST = '127.0.0.1';

const USAGE = `Usage: facesign sandbox [options]

Starts a local FaceSign server. Its state is in memory and lost when it stops.

  --port <n>             port to listen on (default ${DEFAULT_PORT}; 0: any free port)
  --host <address>       address to listen on (default ${DEFAULT_HOST})
  --allowed-host <name>  additional host name to accept requests for; repeatable
  --key <key>            API key to accept; repeatable (default sk_test_sandbox)
  --token <token>        token required by /_sandbox (default: none on loopback, else a random one)
  --mode <mode>          production (default) or dev: how a wrong key is rejected
  --seed <n>             use the same ids and secrets in every run (times stay real)
  --rate-limit <n>       calls per key and minute (default: no limit)
  --collections <form>   array (default) or object: form of /langs and /avatars
  --lenient              accept what the development server accepted, such as incomplete settings
  --webhook-url <url>    post signed webhooks there; the environment variable FACESIGN_WEBHOOK_SECRET has the secret
  --webhook-form <form>  of their signature: hex (default), sha256 or t-v1
  --webhook-remote       allow a --webhook-url of another machine
  --help                 print this help
`;

/** @type {import('./options.js').Options} */
const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  'allowed-host': { type: 'string', multiple: true },
  key: { type: 'string', multiple: true },
  token: { type: 'string' },
  mode: { type: 'string' },
  seed: { type: 'string' },
  'rate-limit': { type: 'string' },
  collections: { type: 'string' },
  lenient: { type: 'boolean' },
  'webhook-url': { type: 'string' },
  'webhook-form': { type: 'string' },
  'webhook-remote': { type: 'boolean' },
};

/** Messages for options whose names differ from those of startSandbox. @type {Record<string, string>} */
const MESSAGES = {
  keys: '--key must not be empty',
  allowedHosts: '--allowed-host must not be empty',
  rateLimit: '--rate-limit must be a positive integer',
  url: '--webhook-url must be an http or https address',
  secret: 'the environment variable FACESIGN_WEBHOOK_SECRET must be set to the secret of the webhooks',
  form: "--webhook-form must be 'hex', 'sha256' or 't-v1'",
  allowRemote: '--webhook-url leads to another machine. Add --webhook-remote to post there',
};

/** Values are passed on unchecked: startSandbox checks them. @param {Record<string, any>} given */
function sandboxOptions(given) {
  const perMinute = given['rate-limit'];
  return {
    port: Number(given.port ?? DEFAULT_PORT),
    host: given.host,
    allowedHosts: given['allowed-host'],
    keys: given.key,
    token: given.token,
    mode: given.mode,
    seed: given.seed,
    now: Date.now,
    rateLimit: perMinute === undefined ? undefined : { requestsPerMinute: Number(perMinute) },
    collections: given.collections,
    lenient: given.lenient,
    webhooks: webhookOptions(given),
  };
}

/** The secret comes from the environment: arguments can be read by other users. @param {Record<string, any>} given */
function webhookOptions({ 'webhook-url': url, 'webhook-form': form, 'webhook-remote': allowRemote }) {
  if (url !== undefined) return { url, form, allowRemote };
  if (form === undefined && allowRemote === undefined) return undefined;
  throw new UsageError('--webhook-form and --webhook-remote need --webhook-url', 'sandbox');
}

/**
 * A key or token from the command line is not printed, since it could be a real one.
 * @param {import('../../sandbox/index.js').Sandbox} sandbox
 * @param {Record<string, any>} given
 */
function greeting({ url, token }, given) {
  const key = given.key ? '<your --key>' : 'sk_test_sandbox';
  const webhookUrl = given['webhook-url'];
  const authorization = token ? ` (authorization: Bearer ${given.token ? '<your --token>' : token})` : '';
  return `FaceSign sandbox listening on ${url}

  const client = new Client({ auth: '${key}', serverUrl: '${url}' });

Sessions, faults and recorded requests, also in a browser: ${url}/_sandbox/${authorization}
${webhookUrl ? `Webhooks go to ${shown(new URL(webhookUrl))}\n` : ''}Stop it with Ctrl+C.
`;
}

/** @param {Record<string, any>} given @returns {Promise<number>} */
async function run(given) {
  const sandbox = await startSandbox(sandboxOptions(given)).catch((error) => {
    throw commandLineError(error, given);
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.once(signal, () => sandbox.close());
  process.stdout.write(greeting(sandbox, given));
  return 0;
}

/** @param {any} error @param {Record<string, any>} given */
function commandLineError(error, { port = DEFAULT_PORT, host = DEFAULT_HOST }) {
  if (error.option !== undefined)
    return new UsageError(MESSAGES[error.option] ?? `--${error.option} must be ${error.expected}`, 'sandbox');
  if (error.code === 'EADDRINUSE')
    return new Error(`port ${port} of ${host} is in use. Choose another --port, or 0 for any free port`);
  if (error.syscall !== undefined)
    return new Error(`cannot listen on port ${port} of ${host} (${error.code}). Check --port and --host`);
  return error;
}

module.exports = {
  usage: USAGE,
  options: OPTIONS,
  run,
};
