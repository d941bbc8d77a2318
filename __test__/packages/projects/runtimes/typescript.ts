// Types that can be stripped: run without a compiler.
import Client, { type ClientOptions, type GetSessionResponse } from '@facesignai/api-native';

const { FACESIGN_API_KEY: auth, FACESIGN_SERVER_URL: serverUrl } = process.env;
const options: ClientOptions = { auth, serverUrl };
const client: Client = new Client(options);
const { session } = await client.session.create({
  clientReferenceId: 'order-1',
  metadata: {},
  flow: [
    { id: 'in', type: 'start', outcome: 'out' },
    { id: 'out', type: 'end' },
  ],
});
const read: GetSessionResponse = await client.session.retrieve({ sessionId: session.id });
console.log(read.session.id);
