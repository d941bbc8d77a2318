// got with its defaults, in the newest version for the Node in use.

/** @param {{base: string, key: string, h2: boolean}} given */
export async function open({ base, key, h2 }) {
  const { default: got } = await import(Number(process.versions.node.split('.')[0]) >= 22 ? 'got' : 'got14');
  const client = got.extend({ headers: { authorization: `Bearer ${key}` }, http2: h2 });
  return {
    create: (json) => client.post(`${base}/sessions`, { json }).json(),
    list: () => client.get(`${base}/sessions`).json(),
  };
}
