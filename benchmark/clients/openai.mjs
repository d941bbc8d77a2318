// The core of openai's client, a well-made SDK with retries and time-outs on fetch, pointed at the same server.

/** @param {{base: string, key: string}} given */
export async function open({ base, key }) {
  const newest = Number(process.versions.node.split('.')[0]) >= 22;
  const { OpenAI } = await import(newest ? 'openai' : 'openai6');
  const client = new OpenAI({ apiKey: key, baseURL: base });
  return { create: (body) => client.post('/sessions', { body }), list: () => client.get('/sessions') };
}
