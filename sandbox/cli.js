#!/usr/bin/env node
// @ts-check
// `facesign-sandbox`: a sandbox as a process of its own. Options in, address out, an orderly end on a signal.

const { parseArgs } = require('node:util');
const { startSandbox } = require('./sandbox.js');

const USAGE = `Usage: facesign-sandbox [options]

A local FaceSign server. State is in memory and gone when it ends.

  --port <n>             port to listen on (default 4010; 0: any free port)
  --host <address>       address to listen on (default 127.0.0.1)
  --key <key>            API key to accept; may be given again (default sk_test_sandbox)
  --mode <mode>          production (default) or dev: how a wrong key is refused
  --seed <n>             the same ids and secrets in every run (times stay real)
  --rate-limit <n>       calls allowed per key and minute (default: no limit)
  --collections <form>   array (default) or object: form of /langs and /avatars
  --lenient              do not ask for clientReferenceId
  --help                 this text
`;

/** @type {import('node:util').ParseArgsConfig['options']} */
const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  key: { type: 'string', multiple: true },
  mode: { type: 'string' },
  seed: { type: 'string' },
  'rate-limit': { type: 'string' },
  collections: { type: 'string' },
  lenient: { type: 'boolean' },
  help: { type: 'boolean' },
};

/** Values are passed on as they are: startSandbox checks them. @param {Record<string, any>} given */
function sandboxOptions(given) {
  return {
    port: Number(given.port ?? 4010),
    host: given.host,
    keys: given.key,
    mode: given.mode,
    seed: given.seed,
    now: Date.now,
    rateLimit:
      given['rate-limit'] === undefined ? undefined : { requestsPerMinute: Number(given['rate-limit']) },
    collections: given.collections,
    requireFields: !given.lenient,
  };
}

/** A key that somebody gave is not printed: it could be a real one. @param {string} url @param {boolean} ownKey */
function greeting(url, ownKey) {
  const key = ownKey ? '<your --key>' : 'sk_test_sandbox';
  return `FaceSign sandbox listening on ${url}

  const client = new Client({ auth: '${key}', serverUrl: '${url}' });

Faults, life cycle and recorded requests: ${url}/_sandbox
Ctrl+C ends it.
`;
}

async function main() {
  /** @type {{ values: Record<string, any> }} */
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return void process.stdout.write(USAGE);
  const sandbox = await startSandbox(sandboxOptions(values));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.once(signal, () => sandbox.close());
  process.stdout.write(greeting(sandbox.url, values.key !== undefined));
}

main().catch((failure) => {
  process.stderr.write(`facesign-sandbox: ${failure.message}\nTry facesign-sandbox --help.\n`);
  process.exitCode = 1;
});
