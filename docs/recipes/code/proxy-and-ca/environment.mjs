import Client from '@facesignai/api-native';

// HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS work without an option.
const client = new Client({ serverUrl: process.env.FACESIGN_SERVER_URL });

const langs = await client.langs.retrieve();
console.log(`reached: ${langs.length} languages`);
