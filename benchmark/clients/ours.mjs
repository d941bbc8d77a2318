// This package, from the folder that benchmark/addon.mjs put together.

import { join } from 'node:path';
import { require } from './commonjs.mjs';

/** @param {{base: string, ca?: string, key: string, folder: string}} given */
export function open({ base, ca, key, folder }) {
  const begun = performance.now();
  const { Client } = require(join(folder, 'index.js'));
  const loaded = performance.now();
  const client = new Client({ auth: key, serverUrl: base, ...(ca && { ca }) });
  const constructed = performance.now();
  return {
    create: (body) => client.session.create(body),
    list: () => client.session.list(),
    parts: { requireMs: loaded - begun, constructorMs: constructed - loaded },
  };
}
