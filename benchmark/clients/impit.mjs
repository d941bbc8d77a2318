// impit: reqwest with Node-API, the most similar client. It has no option for certificate authorities, and offers HTTP/2 only
// when it imitates a browser.

import { require } from './commonjs.mjs';

/** @param {{base: string, key: string, ca?: string, h2: boolean}} given */
export function open({ base, key, ca, h2 }) {
  const { Impit } = require('impit');
  const client = new Impit({ ignoreTlsErrors: ca !== undefined, ...(h2 && { browser: 'chrome' }) });
  const authorization = `Bearer ${key}`;
  async function request(options) {
    const response = await client.fetch(`${base}/sessions`, options);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  }
  return {
    create: (body) => {
      const headers = { authorization, 'content-type': 'application/json' };
      return request({ method: 'POST', headers, body: JSON.stringify(body) });
    },
    list: () => request({ headers: { authorization } }),
  };
}
