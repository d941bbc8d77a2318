// A name server that never responds, for a process that runs under `WITH_NAME_SERVER` (namespace.mjs).
import dgram from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** Starts it at the address that this process asks. */
export async function silentNameServer() {
  const [, address] = /^nameserver (127\.\S+)$/m.exec(readFileSync('/etc/resolv.conf', 'utf8'));
  const socket = dgram.createSocket('udp4').bind(53, address);
  await once(socket, 'listening');
  return socket;
}
