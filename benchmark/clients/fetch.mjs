// Node's own fetch.

/** @param {{base: string, key: string}} given */
export function open({ base, key }) {
  const authorization = `Bearer ${key}`;
  async function request(options) {
    const response = await fetch(`${base}/sessions`, options);
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
