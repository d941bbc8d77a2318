// A proxy for tests: it tunnels (CONNECT), forwards requests to plain servers, and records them.
import http from 'node:http';
import net from 'node:net';
import { listen } from './server.mjs';

/**
 * @param {{ reject?: number }} [options] `reject`: the status with which every request is turned away
 */
export async function startProxy({ reject } = {}) {
  /** @type {{ method: string, url: string, headers: http.IncomingHttpHeaders }[]} */
  const seen = [];
  const record = ({ method, url, headers }) => seen.push({ method, url, headers });
  const server = http.createServer((request, response) => {
    record(request);
    if (reject) return response.writeHead(reject).end();
    const { method, headers } = request;
    const { 'proxy-authorization': _own, ...onwardHeaders } = headers;
    const onward = http.request(request.url, { method, headers: onwardHeaders }, (reply) => {
      response.writeHead(reply.statusCode, reply.headers);
      reply.pipe(response);
    });
    request.pipe(onward.on('error', () => response.destroy()));
  });
  server.on('connect', (request, socket) => {
    record(request);
    if (reject) return socket.end(`HTTP/1.1 ${reject} Refused\r\ncontent-length: 0\r\n\r\n`);
    tunnel(request.url, socket);
  });
  const listening = await listen(server);
  return Object.assign(listening, { seen, url: `http://127.0.0.1:${listening.port}` });
}

/** @param {string} address host and port @param {net.Socket} socket */
function tunnel(address, socket) {
  const { hostname, port } = new URL(`tcp://${address}`);
  const onward = net.connect(Number(port), hostname, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    onward.pipe(socket).pipe(onward);
  });
  for (const end of [socket, onward])
    end.on('error', () => {}).on('close', () => socket.destroy() && onward.destroy());
}
