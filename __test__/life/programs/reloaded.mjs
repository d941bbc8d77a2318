// Loads the package again and again, like a tool that clears require.cache when a file changes: each copy creates a
// client, makes a call and is dropped. Prints how many there were and how many were collected: all but the first, which
// Node.js keeps as the one that loaded the addon. Run with --expose-gc.
import { createRequire } from 'node:module';
import { KEY } from '../../support/client.mjs';
import { collectedOf } from '../support/collected.mjs';

const LOADS = 20;
const url = process.argv[2];

const collected = await collectedOf({ times: LOADS, expected: LOADS - 1 }, async () => {
  // A new `require`, because each caches what it has loaded.
  const require = createRequire(import.meta.url);
  const { Client } = require('../../../index.js');
  await new Client({ auth: KEY, serverUrl: url, proxy: false }).langs.retrieve();
  for (const file of Object.keys(require.cache)) if (file.endsWith('.js')) delete require.cache[file];
  return Client;
});
console.log(JSON.stringify({ loads: LOADS, collected }));
