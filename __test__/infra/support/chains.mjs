// Certificate chains as servers send them: complete, incomplete, and in the wrong order.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { folder } from './daemon.mjs';

/** @typedef {import('../../support/certificates.mjs').Issued} Issued */

const own = folder('chains');
let made = 0;

/** An authority below another one. @param {Issued} issuer @returns {Issued} */
export function intermediate(issuer) {
  const name = `${own.path}/intermediate-${++made}`;
  const [certFile, keyFile] = [`${name}.pem`, `${name}.key`];
  const signer = ['-CA', issuer.certFile, '-CAkey', issuer.keyFile];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', keyFile];
  const subject = ['-subj', `/CN=Intermediate authority ${made}`, '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...signer, ...key, ...subject, '-out', certFile], {
    stdio: 'pipe',
  });
  return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8'), certFile, keyFile };
}

/**
 * The certificate of a server with further ones behind it, in the order in which they are to be sent.
 * @param {Issued} leaf
 * @param {...Issued} further
 */
export function chain(leaf, ...further) {
  const certFile = own.write(`chain-${++made}.pem`, [leaf, ...further].map(({ cert }) => cert).join(''));
  return { certFile, keyFile: leaf.keyFile };
}
