// Creates a certificate for 127.0.0.1 with Node.js alone, since Alpine's image and Windows have no openssl. It is
// self-signed: a client with it as `ca` trusts it.

import { generateKeyPairSync, sign } from 'node:crypto';

const ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const COMMON_NAME = '550403';
const SUBJECT_ALT_NAME = '551d11';
const DAY_MS = 86_400_000;

/** Encodes a value in DER. @param {number} tag @param {...Buffer} parts */
function der(tag, ...parts) {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}
const sequence = (...parts) => der(0x30, ...parts);
const integer = (value) => der(0x02, Buffer.from([value]));
const oid = (hex) => der(0x06, Buffer.from(hex, 'hex'));
/** `YYMMDDhhmmssZ`. @param {number} ms */
const utcTime = (ms) =>
  der(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14)}Z`));

/** @returns {{ cert: string, key: string }} both in PEM, valid from a day ago to a day from now */
export function loopbackCertificate() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = toBeSigned(publicKey.export({ type: 'spki', format: 'der' }));
  const bits = Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)]);
  const bytes = sequence(body, sequence(oid(ECDSA_WITH_SHA256)), der(0x03, bits));
  return { cert: pem(bytes), key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })) };
}

/** The part that is signed (RFC 5280, TBSCertificate). @param {Buffer} key */
function toBeSigned(key) {
  const version3 = der(0xa0, integer(2));
  const name = sequence(der(0x31, sequence(oid(COMMON_NAME), der(0x0c, Buffer.from('facesign smoke')))));
  const validity = sequence(utcTime(Date.now() - DAY_MS), utcTime(Date.now() + DAY_MS));
  const loopback = sequence(der(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = der(0xa3, sequence(sequence(oid(SUBJECT_ALT_NAME), der(0x04, loopback))));
  return sequence(
    version3,
    integer(1),
    sequence(oid(ECDSA_WITH_SHA256)),
    name,
    validity,
    name,
    key,
    extensions,
  );
}

/** @param {Buffer} bytes */
function pem(bytes) {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
