// axios with its defaults.

/** @param {{base: string, key: string}} given */
export async function open({ base, key }) {
  const { default: axios } = await import('axios');
  const client = axios.create({ baseURL: base, headers: { authorization: `Bearer ${key}` }, proxy: false });
  return {
    create: async (body) => (await client.post('/sessions', body)).data,
    list: async () => (await client.get('/sessions')).data,
  };
}
