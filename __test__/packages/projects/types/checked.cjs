// @ts-check
const Client = require('@facesignai/api-native');
const { Client: Named, FSNodeType } = require('@facesignai/api-native');

/** @type {import('@facesignai/api-native').SessionSettings} */
const settings = {
  metadata: {},
  flow: [
    { id: 'start', type: FSNodeType.START, outcome: 'end' },
    { id: 'end', type: FSNodeType.END },
  ],
  clientReferenceId: 'order-1',
};

async function main() {
  const { FACESIGN_API_KEY: auth, FACESIGN_SERVER_URL: serverUrl } = process.env;
  /** @type {Client} */
  const client = new Client({ auth, serverUrl });
  const { session } = await client.session.create(settings);
  const read = await new Named({ auth, serverUrl }).session.retrieve({ sessionId: session.id });
  // @ts-expect-error a session has no such field: the types are there, not `any`
  void read.session.nothing;
  console.log(read.session.id);
}

void main();
