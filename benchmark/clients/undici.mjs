// undici's `request`, its fastest API, in the newest version for the Node in use. It doesn't decode gzip, so that happens here,
// off the main thread.

import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { require } from './commonjs.mjs';

const unzip = promisify(gunzip);

/** @param {{base: string, key: string, h2: boolean}} given */
export function open({ base, key, h2 }) {
  const { Agent, request: send } = require(
    Number(process.versions.node.split('.')[0]) >= 24 ? 'undici' : 'undici7',
  );
  const dispatcher = new Agent({ allowH2: h2 });
  const authorization = `Bearer ${key}`;
  const coding = { 'accept-encoding': 'gzip' };
  async function request(options) {
    const { statusCode, headers, body } = await send(`${base}/sessions`, { dispatcher, ...options });
    if (statusCode < 200 || statusCode > 299) throw new Error(`status ${statusCode}`);
    if (headers['content-encoding'] !== 'gzip') return body.json();
    return JSON.parse((await unzip(await body.arrayBuffer())).toString());
  }
  return {
    create: (body) => {
      const headers = { authorization, ...coding, 'content-type': 'application/json' };
      return request({ method: 'POST', headers, body: JSON.stringify(body) });
    },
    list: () => request({ headers: { authorization, ...coding } }),
  };
}
