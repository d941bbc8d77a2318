// Free ports, for programs that can't listen on port 0, or must come back on the same port.
import { once } from 'node:events';
import net from 'node:net';

/**
 * Ports of 127.0.0.1 on which nothing listens, below the range from which the system gives ports to others: none is
 * taken before it is used.
 * @param {number} count @returns {Promise<number[]>}
 */
export async function freePorts(count) {
  /** @type {net.Server[]} */
  const servers = [];
  while (servers.length < count) {
    const server = net.createServer().listen(20_000 + Math.floor(Math.random() * 12_000), '127.0.0.1');
    await once(server, 'listening').then(
      () => servers.push(server),
      () => {},
    );
  }
  const ports = servers.map((server) => /** @type {net.AddressInfo} */ (server.address()).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
