import { readFileSync } from 'node:fs';
import Client from '@facesignai/api-native';

// Instead of the environment: only this client uses the proxy and trusts the authority.
const client = new Client({
  serverUrl: process.env.FACESIGN_SERVER_URL,
  proxy: process.env.CORPORATE_PROXY,
  ca: readFileSync(process.env.CORPORATE_CA),
});

const langs = await client.langs.retrieve();
console.log(`reached: ${langs.length} languages`);
