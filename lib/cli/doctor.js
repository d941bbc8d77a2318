// @ts-check
'use strict';

// `facesign doctor`: what is installed here, what the environment sets, and whether a call gets
// through. Nothing that it prints is secret. Ends with 0 when all is well, else with 1.

const { machine } = require('../diagnosis.js');
const { name: packageName, version } = require('../package.js');

/** @typedef {typeof import('../../index.js')} Facesign */
/** @typedef {{ ok: boolean, text: string }} Result */

const USAGE = `Usage: facesign doctor [options]

Prints what is installed, what the environment sets, and whether a call gets through.

  --server <address>  server to call (default: FACESIGN_SERVER_URL, else the FaceSign API)
  --offline           call no server
  --help              print this text
`;

/** @type {import('./options.js').Options} */
const OPTIONS = { server: { type: 'string' }, offline: { type: 'boolean' } };

const PROXY = 'http://proxy.example:3128';
/** Variables that lead calls elsewhere, each with an example: their values are addresses, which may hold a password. */
const ADDRESSES = {
  FACESIGN_SERVER_URL: 'https://api.facesign.ai',
  https_proxy: PROXY,
  HTTPS_PROXY: PROXY,
  http_proxy: PROXY,
  HTTP_PROXY: PROXY,
};
/** Variables that decide which proxies and authorities count. */
const PLAIN = ['no_proxy', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

/** The address without user, password, query and fragment; undefined if it is none. @param {string} address */
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
    if (value) lines.push(`${name}: ${withoutSecrets(value) ?? `set, but is no address such as ${example}`}`);
  }
  for (const name of PLAIN) if (env[name]) lines.push(`${name}: ${env[name]}`);
  return lines;
}

/** @returns {{ facesign?: Facesign } & Result} */
function addon() {
  try {
    const facesign = require('../../index.js');
    const file = Object.keys(require.cache).find((path) => path.endsWith('.node'));
    return { ok: true, facesign, text: `Addon: ${file ?? 'loaded'}` };
  } catch (error) {
    return { ok: false, text: String(/** @type {Error} */ (error).message) };
  }
}

/** The least call there is. @param {Facesign} facesign @param {string | undefined} serverUrl @returns {Promise<Result>} */
async function checkCall(facesign, serverUrl) {
  const where = serverUrl ? (withoutSecrets(serverUrl) ?? 'the given server') : 'the FaceSign API';
  const started = performance.now();
  try {
    const client = new facesign.Client({ ...(serverUrl && { serverUrl }), maxRetries: 0 });
    const { langs } = await client.langs.retrieve();
    const spent = Math.round(performance.now() - started);
    return { ok: true, text: `Call: ${where} answered in ${spent} ms with ${langs.length} languages` };
  } catch (error) {
    return { ok: false, text: `Call: ${where} could not be used.\n${failure(error)}` };
  }
}

/** What a developer needs of a failure; `userMessage` is for end users. @param {unknown} error */
function failure(error) {
  const { name, message, apiMessage, response, code } = /** @type {any} */ (error);
  const status = response?.status;
  const facts = [name, status, code].filter(Boolean).join(' ');
  const lines = [`  ${facts}: ${printable(apiMessage ?? message)}`];
  if (status === 401 || status === 403) lines.push('  Set FACESIGN_API_KEY to a key of this server.');
  return lines.join('\n');
}

/** On a terminal a server must not speak in control characters. @param {unknown} text */
function printable(text) {
  return String(text).replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (letter) => {
    return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/**
 * @param {{ server?: string | undefined, offline?: boolean | undefined }} options
 * @returns {Promise<number>} the exit code
 */
async function run({ server, offline }) {
  const found = addon();
  const lines = [
    `${packageName} ${version}`,
    `Machine: ${machine()}`,
    found.text,
    ...environment(process.env),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (!found.facesign || offline) return found.ok ? 0 : 1;
  const { ok, text } = await checkCall(found.facesign, server || process.env.FACESIGN_SERVER_URL);
  process.stdout.write(`${text}\n`);
  return ok ? 0 : 1;
}

module.exports = {
  usage: USAGE,
  options: OPTIONS,
  run,
};
