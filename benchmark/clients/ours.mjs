// This package, from the folder that benchmark/addon.mjs put together.

import { join } from 'node:path';
import { require } from './commonjs.mjs';

/** @param {{base: string, ca?: string, key: string, h2: boolean, inFlight?: number, folder: string}} given */
export function open({ base, ca, key, h2, inFlight, folder }) {
  const started = performance.now();
  const { Client } = require(join(folder, 'index.js'));
  const loaded = performance.now();
  const client = new Client({
    auth: key,
    serverUrl: base,
    http2: h2,
    maxConcurrency: inFlight,
    ...(ca && { ca }),
  });
  const constructed = performance.now();
  return {
    create: (body) => client.session.create(body),
    list: () => client.session.list(),
    /** @param {() => void} listener */
    onResult: (listener) => client.on('result', listener),
    parts: { requireMs: loaded - started, constructorMs: constructed - loaded },
  };
}
