// nginx as a front end: any number of servers on ports of 127.0.0.1, each with its own TLS settings and directives.
import { setTimeout as sleep } from 'node:timers/promises';
import { folder, isRoot, POLL_MS, startDaemon } from './daemon.mjs';
import { freePorts } from './ports.mjs';

/**
 * @typedef {object} Front
 * @property {string} upstream where requests go: `http://host:port`
 * @property {{ certFile: string, keyFile: string }} [tls] without it: plain http
 * @property {boolean} [http2]
 * @property {string[]} [directives] lines of the `server` block
 */

/** The fields that the access log has for each request, in order. */
const LOG = {
  connection: '$connection',
  request: '$connection_requests',
  protocol: '$server_protocol',
  tls: '$ssl_protocol',
  coding: '$sent_http_content_encoding',
  status: '$status',
  worker: '$pid',
};

/** A response is in the log within this time, or never. */
const LOG_MS = 5000;

/**
 * @template {string} Name
 * @param {Record<Name, Front>} fronts
 */
export async function startNginx(fronts) {
  const own = folder('nginx');
  const names = /** @type {Name[]} */ (Object.keys(fronts));
  const free = await freePorts(names.length);
  const ports = Object.fromEntries(names.map((name, index) => [name, free[index]]));
  const servers = names.map((name) => serverBlock(name, fronts[name], ports[name]));
  const config = own.write('nginx.conf', configuration(own.path, servers));
  const args = ['-c', config, '-p', own.path, '-e', `${own.path}/error.log`];
  const daemon = await startDaemon('nginx', args, { ports: Object.values(ports) });
  const url = (name) => `${fronts[name].tls ? 'https' : 'http'}://127.0.0.1:${ports[name]}`;
  return {
    ...daemon,
    urls: /** @type {Record<Name, string>} */ (Object.fromEntries(names.map((name) => [name, url(name)]))),
    /** New workers take over; the old ones finish what they have started. */
    reload: () => daemon.child.kill('SIGHUP'),
    /**
     * The requests to this server. A line is written only after its response is out, so they are waited for.
     * @param {Name} name
     * @param {number} count of the responses that have come
     */
    async log(name, count) {
      const lines = () => own.read(`${name}.log`).split('\n').slice(0, -1);
      const deadline = Date.now() + LOG_MS;
      while (lines().length < count && Date.now() < deadline) await sleep(POLL_MS);
      return lines().map(entry);
    },
  };
}

function entry(line) {
  const fields = line.split('\t');
  return Object.fromEntries(Object.keys(LOG).map((name, index) => [name, fields[index]]));
}

function serverBlock(name, { upstream, tls, http2 = false, directives = [] }, port) {
  const listen = [`127.0.0.1:${port}`, tls && 'ssl', http2 && 'http2'].filter(Boolean).join(' ');
  const identity = tls ? [`ssl_certificate ${tls.certFile}`, `ssl_certificate_key ${tls.keyFile}`] : [];
  const lines = [`listen ${listen}`, ...identity, `access_log ${name}.log fields`, ...directives];
  return `server {\n${lines.join(';\n')};\nlocation / { proxy_pass ${upstream}; }\n}`;
}

/** Paths that are relative are under the folder of this nginx (`-p`). */
const configuration = (path, servers) => `
daemon off;
${isRoot ? 'user root;' : ''}
worker_processes 1;
pid ${path}/pid;
error_log ${path}/error.log info;
events { worker_connections 1024; }
http {
  log_format fields '${Object.values(LOG).join('\t')}';
  client_body_temp_path body;
  proxy_temp_path proxied;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  proxy_http_version 1.1;
  ${servers.join('\n')}
}
`;
