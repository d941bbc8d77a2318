// The core of openai's client, an SDK with retries and timeouts that uses fetch.

import { require } from './commonjs.mjs';

/** @param {{base: string, key: string}} given */
export function open({ base, key }) {
  const newest = Number(process.versions.node.split('.')[0]) >= 22;
  const { OpenAI } = require(newest ? 'openai' : 'openai6');
  const client = new OpenAI({ apiKey: key, baseURL: base });
  return { create: (body) => client.post('/sessions', { body }), list: () => client.get('/sessions') };
}
