// Debian's proxies squid and tinyproxy, with the same options for both configuration languages. Each has its own
// outgoing address, so that a server can see which proxy a request came through.
import { execFileSync } from 'node:child_process';
import { folder, isRoot, startDaemon } from './daemon.mjs';
import { freePorts } from './ports.mjs';

/** @typedef {{ user?: { name: string, password: string }, reject?: boolean }} ProxyOptions */

/**
 * The kinds of proxy: from where they reach servers, their status for a wrong password, and how they are started.
 * tinyproxy says 407 to a caller without a password and 401 to one with a wrong one.
 */
export const PROXIES = {
  squid: { from: '127.0.0.2', wrongPassword: 407, start: startSquid },
  tinyproxy: { from: '127.0.0.3', wrongPassword: 401, start: startTinyproxy },
};

/**
 * @param {keyof typeof PROXIES} kind
 * @param {ProxyOptions} [options] `user`: the only one who may use it; `reject`: no one may reach any server
 */
export async function startProxy(kind, options = {}) {
  const [port] = await freePorts(1);
  const { start, from } = PROXIES[kind];
  const daemon = await start(port, options);
  const address = (user = '') => `http://${user}127.0.0.1:${port}`;
  return {
    ...daemon,
    from,
    url: address(),
    /** @param {string} name @param {string} password */
    urlOf: (name, password) => address(`${encodeURIComponent(name)}:${encodeURIComponent(password)}@`),
  };
}

function startSquid(port, { user, reject = false }) {
  const own = folder('squid');
  const config = own.write('squid.conf', squidConfiguration(own, port, user, reject));
  // -N: one process and no daemon.
  return startDaemon('squid', ['-N', '-f', config], { ports: [port], stopSignal: 'SIGKILL' });
}

function squidConfiguration(own, port, user, reject) {
  const access = user
    ? [...squidLogin(own, user), 'http_access allow known', 'http_access deny all']
    : [`http_access ${reject ? 'deny' : 'allow'} all`];
  return `
http_port 127.0.0.1:${port}
tcp_outgoing_address 127.0.0.2
visible_hostname localhost
pid_filename ${own.path}/pid
coredump_dir ${own.path}
cache_log ${own.path}/cache.log
access_log none
cache deny all
pinger_enable off
${access.join('\n')}
`;
}

function squidLogin(own, { name, password }) {
  const hash = execFileSync('openssl', ['passwd', '-apr1', '-stdin'], { input: password }).toString();
  const file = own.write('passwords', `${name}:${hash}`);
  return [
    `auth_param basic program /usr/lib/squid/basic_ncsa_auth ${file}`,
    'auth_param basic children 1',
    'acl known proxy_auth REQUIRED',
  ];
}

function startTinyproxy(port, { user, reject = false }) {
  const own = folder('tinyproxy');
  const lines = [
    `Port ${port}`,
    'Listen 127.0.0.1',
    'Bind 127.0.0.3',
    `${reject ? 'Deny' : 'Allow'} 127.0.0.1`,
    `LogFile "${own.path}/log"`,
    user && `BasicAuth ${user.name} ${user.password}`,
    // Without these it would keep the rights of root.
    isRoot && 'User nobody\nGroup nogroup',
  ];
  const config = own.write('tinyproxy.conf', lines.filter(Boolean).join('\n'));
  return startDaemon('tinyproxy', ['-d', '-c', config], { ports: [port] });
}
