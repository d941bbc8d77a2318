// Runs a process with its own names and name server: in a mount namespace with its own /etc/resolv.conf and /etc/hosts.
// Needs root.
import { spawnSync } from 'node:child_process';
import { folder } from '../../infra/support/daemon.mjs';

const own = folder('names');
/** A loopback address of its own: test files run concurrently. */
const NAME_SERVER = `127.${64 + ((process.pid >> 16) & 63)}.${(process.pid >> 8) & 255}.${process.pid & 255}`;
/** One query, which is not repeated during a test. */
const settings = own.write('resolv.conf', `nameserver ${NAME_SERVER}\noptions timeout:30 attempts:1\n`);

const HOSTS = ['127.0.0.1 localhost', '127.0.0.1 two.test', '127.0.0.2 two.test', ''];
const hosts = own.write('hosts', HOSTS.join('\n'));

/** What runs a command with that name server, and with a name that has two addresses. */
export const WITH_NAME_SERVER = [
  ...['unshare', '--mount', 'sh', '-c'],
  ...[`mount --bind "$0" /etc/resolv.conf && mount --bind '${hosts}' /etc/hosts && exec "$@"`, settings],
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
