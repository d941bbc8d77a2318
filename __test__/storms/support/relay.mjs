// A bad network in front of a server: each connection is reset after a random number of bytes, some at once, and
// sometimes nothing listens for a moment.
import { once } from 'node:events';
import net from 'node:net';
import { freePorts } from '../../infra/support/ports.mjs';
import { reset } from '../../support/reset.mjs';

/** Share of connections that are reset before a byte has passed. */
const STILLBORN = 0.05;
/** Some five exchanges of a create. */
const MEAN_BYTES = 8000;
/** Share of connections after which nothing listens for a while. */
const OUTAGES = 0.01;
const OUTAGE_MS = 60;

/**
 * @param {{ port: number }} server where connections go
 * @param {() => number} chance
 */
export async function startRelay({ port: onwardPort }, chance) {
  const counts = { connections: 0, resets: 0, outages: 0 };
  const sockets = new Set();
  const [port] = await freePorts(1);
  /** @type {NodeJS.Timeout | undefined} */
  let outage;
  const server = net.createServer((near) => {
    counts.connections += 1;
    if (chance() < OUTAGES && server.listening) beginOutage();
    const life = chance() < STILLBORN ? 0 : Math.ceil(-Math.log(1 - chance()) * MEAN_BYTES);
    const far = net.connect(onwardPort, '127.0.0.1');
    for (const end of [near, far]) sockets.add(end.on('close', () => sockets.delete(end)));
    join(near, far, life, () => {
      counts.resets += 1;
    });
  });

  function beginOutage() {
    counts.outages += 1;
    server.close();
    outage = setTimeout(() => server.listen(port, '127.0.0.1'), OUTAGE_MS);
  }

  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${port}`,
    counts,
    close() {
      clearTimeout(outage);
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** @param {net.Socket} near @param {net.Socket} far @param {number} life in bytes @param {() => void} onReset */
function join(near, far, life, onReset) {
  let left = life;
  const breakOff = () => {
    if (near.destroyed) return;
    onReset();
    reset(near);
    reset(far);
  };
  const pass = (from, to) => {
    from.on('data', (chunk) => {
      if (to.destroyed) return;
      to.write(chunk.subarray(0, left));
      left -= chunk.length;
      // What was written has to be out before the reset overtakes it.
      if (left <= 0) setImmediate(breakOff);
    });
    from.on('error', () => {}).on('close', () => to.destroy());
  };
  if (life === 0) return breakOff();
  pass(near, far);
  pass(far, near);
}
