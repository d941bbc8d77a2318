// @ts-check
'use strict';

// `facesign sandbox`: a local FaceSign server as a process of its own. Options in, address out, an orderly end on a signal.

const { startSandbox } = require('../../sandbox/index.js');
const { UsageError } = require('./options.js');

const DEFAULT_PORT = 4010;
const DEFAULT_HOST = '127.0.0.1';

const USAGE = `Usage: facesign sandbox [options]

Starts a local FaceSign server. Its state is in memory and gone when it ends.

  --port <n>             port to listen on (default ${DEFAULT_PORT}; 0: any free port)
  --host <address>       address to listen on (default ${DEFAULT_HOST})
  --allowed-host <name>  further name by which it may be called; may be given again
  --key <key>            API key to accept; may be given again (default sk_test_sandbox)
  --token <token>        token that calls to /_sandbox need (default: none on loopback, else a random one)
  --mode <mode>          production (default) or dev: how a wrong key is refused
  --seed <n>             the same ids and secrets in every run (times stay real)
  --rate-limit <n>       calls allowed per key and minute (default: no limit)
  --collections <form>   array (default) or object: form of /langs and /avatars
  --lenient              accept what the development server accepted, such as incomplete settings
  --help                 print this text
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
};

/** What startSandbox asks for in other words than a command line. @type {Record<string, string>} */
const WORDS = {
  keys: '--key must not be empty',
  allowedHosts: '--allowed-host must not be empty',
  rateLimit: '--rate-limit must be a whole number above 0',
};

/** Values are passed on as they are: startSandbox checks them. @param {Record<string, any>} given */
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
  };
}

/**
 * A key or token that somebody gave is not printed: it could be a real one.
 * @param {import('../../sandbox/index.js').Sandbox} sandbox
 * @param {Record<string, any>} given
 */
function greeting({ url, token }, given) {
  const key = given.key ? '<your --key>' : 'sk_test_sandbox';
  const needs = token ? ` (authorization: Bearer ${given.token ? '<your --token>' : token})` : '';
  return `FaceSign sandbox listening on ${url}

  const client = new Client({ auth: '${key}', serverUrl: '${url}' });

Faults, life cycle and recorded requests: ${url}/_sandbox${needs}
Ctrl+C ends it.
`;
}

/** @param {Record<string, any>} given @returns {Promise<number>} */
async function run(given) {
  const sandbox = await startSandbox(sandboxOptions(given)).catch((error) => {
    throw inOwnWords(error, given);
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.once(signal, () => sandbox.close());
  process.stdout.write(greeting(sandbox, given));
  return 0;
}

/** @param {any} error @param {Record<string, any>} given */
function inOwnWords(error, { port = DEFAULT_PORT, host = DEFAULT_HOST }) {
  if (error.option !== undefined)
    return new UsageError(WORDS[error.option] ?? `--${error.option} must be ${error.wants}`, 'sandbox');
  if (error.code === 'EADDRINUSE')
    return new Error(`port ${port} of ${host} is in use. Give another one by --port, or 0 for any free port`);
  if (error.syscall !== undefined)
    return new Error(`cannot listen on port ${port} of ${host} (${error.code}). Check --port and --host`);
  return error;
}

module.exports = {
  usage: USAGE,
  options: OPTIONS,
  run,
};
