// Preloaded before each snippet of the documents: defines the names that the surrounding text introduces. A snippet that
// declares one of these names uses its own.
import Client, { FSNodeType } from '@facesignai/api-native';

const client = new Client({ serverUrl: process.env.FACESIGN_SERVER_URL });
const settings = {
  clientReferenceId: 'user-123',
  metadata: {},
  flow: [
    { id: 'start', type: FSNodeType.START, outcome: 'end' },
    { id: 'end', type: FSNodeType.END },
  ],
};
const { session } = await client.session.create(settings);

Object.assign(globalThis, { client, settings, sessionId: session.id });
