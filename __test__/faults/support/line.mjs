// TLS over a TCP socket that the server controls, so that the connection can be cut, reset and damaged below TLS.
import { Duplex } from 'node:stream';
import tls from 'node:tls';
import { authority, certificate } from '../../support/certificates.mjs';
import { written } from './steps.mjs';

const issuer = authority();
const { cert, key } = certificate(issuer);

/** The authority that signed the server's certificate (localhost, 127.0.0.1). */
export const AUTHORITY = issuer.cert;

/** For one server: its session tickets are invalid at another, so every server sees a full handshake first. */
export const newSecureContext = () => tls.createSecureContext({ cert, key });

/** A record of application data that no key fits. */
export const FORGED = Buffer.concat([Buffer.from([23, 3, 3, 0, 32]), Buffer.alloc(32, 7)]);

/** @param filter how outgoing bytes of the server, its part of the handshake first, get onto the line */
export function secured(raw, secureContext, alpn, filter = plainly) {
  const under = new Duplex({
    read: () => raw.resume(),
    write: (chunk, _encoding, done) => void filter(raw, chunk).then(() => done()),
    final: (done) => raw.end(done),
    destroy: (_error, done) => {
      raw.destroy();
      done(null);
    },
  });
  raw.on('data', (chunk) => under.push(chunk) || raw.pause());
  raw.on('end', () => under.push(null));
  raw.on('close', () => under.destroy());
  under.on('error', () => {});
  return new tls.TLSSocket(under, { isServer: true, secureContext, ALPNProtocols: [alpn] });
}

const plainly = (raw, chunk) => written(raw, chunk);

/** Lets `count` bytes of the server's handshake through, then acts and passes nothing more. */
export const cutAfter = (count, act) => {
  const left = new WeakMap();
  return async (raw, chunk) => {
    const allowed = left.get(raw) ?? count;
    left.set(raw, 0);
    if (allowed === 0) return;
    await written(raw, chunk.subarray(0, allowed));
    act({ raw, socket: raw });
  };
};

/** One byte per packet. */
export const byteByByte = async (raw, chunk) => {
  raw.setNoDelay(true);
  for (const byte of chunk) await written(raw, Buffer.from([byte]));
};
