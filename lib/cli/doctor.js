// @ts-check
'use strict';

// `facesign doctor`: prints what is installed, what the environment sets, and whether a call succeeds. It prints no secrets.

const { machine } = require('../diagnosis.js');
const { name: packageName, version } = require('../package.js');
const { oneLine } = require('../strings.js');

/** @typedef {typeof import('../../index.js')} Facesign */
/** @typedef {{ ok: boolean, output: string }} Result */

const USAGE = `Usage: facesign doctor [options]

Prints what is installed, what the environment sets, and whether a call succeeds.

  --server <address>  server to call (default: FACESIGN_SERVER_URL, else the FaceSign API)
  --offline           don't call a server
  --help              print this help
`;

/** @type {import('./options.js').Options} */
const OPTIONS = { server: { type: 'string' }, offline: { type: 'boolean' } };

const PROXY = 'http://proxy.example:3128';
/** Variables that hold addresses, each with an example. An address may include a password. */
const ADDRESSES = {
  FACESIGN_SERVER_URL: 'https://api.facesign.ai',
  https_proxy: PROXY,
  HTTPS_PROXY: PROXY,
  http_proxy: PROXY,
  HTTP_PROXY: PROXY,
};
/** Other variables that affect proxies and certificate authorities. */
const PLAIN = ['no_proxy', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

/** The address without user, password, query and fragment; undefined if it is invalid. @param {string} address */
function withoutSecrets(address) {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url?.host) return undefined;
  if (url.username || url.password) Object.assign(url, { username: '***', password: '' });
  return Object.assign(url, { search: '', hash: '' }).href;
}

/** One line for each variable that is set. @param {NodeJS.ProcessEnv} env */
function environment(env) {
  const key = env.FACESIGN_API_KEY?.trim() ? 'set' : 'not set';
  const lines = [`FACESIGN_API_KEY: ${key}`];
  for (const [name, example] of Object.entries(ADDRESSES)) {
    const value = env[name];
    if (value)
      lines.push(`${name}: ${withoutSecrets(value) ?? `set, but not to an address such as ${example}`}`);
  }
  for (const name of PLAIN) if (env[name]) lines.push(`${name}: ${env[name]}`);
  return lines;
}

/** @returns {{ facesign?: Facesign } & Result} */
function loadAddon() {
  try {
    const facesign = require('../../index.js');
    const file = Object.keys(require.cache).find((path) => path.endsWith('.node'));
    return { ok: true, facesign, output: `Addon: ${file ?? 'loaded'}` };
  } catch (error) {
    return { ok: false, output: String(/** @type {Error} */ (error).message) };
  }
}

/** Makes the smallest call. @param {Facesign} facesign @param {string | undefined} serverUrl @returns {Promise<Result>} */
async function checkCall(facesign, serverUrl) {
  const where = serverUrl ? (withoutSecrets(serverUrl) ?? 'the given server') : 'the FaceSign API';
  const started = performance.now();
  try {
    const client = new facesign.Client({ ...(serverUrl && { serverUrl }), maxRetries: 0 });
    const { langs } = await client.langs.retrieve();
    const elapsed = Math.round(performance.now() - started);
    return { ok: true, output: `Call: ${where} responded in ${elapsed} ms with ${langs.length} languages` };
  } catch (error) {
    return { ok: false, output: `Call: ${where} failed.\n${describeError(error)}` };
  }
}

/** The fields of an error that a developer needs. @param {unknown} error */
function describeError(error) {
  const { name, message, apiMessage, response, code } = /** @type {any} */ (error);
  const status = response?.status;
  const facts = [name, status, code].filter(Boolean).join(' ');
  const lines = [`  ${facts}: ${oneLine(String(apiMessage ?? message))}`];
  if (status === 401 || status === 403) lines.push('  Set FACESIGN_API_KEY to a key of this server.');
  return lines.join('\n');
}

/**
 * @param {{ server?: string | undefined, offline?: boolean | undefined }} options
 * @returns {Promise<number>} the exit code
 */
async function run({ server, offline }) {
  const found = loadAddon();
  const lines = [
    `${packageName} ${version}`,
    `Machine: ${machine()}`,
    found.output,
    ...environment(process.env),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (!found.facesign || offline) return found.ok ? 0 : 1;
  const { ok, output } = await checkCall(found.facesign, server || process.env.FACESIGN_SERVER_URL);
  process.stdout.write(`${output}\n`);
  return ok ? 0 : 1;
}

module.exports = {
  usage: USAGE,
  options: OPTIONS,
  run,
};
