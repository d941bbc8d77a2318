// A process with a name server of its own: in a mount namespace, which no other process sees, /etc/resolv.conf is
// another file. That takes the rights of root.
import { spawnSync } from 'node:child_process';
import { folder } from '../../infra/support/daemon.mjs';

/** An address of loopback that no one else listens on. */
export const NAME_SERVER = '127.0.0.153';

const own = folder('names');
/** One query, which is not repeated while a test lasts. */
const settings = own.write('resolv.conf', `nameserver ${NAME_SERVER}\noptions timeout:30 attempts:1\n`);

/** What runs a command with that name server. */
export const WITH_NAME_SERVER = [
  ...['unshare', '--mount', 'sh', '-c'],
  ...['mount --bind "$0" /etc/resolv.conf && exec "$@"', settings],
];

/**
 * Why that cannot be done here, or `false`. The workflow's container has the rights for it (.github/workflows/ci.yml): what
 * needs it fails there rather than being skipped.
 */
export function noNameServer() {
  if (process.env.GITHUB_ACTIONS) return false;
  const [command, ...args] = WITH_NAME_SERVER;
  const { status } = spawnSync(command, [...args, 'true'], { stdio: 'ignore' });
  return status === 0 ? false : 'a name server of its own needs Linux and the rights of root';
}
