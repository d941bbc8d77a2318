// Certificates for tests, created by the `openssl` command in a folder that is removed when the process ends: the
// repository has no private key, and none expires.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @typedef {object} Issued a certificate and its private key, as PEM text and as files
 * @property {string} cert
 * @property {string} key
 * @property {string} certFile
 * @property {string} keyFile
 */

const folder = mkdtempSync(join(tmpdir(), 'facesign-certificates-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const LOCALHOST = 'DNS:localhost,IP:127.0.0.1';
const DAY_MS = 24 * 3600 * 1000;
let made = 0;

function openssl(...args) {
  return execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** @param {string} name @param {string} text */
function write(name, text) {
  writeFileSync(join(folder, name), text);
  return name;
}

/** @param {string} name @returns {Issued} */
function issued(name) {
  const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8'), certFile, keyFile };
}

/** @param {string} [curve] of NIST, or a number of bits for RSA */
function newKey(curve = 'P-256') {
  const kind = /^\d/.test(curve) ? [`rsa:${curve}`] : ['ec', '-pkeyopt', `ec_paramgen_curve:${curve}`];
  return ['-newkey', ...kind, '-noenc'];
}

/**
 * A certificate that signed itself.
 * @param {{ subject?: string, extensions?: readonly string[], curve?: string }} [options]
 */
export function selfSigned({ subject = `Self-signed ${made}`, extensions = [], curve } = {}) {
  const name = `self-${++made}`;
  const added = extensions.flatMap((extension) => ['-addext', extension]);
  const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
  openssl('req', '-x509', ...newKey(curve), '-days', '2', '-subj', `/CN=${subject}`, ...added, ...files);
  return issued(name);
}

/** An authority that can issue certificates. @param {string} [subject] @param {string} [curve] */
export function authority(subject = 'Authority of the tests', curve) {
  return selfSigned({ subject, curve });
}

/** The kinds of certificates: what each is for, and its validity in days from now. */
const KINDS = {
  server: { usage: 'serverAuth', from: -1, to: 1 },
  expired: { usage: 'serverAuth', from: -9, to: -1 },
  'not yet valid': { usage: 'serverAuth', from: 1, to: 9 },
  client: { usage: 'clientAuth', from: -1, to: 1 },
};

/**
 * A certificate that `issuer` signed.
 * @param {Issued} issuer
 * @param {{ kind?: keyof typeof KINDS, altNames?: string, curve?: string, digest?: string, ca?: boolean }} [options]
 *   altNames: '' for none; digest: of the issuer's signature; ca: whether it is marked as an authority
 */
export function certificate(
  issuer,
  { kind = 'server', altNames = LOCALHOST, curve, digest = 'sha256', ca = false } = {},
) {
  const name = `leaf-${++made}`;
  const { usage, from, to } = KINDS[kind];
  openssl(
    'req',
    '-new',
    ...newKey(curve),
    '-subj',
    `/CN=${kind}`,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
  );
  const config = write(`${name}.cnf`, configuration(name, { usage, altNames, digest, ca }));
  const signer = ['-cert', issuer.certFile, '-keyfile', issuer.keyFile];
  const life = ['-startdate', asn1Time(from), '-enddate', asn1Time(to)];
  openssl('ca', '-batch', '-config', config, ...signer, ...life, '-in', `${name}.csr`, '-out', `${name}.pem`);
  return issued(name);
}

/** `openssl ca` is the one command of OpenSSL 3.0 that takes dates of the past; it wants a configuration. */
function configuration(name, { usage, altNames, digest, ca }) {
  write(`${name}.index`, '');
  return `
[ca]
default_ca = own
[own]
database = ${name}.index
new_certs_dir = .
rand_serial = yes
default_md = ${digest}
policy = any
x509_extensions = leaf
notext = yes
[any]
commonName = supplied
[leaf]
basicConstraints = critical, CA:${ca ? 'TRUE' : 'FALSE'}
extendedKeyUsage = ${usage}
${altNames && `subjectAltName = ${altNames}`}
`;
}

/** @param {number} days from now */
function asn1Time(days) {
  const iso = new Date(Date.now() + days * DAY_MS).toISOString();
  return `${iso.replace(/[-:T]/g, '').slice(0, 14)}Z`;
}
