// A name server that never answers.
import dgram from 'node:dgram';
import { once } from 'node:events';

/** An address of loopback that no one else listens on. */
export const NAME_SERVER = '127.0.0.153';

/** Starts it. What asks it has to be under `WITH_NAME_SERVER`. */
export async function silentNameServer() {
  const socket = dgram.createSocket('udp4').bind(53, NAME_SERVER);
  await once(socket, 'listening');
  return socket;
}
