// axios with its defaults.

import { require } from './commonjs.mjs';

/** @param {{base: string, key: string}} given */
export function open({ base, key }) {
  const axios = require('axios');
  const client = axios.create({ baseURL: base, headers: { authorization: `Bearer ${key}` }, proxy: false });
  return {
    create: async (body) => (await client.post('/sessions', body)).data,
    list: async () => (await client.get('/sessions')).data,
  };
}
